"""The process that sets one sheet: path of the sheet in the arguments, JSON on its input, PDF on its output."""

import sys
from importlib.util import find_spec
from pathlib import Path

import typst

TYPEFACES = ("manimgx_fonts", "manimgx_fonts_cjk")  # packages of font files, beside those in Typst's wheel


def typefaces() -> list[Path]:
    """Return the folders of the font files; those of the system would make another paper on another machine."""
    found = [find_spec(name) for name in TYPEFACES]
    return [Path(one) for spec in found if spec for one in spec.submodule_search_locations or ()]


def main() -> int:
    """Set the sheet. PDF/UA-1 refuses what is not tagged, has no title or lacks a letter, so that none of it leaves unseen."""
    sheet, data = Path(sys.argv[1]), sys.stdin.read()
    try:
        made = typst.compile(
            sheet,
            root=sheet.parent,
            sys_inputs={"data": data},
            font_paths=typefaces(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
