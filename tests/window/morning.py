"""A planner's morning in the real window, with the mouse, and with the keys where a planner would use them: a fact
set right with its source, a merger past the gate, a new kindergarten, a proposal taken, two plans side by side, a
school put back, and all of it found again.

Controls are found by their names in the trace, as a screen reader finds them; pictures are numbered in
.artefacts/window/morning/.
"""

import json
import pathlib
import sys
import tempfile
import time

import drive

SCHOOL = "打鼓滩村教学点"
INITIALS = "dgtcjxd"  # of its pinyin
SOURCE = "2021-09 survey"
OWN = "方案 A"
HEIGHT = 720  # of the first window, in points


class Morning(drive.Desk):
    """The desk with what a hand does on it."""

    taken = 0

    def picture(self, name):
        self.taken += 1
        super().picture(f"morning/{self.taken:02}-{name}")

    def control(self, is_meant, within=None):
        """The middle of a control in sight, by its name or by what its name must be, once there is one."""
        if isinstance(is_meant, str):
            name, is_meant = is_meant, lambda label: label == name
        else:
            name = is_meant.__doc__ or "a control"

        def found(state):
            for label, role, left, top, right, bottom, _value in state["controls"]:
                x, y = (left + right) / 2, (top + bottom) / 2
                is_within = within is None or role == within
                if is_meant(label) and is_within and 0 < x and 0 < y < HEIGHT:
                    return x, y
            return None

        return found(self.until(f"{name} is on screen", found))

    def point_at(self, is_meant, within=None):
        """Moves the pointer over a control, once that is at rest."""
        at = self.control(is_meant, within)
        while True:
            self.move(*at)
            time.sleep(0.15)  # a click is of what the pointer was seen over, and a scrolled list comes to rest
            before, at = at, self.control(is_meant, within)
            if at == before:
                return

    def click(self, is_meant, what, is_so, within=None):
        """Clicks a control and waits for what it does."""
        self.point_at(is_meant, within)
        self.xdotool("click", 1)
        return self.until(what, is_so)

    def press(self, keys, what, is_so):
        self.key(keys)
        return self.until(what, is_so)

    def type(self, words):
        self.xdotool("type", "--delay", "15", words)

    def seek(self, initials, what, is_so):
        """Finds something by its first letters and goes there."""
        self.click("查找", "the search opens", lambda state: state["aid"] == "Search", "Button")
        self.type(initials)
        self.until(f"{initials} is typed", lambda state: self.holds(state, "查找", initials))
        return self.press("Return", what, lambda state: not state["aid"] and is_so(state))

    @staticmethod
    def holds(state, name, words):
        """Whether a field of this name holds these words."""
        return any(label == name and value == words for label, *_, value in state["controls"])

    def go(self, name, workspace):
        return self.click(name, f"{workspace} is on screen", lambda state: state["workspace"] == workspace, "Tab")

    def choose(self, name, wanted, what, is_so):
        """Chooses from a list that opens below its control."""

        def is_list(label):
            """the list"""
            return label.startswith(name)

        def offered(state):
            roles = (role for label, role, *_ in state["controls"] if label == wanted)
            return next((role for role in roles if role in ("Button", "MenuItem")), None)

        role = offered(self.click(is_list, f"{name} is open", offered, "ComboBox"))
        return self.click(wanted, what, is_so, role)

    def fill(self, name, words, role="TextInput"):
        """Types into a field, in place of what it holds."""
        self.point_at(name, role)
        self.xdotool("click", 1)
        time.sleep(0.4)  # what is clicked and typed within one frame of a slow machine is taken in another order
        self.key("ctrl+a")
        self.type(words)
        self.until(f"{name} is typed", lambda state: self.holds(state, name, words))


def kinds(state):
    return [kind for kind, _school in state["measures"]]


def on_map(state):
    """The schools of the stage that are seen on the first map."""
    left, top, right, bottom = min(place for label, role, *place, _value in state["controls"] if role == "Canvas")
    return [school for school in state["schools"] if left < school["x"] < right and top < school["y"] < bottom]


def correct(desk):
    """A school has fewer pupils than the file says."""
    school = desk.seek(INITIALS, "the school is found", lambda state: state["selection"])["selection"]
    desk.picture("found")
    desk.press("e", "its facts can be set right", lambda state: state["workspace"] == "Data")
    desk.fill("依据", SOURCE)
    desk.fill("小学学生", "9")
    corrected = desk.press("Return", "one value is corrected", lambda state: len(state["corrections"]) == 1)
    of, change, said = corrected["corrections"][0]
    if of != school or "9" not in change or SOURCE not in said:
        drive.fail(f"corrected was {of}: {change} ({said})")
    desk.picture("corrected")
    return school


def merge(desk, school):
    """It is merged, once the gate has looked at it."""
    desk.go("方案", "Plan")
    if desk.state()["selection"] != school:
        drive.fail("another workspace has forgotten what was selected")

    def is_merger(label):
        """the merger of the school"""
        return label.startswith("撤并") and SCHOOL in label

    desk.control(is_merger)
    desk.picture("judged")
    desk.click(is_merger, "the merger is asked about", lambda state: state["form"])
    desk.picture("merger")
    desk.until("the reason is drafted", lambda state: any(
        label == "理由" and value for label, role, *_place, value in state["controls"] if role == "MultilineTextInput"))
    merged = desk.press("Return", "it is planned", lambda state: not state["form"] and state["measures"])
    if merged["measures"] != [["merge", school]]:
        drive.fail(f"planned was {merged['measures']}")
    desk.click("撤并研判", "the gate is on screen", lambda state: state["page"] == "Gate", "Tab")

    def is_listed(label):
        """the school at the gate"""
        return label.endswith(SCHOOL)

    desk.control(is_listed, "Row")
    desk.picture("gate")


