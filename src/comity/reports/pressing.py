"""The process that sets one sheet: path of the sheet in the arguments, JSON on its input, PDF on its output."""

import sys
from pathlib import Path

import typst


def main() -> int:
    """Set the sheet. PDF/UA-1 refuses what is not tagged, has no title or lacks a letter, so that none of it leaves unseen."""
    sheet, data = Path(sys.argv[1]), sys.stdin.read()
    try:
        made = typst.compile(
            sheet,
            root=sheet.parent,
            sys_inputs={"data": data},
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
