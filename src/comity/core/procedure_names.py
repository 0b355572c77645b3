"""What the procedures of a pack are called, before they are read in full; `procedure_reader.py` says what is wrong in them."""

import re

from comity.core.pack_files import Files, Problems

FOLDER = "procedures"
NAMED = re.compile(r"([a-z][a-z0-9-]*)\.([1-9][0-9]*)(\.cases)?\.toml")


def titles(files: Files) -> dict[str, dict[str, str]]:
    """Return the titles by name, those of the newest version."""
    found: dict[str, tuple[int, str]] = {}
    for _pack, folder in files.folders:
        for path in (folder / FOLDER).glob("*.toml"):
            named = NAMED.fullmatch(path.name)
            if named and not named[3]:
                found[named[1]] = max(found.get(named[1], (0, "")), (int(named[2]), path.name))
    return {name: said for name, (_number, file) in sorted(found.items()) if (said := _title(files, file))}


def _title(files: Files, file: str) -> dict[str, str]:
    said = files.merged(f"{FOLDER}/{file}", Problems(), depth=2).data.get("title")
    words = said if isinstance(said, dict) else {}
    return {key: word for key in ("en", "vi") if isinstance(word := words.get(key), str) and word}
