"""New rows that look like records which are here already: a person says whether they are the same."""

from comity.exchange.rows import DOUBLE, NEW, Preview
from comity.gate.namesakes import Namesakes


def find(preview: Preview) -> None:
    """Mark the new rows that nobody has decided on yet and that are called nearly like a visible record."""
    wanted = [row for row in preview.rows if row.state == NEW and str(row.line) not in preview.choices.rows]
    if not wanted:
        return
    taken = {row.matched[0] for row in preview.rows if row.matched}
    namesakes = Namesakes(preview.register)
    for row in wanted:
        near = [one for one in namesakes.near(row.names, starts=row.starts) if one.pk not in taken]
        if near:
            row.state, row.like = DOUBLE, [(one.pk, one.title) for one in near]
