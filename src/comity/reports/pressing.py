"""The process that sets one sheet: path of the sheet in the arguments, JSON on its input, PDF on its output.

With "png" as a second argument it gives one picture for each page instead, as JSON of texts in base 64.
"""

import base64
import json
import sys
from importlib.util import find_spec
from pathlib import Path

import typst

PPI = 200  # points to the inch of a picture: sharp on paper, some 30 KB
TYPEFACES = ("manimgx_fonts", "manimgx_fonts_cjk")  # packages of font files, beside those in Typst's wheel


def typefaces() -> list[Path]:
    """Return the folders of the font files; those of the system would make another paper on another machine."""
    found = [find_spec(name) for name in TYPEFACES]
    return [Path(one) for spec in found if spec for one in spec.submodule_search_locations or ()]


def main() -> int:
    """Set the sheet. PDF/UA-1 refuses what is not tagged, has no title or lacks a letter, so that none of it leaves unseen."""
    sheet, data = Path(sys.argv[1]), sys.stdin.read()
    try:
        if sys.argv[2:] == ["png"]:
            sys.stdout.write(json.dumps(_pictures(sheet, data)))
            return 0
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


def _pictures(sheet: Path, data: str) -> list[str]:
    made = typst.compile(
        sheet,
        root=sheet.parent,
        sys_inputs={"data": data},
        font_paths=typefaces(),
        ignore_system_fonts=True,
        format="png",
        ppi=PPI,
    )
    pages = made if isinstance(made, list) else [made]
    return [base64.b64encode(page).decode() for page in pages if page is not None]


if __name__ == "__main__":
    sys.exit(main())
