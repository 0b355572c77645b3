"""A small pack that comes with Comity, copied as an office's own under another name: to be changed, broken and put in force."""

import shutil
from pathlib import Path

from comity.core.pack_files import BUILT_IN

OURS = "ours"


def copied(to: Path) -> Path:
    """Copy the pack into a folder of packs and return its own folder."""
    folder = to / OURS
    shutil.copytree(BUILT_IN / "us", folder)
    head = folder / "pack.toml"
    head.write_text(head.read_text(encoding="utf-8").replace('id = "us"', f'id = "{OURS}"', 1), encoding="utf-8")
    return folder
