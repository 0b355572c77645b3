"""What maps name besides partners, as the authority that runs the office requires it: map.toml of a pack."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import StrictBool

from comity.core.pack_files import Files, Merged, Problems
from comity.core.pack_parts import Label, MapLabel, Overlay, Strict
from comity.domain.toml_place import Place

FILE = "map.toml"


class _Head(Strict):
    source: str = ""
    verified: StrictBool = False
    labels: dict[str, Any] = {}


def read_overlay(files: Files, problems: Problems) -> Overlay:
    """Return what maps of the pack name; a nearer pack's label replaces that of the same key below it."""
    merged = files.merged(FILE, problems, depth=2)
    head = problems.model(_Head, merged.data, merged)
    if head is None:
        return Overlay()
    checked = {key: problems.model(MapLabel, said, merged, ("labels", key)) for key, said in head.labels.items()}
    return Overlay(tuple(one for one in checked.values() if one is not None), head.source, head.verified)


def map_words(files: Files) -> Iterator[tuple[Place, Label, Merged]]:
    """Yield every word of the map that readers see, with its place."""
    unheard = Problems()  # they are told by read_overlay
    merged = files.merged(FILE, unheard, depth=2)
    said = merged.data.get("labels", {})
    for key, one in (said if isinstance(said, Mapping) else {}).items():
        label = unheard.model(MapLabel, one, merged, ("labels", key))
        if label is not None:
            yield ("labels", key, "name"), label.name, merged
            if label.short:
                yield ("labels", key, "short"), label.short, merged


def filled(overlay: Overlay) -> Overlay:
    """Return the overlay with a language that the pack does not use filled from the other."""
    labels = tuple(
        one.model_copy(update={"name": one.name.filled(), "short": one.short.filled() if one.short else None})
        for one in overlay.labels
    )
    return Overlay(labels, overlay.source, overlay.verified)
