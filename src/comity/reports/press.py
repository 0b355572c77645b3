"""Makes PDF files of our sheets: in a process of its own, within a time limit, with no network and no typeface but its own."""

import base64
import io
import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from comity.domain.paper import lacks, prepared

LIMIT = 20.0  # seconds; a brief takes a tenth of one
HERE = Path(__file__).parent
PRESSING, SHEETS = HERE / "pressing.py", HERE / "sheets"
GIVEN = ("PATH", "LD_LIBRARY_PATH")  # no more of the environment than Python needs to start; it has keys in it
QUOTED = re.compile(r'"[^"]*"|`[^`]*`')  # what a paper says does not belong in the log
log = logging.getLogger(__name__)


class NotPrinted(RuntimeError):
    """The PDF was not made; why is in the log."""


def pdf(sheet: str, data: dict[str, Any], *, limit: float = LIMIT) -> bytes:
    """Return the sheet filled with the data as tagged PDF.

    The data goes in as data, never as source: what looks like a command is printed as it is. Writing that our typefaces
    do not hold is replaced by a mark, and `lacking` tells the sheet to say so. Raises NotPrinted.
    """
    ready = prepared(data)
    ready["lacking"] = lacks({key: said for key, said in ready.items() if key != "words"})
    made = _pressed(sheet, ready, limit=limit)
    if not made.startswith(b"%PDF"):
        raise NotPrinted(sheet)
    return made


def pictures(sheet: str, data: dict[str, Any], *, limit: float = LIMIT) -> list[bytes]:
    """Return each page of the sheet filled with the data as PNG. Raises NotPrinted."""
    return [base64.b64decode(one) for one in json.loads(_pressed(sheet, prepared(data), "png", limit=limit))]


def _pressed(sheet: str, ready: dict[str, Any], *kind: str, limit: float) -> bytes:
    """Return what the process gives. Raises NotPrinted."""
    command = [sys.executable, "-I", str(PRESSING), str(SHEETS / f"{sheet}.typ"), *kind]
    try:
        done = subprocess.run(  # noqa: S603  our own program on our own file; the data goes in by a pipe
            command,
            input=json.dumps(ready, ensure_ascii=False).encode(),
            capture_output=True,
            env={name: os.environ[name] for name in GIVEN if name in os.environ},
            timeout=limit,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        log.warning("sheet %s: %s", sheet, type(error).__name__)
        raise NotPrinted(sheet) from error
    if done.returncode:
        log.warning("sheet %s: %s", sheet, QUOTED.sub("...", done.stderr.decode(errors="replace"))[-500:].strip())
        raise NotPrinted(sheet)
    return done.stdout


def pages(made: bytes) -> int:
    """Return how many pages a PDF has."""
    from pypdf import PdfReader  # noqa: PLC0415  a fifth of a second that starting need not wait for

    return len(PdfReader(io.BytesIO(made)).pages)
