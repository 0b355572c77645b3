"""Partners whom a file names and nobody has on record: made on the way where a person says so, with the rows that name them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DataError, IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import many, write
from comity.core.pack import of_city
from comity.core.records import Record
from comity.domain.text import fold
from comity.exchange.cells import parted, tidy
from comity.exchange.columns import Column, by_code
from comity.exchange.parsing import BadCell, parsed, plain
from comity.exchange.rows import NEW, Preview, Row
from comity.gate import access
from comity.gate.form import Wrong, check
from comity.gate.inputs import offered, terms
from comity.registers.partners import PARTNERS, Partner
from comity.registers.units import Unit

KIND = "partner_kind"
GUARDS = ("unit", "sensitivity", "shown_to")


def news(preview: Preview, target: type[Record]) -> list[tuple[str, str]]:
    """Return what a name that nobody bears may become: a partner of one of the kinds, where the reader may add one."""
    if target is not Partner or preview.register.model is Partner or not access.may("add", PARTNERS):
        return []
    label = _("a new partner: %(kind)s")
    return [(f"{NEW}:{code}", label % {"kind": word}) for code, word in offered(terms(KIND))]


class Newcomers:
    """The partners that one import makes, each once however often it is named."""

    def __init__(self, preview: Preview, reason: str) -> None:
        self.preview, self.reason = preview, reason
        self._made: dict[str, int] = {}

    def kind(self, text: str) -> str:
        """Return the kind of partner that a person said the name is to become, `` if none."""
        chosen = self.preview.choices.names.get(f"{PARTNERS.key}:{fold(text)}", "")
        code = chosen.removeprefix(f"{NEW}:")
        return code if code != chosen and code in of_city().vocabulary(KIND) else ""

    def make(self, text: str, row: Row, column: Column, units: Mapping[str, int]) -> int | None:
        """Return the number of the partner made for a name, None where it cannot be; the row says why."""
        if fold(text) not in self._made:
            try:
                access.require("add", PARTNERS)
                form = check(PARTNERS, self._given(text, row, units))
                many.save_all([many.Draft(form.instance, form.linked())], reason=self.reason)
            except Wrong as wrong:
                row.wrong(column.code, *(one for said in wrong.errors.values() for one in said))
                return None
            except (access.NotAllowed, write.Refused, IntegrityError, DataError):
                row.wrong(column.code, _("You may not store this record."))
                return None
            self._made[fold(text)] = form.instance.pk
            self.preview.also.append(form.instance.title)
        return self._made[fold(text)]

    def _given(self, text: str, row: Row, units: Mapping[str, int]) -> dict[str, Any]:
        """A new partner is of the row's country, if it names one, and seen by those who see the row."""
        title = f"title_{'vi' if get_language() == 'vi' else 'en'}"
        given: dict[str, Any] = {title: text, "kind": self.kind(text)}
        if country := _country(row):
            given["country"] = country
        columns = by_code(self.preview.register)
        for code in GUARDS:
            if row.text(code) and code in columns:
                resolved = units if columns[code].target is Unit else {}
                try:
                    given[code] = parsed(columns[code], row.cells[code], resolved=resolved)
                except BadCell:  # the row itself says so
                    continue
        return given


def _country(row: Row) -> str:
    named = [row.text("country"), *parted(plain(row.cells.get("countries", "")))]
    words: Sequence[str] = [tidy(one) for one in named if one]
    return words[0] if len(words) == 1 else ""
