"""A hand at a keyboard and a mouse: it does what a person does, and counts it by the Keystroke-Level Model.

S. K. Card, T. P. Moran, A. Newell: The keystroke-level model for user performance time with interactive systems.
Communications of the ACM 23 (7), 1980. Times are theirs, for an average skilled typist.
"""

from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

SECONDS = {
    "K": 0.20,  # a key, and each of Shift, Ctrl or Alt that is held with it
    "P": 1.10,  # pointing at something with the mouse
    "B": 0.10,  # pressing or letting go of the mouse's button
    "H": 0.40,  # the hand from the keyboard to the mouse, or back
    "M": 1.35,  # making up one's mind: before each value that is entered and each command that is given
}


@dataclass
class Hand:
    """What was done so far, by operator; `stages` has the same by what it was done for."""

    page: Page
    stages: dict[str, Counter[str]] = field(default_factory=dict)
    at: str = ""
    on_mouse: bool = False

    def begin(self, stage: str) -> None:
        """Count what follows under this name."""
        self.at = stage
        self.stages.setdefault(stage, Counter())

    def give(self, command: Locator) -> None:
        """Give a command with the mouse: think, point, click."""
        self._count("M")
        self.point(command)

    def point(self, place: Locator) -> None:
        """Click where something is to be entered; the thinking is counted with what is entered."""
        self._reach(mouse=True)
        self._count("P", "B", "B")
        place.click()

    def enter(self, text: str) -> None:
        """Type a value where the focus is, having thought of it."""
        self._count("M")
        self._reach(mouse=False)
        self.go_on(text)

    def go_on(self, text: str) -> None:
        """Type on in a value that was begun."""
        for letter in text:
            self._count(*"KK" if letter.isupper() or letter in '|?:"+' else "K")
        self.page.keyboard.type(text)

    def press(self, keys: str, times: int = 1) -> None:
        """Press a key, or several together, without having to think about it."""
        self._reach(mouse=False)
        for _time in range(times):
            self._count(*"K" * (keys.count("+") + 1))
            self.page.keyboard.press(keys)

    def command(self, keys: str) -> None:
        """Give a command with the keyboard: think, press."""
        self._count("M")
        self.press(keys)

    def paste(self, text: str, place: Locator) -> None:
        """Bring lines over from a letter: think, mark them there, copy, change the window, click unless it waits there, paste."""
        self._count("M")
        self._reach(mouse=True)
        self._count("P", "B", "P", "B")
        self._reach(mouse=False)
        self._count(*"KKKK")
        if not place.evaluate("one => one === document.activeElement"):
            self.point(place)
        self._reach(mouse=False)
        self._count(*"KK")
        place.fill(text)

    def seconds(self, stage: str = "") -> float:
        """Return what it takes, in one stage or in all."""
        counted = [self.stages[stage]] if stage else self.stages.values()
        return sum(SECONDS[name] * count for one in counted for name, count in one.items())

    def report(self) -> str:
        """Return what was counted as lines of a table."""
        said = [
            f"| {stage} | {one['B'] // 2} | {one['K']} | {one['M']} | {self.seconds(stage):.1f} |"
            for stage, one in self.stages.items()
        ]
        all_ = sum(self.stages.values(), Counter())
        return "\n".join([*said, f"| all | {all_['B'] // 2} | {all_['K']} | {all_['M']} | {self.seconds():.1f} |"])

    def _reach(self, *, mouse: bool) -> None:
        if self.on_mouse != mouse:
            self._count("H")
            self.on_mouse = mouse

    def _count(self, *operators: str) -> None:
        self.stages[self.at].update(operators)
