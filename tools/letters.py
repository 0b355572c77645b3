"""Write which letters the typefaces of our paper hold. Example: PYTHONPATH=src python tools/letters.py.

Reads the tables of the font files that the packages bring. What Typst's wheel holds besides cannot be read from it; it
stays as the file has it. Run it when a font package is updated.
"""

import struct
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from comity.domain.paper import LETTERS, RANGES
from comity.reports.pressing import typefaces

SYMBOLS = "Emoji"  # monochrome pictures; a name has none
NO_SHAPE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def main() -> int:
    """Write the file; what stood there before stays in it."""
    letters = {number for first, last in RANGES for number in range(first, last + 1)}
    for folder in typefaces():
        for path in sorted(folder.glob("*.[ot]t[fc]")):
            if SYMBOLS not in path.name:
                letters |= set(held(path.read_bytes()))
    shaped = (one for one in sorted(letters) if unicodedata.category(chr(one)) not in NO_SHAPE)
    head = "".join(line for line in LETTERS.open(encoding="ascii") if line.startswith("#"))
    LETTERS.write_text(head + "\n".join(textwrap.wrap(" ".join(runs(shaped)), 118)) + "\n", encoding="ascii")
    return 0


def runs(numbers: Iterable[int]) -> Iterator[str]:
    """Yield numbers in order as `20-7E`, `A0`."""
    for _gap, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _place, number in group]
        yield f"{run[0]:X}" if len(run) == 1 else f"{run[0]:X}-{run[-1]:X}"


def held(font: bytes) -> Iterator[int]:
    """Yield the Unicode numbers for which a font file, or a file of several, has a shape."""
    starts = [0]
    if font[:4] == b"ttcf":
        starts = list(struct.unpack_from(f">{struct.unpack_from('>I', font, 8)[0]}I", font, 12))
    for start in starts:
        for place in range(struct.unpack_from(">H", font, start + 4)[0]):
            tag, _sum, offset, _length = struct.unpack_from(">4sIII", font, start + 12 + 16 * place)
            if tag == b"cmap":
                yield from _mapped(font, offset)


def _mapped(font: bytes, table: int) -> Iterator[int]:
    for place in range(struct.unpack_from(">H", font, table + 2)[0]):
        platform, _kind, offset = struct.unpack_from(">HHI", font, table + 4 + 8 * place)
        form = struct.unpack_from(">H", font, table + offset)[0]
        if platform in (0, 3) and form == 12:  # the others in these files hold a part of the same
            for group in range(struct.unpack_from(">I", font, table + offset + 12)[0]):
                first, last, _shape = struct.unpack_from(">III", font, table + offset + 16 + 12 * group)
                yield from range(first, last + 1)
        elif platform in (0, 3) and form == 4:
            yield from _segments(font, table + offset)


def _segments(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    for first, last in zip(starts, ends, strict=True):
        yield from (number for number in range(first, last + 1) if number != 0xFFFF)


if __name__ == "__main__":
    sys.exit(main())