def build(desk):
    """A kindergarten where one is missing."""
    desk.click("幼儿园", "kindergartens are shown", lambda state: state["stage"] == "kindergarten")
    desk.click("新建学校", "a place is asked for", lambda state: state.get("tool", "AddSchool") == "AddSchool")
    desk.press("shift+f", "the whole county is on the map", lambda state: len(on_map(state)) > 20)
    at = drive.middle_school(on_map(desk.state()))
    desk.move(at["x"] + 40, at["y"] + 30)
    desk.xdotool("click", 1)
    desk.until("its form is open", lambda state: state["form"])
    desk.picture("kindergarten")
    built = desk.press("Return", "it is built", lambda state: not state["form"] and len(state["measures"]) == 2)
    if kinds(built) != ["merge", "new"]:
        drive.fail(f"planned was {kinds(built)}")
    desk.picture("built")


def ask(desk):
    """What the program would do, and that is taken as a plan of its own."""
    desk.click("小学", "primary schools are shown", lambda state: state["stage"] == "primary")
    desk.click("测算", "the questions are on screen", lambda state: True)
    desk.point_at("最多算", "SpinButton")
    desk.xdotool("click", 1)
    time.sleep(0.4)
    desk.key("ctrl+a")
    desk.type("5")
    desk.press("Return", "it may search a few seconds", lambda state: desk.holds(state, "最多算", "5 秒"))
    desk.picture("question")
    desk.click("开始测算", "an answer is there", lambda state: state["answer"] and state["page"] == "Proposals")
    desk.control("采用为方案草案")
    desk.picture("answer")
    own = desk.state()
    taken = desk.click("采用为方案草案", "a plan holds it", lambda state: state["plan"] != own["plan"])
    if not kinds(taken).count("merge") > kinds(own).count("merge"):
        drive.fail(f"taken was {taken['measures']}")
    desk.picture("taken")
    return own


def compare(desk):
    """One's own plan and the one that was taken, side by side, and what stands under the pointer of the second."""
    desk.go("比选", "Compare")
    desk.choose("方案一", OWN, "two maps are on screen", lambda state: state["maps"] == 2)
    shown = desk.until("both are compared", lambda state: desk.holds(state, "方案一", OWN))
    at = drive.middle_school(on_map(shown))
    desk.move(at["x"] + shown["map"][0] + 1, at["y"])
    time.sleep(0.5)
    desk.picture("side-by-side")


def put_back(desk, school):
    """The school is as it is today; all else stays planned."""
    desk.go("方案", "Plan")
    planned = desk.state()["measures"]
    desk.seek(INITIALS, "the school is found", lambda state: state["selection"] == school)
    left = desk.click("还原为现状", "it is as it is today", lambda state: state["measures"] != planned)
    if left["measures"] != [measure for measure in planned if measure[1] != school]:
        drive.fail(f"left is {left['measures']} of {planned}")
    desk.picture("put-back")
    return left


def save(desk, folder, name):
    """The plan on screen is written to a file of its own."""
    path = folder / f"{name}.geojson"
    drive.answer_dialogs(folder, path)
    measures = desk.state()["measures"]
    desk.key("ctrl+s")
    desk.until("it is saved", lambda state: state["notice"] == f"Written: {path}")
    written = json.loads(path.read_text())["xuequ"]["actions"]
    if [action["kind"] for action in written] != [kind for kind, _school in measures]:
        drive.fail(f"{path} holds {written}")
    return path


def open_again(desk, folder, path, measures):
    """A plan is opened from its file and is as it was left."""
    drive.answer_dialogs(folder, path)
    again = desk.press("ctrl+o", f"{path.name} is opened", lambda state: state["measures"])
    if again["measures"] != measures:
        drive.fail(f"{again['measures']} is found again, not {measures}")


def run(desk, program, folder):
    desk.until("the sample county is on the map", lambda state: state["schools"])
    desk.picture("sample")
    school = correct(desk)
    merge(desk, school)
    build(desk)
    own = ask(desk)["measures"]
    compare(desk)
    taken = put_back(desk, school)["measures"]

    of_taken = save(desk, folder, "taken")
    desk.choose("撤并建议", OWN, "the plan of one's own is on screen", lambda state: state["measures"] == own)
    of_own = save(desk, folder, "own")
    if desk.state()["unsaved"]:
        drive.fail("something is not saved")
    desk.picture("saved")
    left = desk.state()
    desk.close()

    desk.open(program)
    desk.find()
    again = desk.until("the county is on the map again", lambda state: state["schools"])
    for what in ("workspace", "page", "map", "corrections"):
        if again[what] != left[what]:
            drive.fail(f"{what} is found as {again[what]}, not {left[what]}")
    open_again(desk, folder, of_own, own)
    desk.picture("found-again")
    drive.answer_dialogs(folder, of_taken)
    desk.press("ctrl+o", "the other plan is opened", lambda state: state["measures"] == taken)
    desk.picture("both-again")
    desk.close()


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    (drive.ARTEFACTS / "morning").mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        desk = Morning(program, folder)
        try:
            desk.find()
            run(desk, program, folder)
        finally:
            desk.end()
    print(f"a planner's morning: {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
