"""Over each column of a picture stands its own number, that of the year before too."""

import io
from collections.abc import Callable
from typing import Any

from pypdf import PdfReader

from comity.core.people import Officer
from comity.documents import charts, printed
from comity.documents.content import Asked
from comity.documents.values import Link


def placed(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Return where each word of a PDF stands on its page."""
    found: dict[str, tuple[float, float]] = {}

    def see(text: str, moved: Any, own: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            a, b, c, d, right, up = moved
            found[text.strip()] = (a * own[4] + c * own[5] + right, b * own[4] + d * own[5] + up)

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=see)
    return found


def test_each_number_stands_over_its_own_column(officer: Officer, acting_as: Callable[[Officer], Any]) -> None:
    months = [("Jan", "January", 301.0, "301", 150.0, "150", Link("301", "")), ("Feb", "February", 40.0, "40", None, "", Link("40", ""))]  # fmt: skip
    drawn = charts._by_month("Visits", "", ("2024", "2023"), months)
    bars = [(bar["shown"], bar["before_shown"]) for bar in drawn["bars"]]
    assert bars == [("301", "150"), ("40", "")]

    said = {
        "agency": "OFFICE", "agency_above": "", "place_date": "Vesper", "made": "made", "recipients": [], "title": "Report",
        "period": "2024", "period_before": "2023", "days": "", "to": "", "texts": [], "summary": [], "figures": [], "returns": [],
        "signature": [], "charts": [drawn | {"rows": []}], "checks": [], "notes": [], "sources": [], "annexes": [],
    }  # fmt: skip
    with acting_as(officer):
        found = placed(printed.pdf(said, Asked(officer.city, "The officer")))
    assert found["301"][0] < found["150"][0] < found["40"][0]  # side by side, each over its own
    assert abs(found["301"][1] - found["150"][1]) > 20  # and each as high as its column
