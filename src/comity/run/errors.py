"""What can go wrong while starting the office, as sentences for the person at the keyboard."""


class LaunchError(Exception):
    """Something stopped the launcher: a sentence that says what, and one that says what to do."""

    def __init__(self, sentence: str, what_to_do: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return f"{self.sentence} {self.what_to_do}".strip()
