"""Archives that were damaged on their way."""


def spoilt(archive: bytes, part: str) -> bytes:
    """Return the archive with the first packed bytes of a part altered: its list of parts still reads well."""
    at = archive.index(part.encode()) + len(part)
    return archive[:at] + bytes(255 - one for one in archive[at : at + 12]) + archive[at + 12 :]
