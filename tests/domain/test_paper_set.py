"""What the typefaces are said to hold, they set."""

from comity.domain.paper import RANGES
from comity.reports import press

MANY = 0x3300  # from here on Chinese characters and Korean syllables, so many that a part of them must do


def test_the_typefaces_hold_every_letter_that_is_said_to_be_held() -> None:
    numbers = [number for first, last in RANGES for number in range(first, last + 1)]
    letters = [chr(number) for number in numbers if number < MANY or number % 29 == 0]
    frame = {"title": "t", "by": "b", "office": "o", "made": "m", "level": 0, "classification": "c", "language": "en"}
    section = {"title": "Letters", "columns": [], "lines": [], "more": "", "gaps": [" ".join(letters)]}

    made = press.pdf("brief", frame | {"over": "", "words": {"lacking": ""}, "sections": [section]})

    assert made.startswith(b"%PDF")
