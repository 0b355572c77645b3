"""Compile the catalogues of translations, without gettext installed."""

from pathlib import Path

from comity.run.errors import LaunchError

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Compile every catalogue that is newer than its compiled form; return what was written."""
    stale = [po for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]
    for po in stale:
        _compile(po)
    return [po.with_suffix(".mo") for po in stale]


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> None:
    # Babel is slow to import and mostly not needed: catalogues seldom change.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    try:
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parent.parent.name, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise LaunchError(f"The translations in {po} cannot be read: {error}.", "Correct the file.") from None
    half = po.with_suffix(".half")
    try:
        with half.open("wb") as target:
            write_mo(target, catalog)
        half.replace(po.with_suffix(".mo"))
    except OSError as error:
        raise LaunchError(
            f"The compiled translations cannot be written beside {po}: {error.strerror}.",
            "Make the folder writable for the user who starts comity.",
        ) from None
