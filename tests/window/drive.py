"""Drives the real window with the mouse and the keys, and reads from its trace what it shows.

The window writes a JSON line for every change (XUEQU_TRACE), so nothing here waits for a fixed time or
guesses a position: every step waits until the window says that it has happened.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ARTEFACTS = pathlib.Path(".artefacts/window").resolve()
PATIENCE = 90  # seconds for any one step, on the slowest machine


def fail(why):
    sys.exit(f"window test: {why}")


class Desk:
    """A display with a window manager, and the program on it."""

    def __init__(self, program, folder):
        self.folder = folder
        self.trace = ARTEFACTS / "trace.jsonl"
        self.trace.unlink(missing_ok=True)
        read, write = os.pipe()
        self.processes = []
        self.begin(["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
                   pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        number = open(read).readline().strip()
        self.env = {
            **os.environ, "DISPLAY": f":{number}", "HOME": str(folder), "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "LIBGL_ALWAYS_SOFTWARE": "1", "XUEQU_TRACE": str(self.trace),
            "LC_ALL": "C.UTF-8", "PATH": f"{folder}:{os.environ['PATH']}",
        }
        self.env.pop("WAYLAND_DISPLAY", None)
        self.env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        self.begin(["openbox"], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.log = open(ARTEFACTS / "program.log", "w")
        self.open(program)

    def open(self, program):
        self.told, self.rest, self.last = None, "", None
        self.program = self.begin([program, "--lang", "zh"], env=self.env, stderr=self.log)

    def begin(self, command, **options):
        process = subprocess.Popen(command, **options)
        self.processes.append(process)
        return process

    def find(self):
        """Waits for the window and gives it the keys."""
        self.window = self.find_window()
        self.xdotool("windowactivate", "--sync", self.window)

    def xdotool(self, *words):
        done = subprocess.run(["xdotool", *map(str, words)], env=self.env, capture_output=True, text=True)
        return done.stdout

    def find_window(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.xdotool("search", "--onlyvisible", "--pid", self.program.pid).split()
            if found:
                return found[-1]
            if self.program.poll() is not None:
                fail(f"the program ended with {self.program.returncode}, see {self.log.name}")
            time.sleep(0.2)
        fail("no window appeared")

    def state(self):
        """The last whole line of the trace. What was read before is not read again."""
        if self.told is None:
            try:
                self.told = open(self.trace, encoding="utf-8")
            except FileNotFoundError:
                return None
        *lines, self.rest = (self.rest + self.told.read()).split("\n")
        if lines:
            self.last = json.loads(lines[-1])
        return self.last

    def until(self, what, is_so):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            state = self.state()
            if state and is_so(state):
                return state
            if self.program.poll() is not None:
                fail(f"the program ended with {self.program.returncode} while waiting: {what}")
            time.sleep(0.05)
        self.picture("failed")
        fail(f"waited in vain: {what}; last state {self.state()}")

    def move(self, x, y):
        """To a point of the window's contents, whatever the decoration around them."""
        self.xdotool("mousemove", "--window", self.window, round(x), round(y))

    def key(self, keys):
        self.xdotool("key", keys)

    def picture(self, name):
        time.sleep(0.3)  # the server may still be drawing the frame that was traced
        subprocess.run(["import", "-window", "root", str(ARTEFACTS / f"{name}.png")], env=self.env, check=False)

    def close(self):
        self.key("ctrl+q")
        try:
            code = self.program.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.picture("failed")
            fail("the window does not close")
        if code != 0:
            fail(f"the program ended with {code}")
        if "panicked" in pathlib.Path(self.log.name).read_text():
            fail(f"the program panicked, see {self.log.name}")
        self.trace.unlink()

    def end(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()


def middle_school(schools):
    """One in the middle of the map: nothing lies over it, and there is room to move it."""
    xs, ys = ([school[axis] for school in schools] for axis in "xy")
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    alone = [a for a in schools if all(a is b or abs(a["x"] - b["x"]) + abs(a["y"] - b["y"]) > 24 for b in schools)]
    return min(alone or schools, key=lambda school: (school["x"] - x) ** 2 + (school["y"] - y) ** 2)


def drag(desk, school, start):
    """Presses on a school and moves it; the button stays down."""
    desk.move(school["x"], school["y"])
    desk.xdotool("mousedown", 1)
    for step in range(1, 13):
        desk.move(school["x"] + 6 * step, school["y"] + 3 * step)
        time.sleep(0.03)
    moving = desk.until("the school follows the mouse", lambda state: state["dragging"] and state["mean_m"] != start["mean_m"])
    if moving["dragging"] != school["id"] or moving["actions"] != 0:
        fail(f"dragging {school['id']} shows {moving['dragging']} and {moving['actions']} measures")


def run(desk, program, saved):
    start = desk.until("the sample county is on the map", lambda state: state["schools"])
    desk.picture("1-sample")
    # The county is fitted once it is known what stands over the map.
    start = desk.state()

    school = middle_school(start["schools"])
    drag(desk, school, start)
    desk.picture("2-dragging")
    desk.key("Escape")
    desk.until("Escape puts the school back", lambda state: not state["dragging"] and state["mean_m"] == start["mean_m"])
    desk.xdotool("mouseup", 1)
    drag(desk, school, start)
    desk.xdotool("mouseup", 1)
    dropped = desk.until("the drag is one step", lambda state: not state["dragging"] and state["actions"] == 1)
    desk.picture("3-dropped")

    desk.key("ctrl+z")
    desk.until("undo takes it back", lambda state: state["actions"] == 0 and state["mean_m"] == start["mean_m"])
    desk.key("ctrl+shift+z")
    desk.until("redo takes it again", lambda state: state["actions"] == 1 and state["mean_m"] == dropped["mean_m"])

    desk.key("alt+F4")
    desk.until("closing asks about unsaved work", lambda state: state["form"])
    desk.picture("4-asked")
    desk.key("Escape")
    desk.until("the question is put away", lambda state: not state["form"])

    desk.key("ctrl+s")
    asked = desk.until("saving has asked or written", lambda state: state["form"] or not state["unsaved"])
    if asked["form"]:
        # No file dialog here: the window asks for a path.
        desk.picture("5-path")
        desk.key("ctrl+a")
        desk.xdotool("type", "--delay", "20", str(saved))
        desk.key("Return")
    desk.until("the plan is saved", lambda state: not state["unsaved"] and not state["form"])
    plan = json.loads(saved.read_text())
    kinds = [action["kind"] for action in plan["xuequ"]["actions"]]
    if plan["type"] != "FeatureCollection" or kinds != ["relocate"]:
        fail(f"{saved} holds {kinds}")
    desk.picture("6-saved")

    # Looking is safe, and the desk is found again as it was left.
    desk.key("ctrl+2")
    desk.until("today is shown", lambda state: state["workspace"] == "Today")
    desk.key("alt+2")
    desk.until("the table of schools opens", lambda state: state["page"] == "Schools")
    wide = desk.state()["map"]
    desk.key("ctrl+b")
    left = desk.until("the task pane folds", lambda state: state["map"][0] > wide[0])
    desk.picture("7-today")
    school = middle_school(left["schools"])
    desk.move(school["x"], school["y"])
    desk.xdotool("mousedown", 1)
    for step in range(1, 6):
        desk.move(school["x"] + 6 * step, school["y"] + 3 * step)
        time.sleep(0.03)
    desk.xdotool("mouseup", 1)
    time.sleep(0.5)
    if desk.state()["unsaved"] or desk.state()["actions"] != 1:
        fail("looking at today has changed the plan")
    desk.close()
    desk.open(program)
    desk.find()
    again = desk.until("the county is on the map again", lambda state: state["schools"])
    found = [again[what] for what in ("workspace", "page", "map")]
    if found != ["Today", "Schools", left["map"]]:
        fail(f"the desk was left otherwise: {found}, not {left['map']}")
    desk.picture("8-again")
    desk.close()


def answer_dialogs(folder, path):
    """Stands in for the system's file dialog where one would be asked by its name: it answers with this path."""
    zenity = folder / "zenity"
    zenity.write_text(f"#!/bin/sh\necho '{path}'\n")
    zenity.chmod(0o755)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        saved = folder / "plan.geojson"
        answer_dialogs(folder, saved)
        desk = Desk(program, folder)
        try:
            desk.find()
            run(desk, program, saved)
            (ARTEFACTS / "plan.geojson").write_text(saved.read_text())
        finally:
            desk.end()
    print("window test: opened, dragged, put back, moved, undone, redone, asked, saved, closed, found as it was left")


if __name__ == "__main__":
    main()
