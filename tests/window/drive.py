"""Drives the real window with a mouse and keys, and follows it through the lines of XUEQU_TRACE."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = Path(sys.argv[1])
PICTURES = Path(".artefacts/window")
WIDTH, HEIGHT = 1280, 800
# Software drawing on a busy machine is slow; a hang is still told apart from it.
PATIENCE_SECONDS = 120


class Screen:
    """An X server and a window manager of our own."""

    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        self.display = ":" + os.read(read, 16).decode().strip()
        self.environment = {**os.environ, "DISPLAY": self.display}
        self.manager = subprocess.Popen(["openbox"], env=self.environment, stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.manager.terminate()
        self.server.terminate()

    def run(self, *command):
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def mouse(self, *command):
        self.run("xdotool", *map(str, command))

    def picture(self, name):
        self.run("import", "-window", "root", str(PICTURES / f"{name}.png"))


class Window:
    """The program under test and what it says it shows."""

    def __init__(self, screen, home, *arguments):
        self.trace = Path(home) / "trace.jsonl"
        environment = {**screen.environment, "HOME": str(home), "XDG_DATA_HOME": str(home), "XUEQU_TRACE": str(self.trace)}
        self.screen = screen
        self.program = subprocess.Popen([str(PROGRAM), *arguments], env=environment)
        self.frame = None

    def shown(self):
        lines = self.trace.read_text(encoding="utf-8").splitlines() if self.trace.exists() else []
        return json.loads(lines[-1]) if lines else None

    def until(self, what, is_so):
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            assert self.program.poll() is None, f"the program ended while waiting: {what}"
            shown = self.shown()
            if shown and is_so(shown):
                return shown
            time.sleep(0.1)
        raise AssertionError(f"never seen: {what}; last shown: {self.shown()}")

    def find(self):
        """Waits for the window and fits it to the screen; returns where its contents begin."""
        windows = self.screen.run("xdotool", "search", "--sync", "--onlyvisible", "--pid", str(self.program.pid)).split()
        self.id = windows[-1]
        self.screen.mouse("windowactivate", "--sync", self.id)
        place = dict(line.split("=") for line in
                     self.screen.run("xdotool", "getwindowgeometry", "--shell", self.id).split() if "=" in line)
        self.frame = int(place["X"]), int(place["Y"])

    def at(self, point):
        return round(self.frame[0] + point[0]), round(self.frame[1] + point[1])


def drag(window, start, end, steps=8):
    """Slowly enough that every frame in between is a frame of a drag."""
    screen = window.screen
    screen.mouse("mousemove", *window.at(start))
    time.sleep(0.3)
    screen.mouse("mousedown", 1)
    for step in range(1, steps + 1):
        point = [a + (b - a) * step / steps for a, b in zip(start, end)]
        screen.mouse("mousemove", *window.at(point))
        time.sleep(0.15)


def on_map(school):
    return 320 < school["x"] < 880 and 180 < school["y"] < 660


def main():
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, Screen() as screen:
        window = Window(screen, home, "--lang", "zh")
        first = window.until("the sample county with its schools", lambda shown: shown["schools"])
        window.find()
        time.sleep(1)
        screen.picture("1-opened")

        shown = window.until("schools on the map", lambda shown: any(map(on_map, shown["schools"])))
        # One that stands alone, so that the mouse takes no other.
        def loneliness(school):
            return min(((school["x"] - other["x"]) ** 2 + (school["y"] - other["y"]) ** 2
                        for other in shown["schools"] if other["id"] != school["id"]), default=0)
        school = max(filter(on_map, shown["schools"]), key=loneliness)
        start = school["x"], school["y"]
        end = start[0] + 60, start[1] - 40

        drag(window, start, end)
        dragged = window.until("the drag", lambda shown: shown["dragging"] == school["id"])
        assert dragged["actions"] == 0, "a drag in progress changes no plan"
        window.until("other numbers during the drag", lambda shown: shown["mean_m"] != first["mean_m"])
        screen.picture("2-dragging")
        screen.mouse("key", "Escape")
        window.until("the drag cancelled", lambda shown: shown["dragging"] is None)
        screen.mouse("mouseup", 1)
        window.until("the numbers of before", lambda shown: shown["mean_m"] == first["mean_m"] and shown["actions"] == 0)

        drag(window, start, end)
        screen.mouse("mouseup", 1)
        window.until("one step of a new plan", lambda shown: shown["actions"] == 1 and shown["plan"] == 0)
        screen.picture("3-dropped")
        screen.mouse("key", "ctrl+z")
        window.until("the step taken back", lambda shown: shown["actions"] == 0 and shown["mean_m"] == first["mean_m"])
        screen.mouse("key", "ctrl+shift+z")
        moved = window.until("the step taken again", lambda shown: shown["actions"] == 1)
        assert moved["mean_m"] != first["mean_m"], "a moved school changes the mean trip"

        # Unsaved work is asked about, not lost.
        screen.mouse("key", "alt+F4")
        time.sleep(2)
        assert window.program.poll() is None, "closing with unsaved work must ask first"
        screen.picture("4-asked")
        screen.mouse("key", "Escape")
        screen.mouse("key", "ctrl+z")
        window.until("nothing to lose", lambda shown: not shown["unsaved"])
        screen.mouse("key", "alt+F4")
        assert window.program.wait(timeout=PATIENCE_SECONDS) == 0, "the window closes cleanly"
        print("window test: opened, dragged, cancelled, dropped, undone, redone, asked, closed; pictures in", PICTURES)


main()
