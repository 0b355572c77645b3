"""The records that cells name: by number, reference or title; or else by a name that is the same but for case and marks.

What is only nearly the same is never taken without asking: it becomes a doubt, and a person says what was meant.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from comity.core.records import Record
from comity.domain.numbers import is_record_id
from comity.domain.text import fold
from comity.exchange import matching
from comity.exchange.cells import joined, parted, tidy
from comity.exchange.columns import Column, columns
from comity.exchange.newcomers import Newcomers, news
from comity.exchange.parsing import plain
from comity.exchange.rows import Doubt, Preview, Row
from comity.exchange.spoken import likeliest
from comity.gate import values
from comity.gate.known import Known
from comity.gate.namesakes import Namesakes
from comity.registers import ALL
from comity.registers.partners import Partner
from comity.registers.sources import Source
from comity.registers.units import Unit

DOUBTS = 200


class Linking:
    """What the names in the cells of one import mean; each is looked for once."""

    def __init__(self, preview: Preview, reason: str = "") -> None:
        self.preview = preview
        self._newcomers = Newcomers(preview, reason)
        self.targets = [(column, column.target) for column in columns(preview.register) if column.target]
        self._found: dict[type[Record], dict[str, int]] = defaultdict(dict)
        self._asked: dict[type[Record], set[str]] = defaultdict(set)
        self._namesakes: dict[type[Record], Namesakes] = {}
        self._titles: dict[int, str] = {}

    def prepare(self, rows: Sequence[Row], named: Mapping[str, Sequence[Row]]) -> None:
        """Look for all that these rows name, in a few questions for each kind of record."""
        wanted: dict[type[Record], set[str]] = defaultdict(set)
        for column, target in self.targets:
            wanted[target] |= {name for row in rows for name in matching.names([column], row)}
        wanted[Source] |= {name for row in rows for name in _listed(row)}
        for target, texts in wanted.items():
            fresh = texts - self._asked[target]
            self._found[target] |= matching.numbers(target, fresh)
            self._asked[target] |= fresh
            inside = named if target is self.preview.register.model else {}
            unknown = {text for text in fresh if text not in self._found[target] and text not in inside}
            for text in sorted(unknown):
                self._guess(target, text)
        self._make(rows)

    def _guess(self, target: type[Record], text: str) -> None:
        register = next((one for one in ALL if one.model is target), None)
        if register is None or is_record_id(text) or not text:
            return
        chosen = self.preview.choices.names.get(f"{register.key}:{fold(text)}", "")
        meant = target._default_manager.filter(pk=int(chosen)).first() if is_record_id(chosen) else None
        namesakes = self._namesakes.setdefault(target, Namesakes(register))
        exact = namesakes.exact(text)
        if meant is None and len(exact) == 1:
            self._found[target][text] = next(iter(exact))
            return
        new = news(self.preview, target)
        settled = meant is not None or any(chosen == code for code, _label in new)
        asked = self.preview.settled if settled else self.preview.doubts
        near = namesakes.near([text], loosely=True) if len(asked) < DOUBTS else []
        options = _apart(target, [(one.pk, one.title) for one in near])
        if meant is not None:
            self._found[target][text] = meant.pk
            options = [(meant.pk, meant.title), *(one for one in options if one[0] != meant.pk)]
        if settled or ((options or new) and len(asked) < DOUBTS):
            likely = likeliest(text, [(one.pk, one.title) for one in near])
            asked.append(Doubt(register.key, register.title, text, options, new, chosen if settled else "", likely))

    def _make(self, rows: Sequence[Row]) -> None:
        """Make the partners that are to be new, last: who sees them is known by then."""
        for column, target in self.targets:
            for row in rows if target is Partner else ():
                for name in matching.names([column], row):
                    if name not in self._found[Partner] and self._newcomers.kind(name) and row.is_open:
                        made = self._newcomers.make(name, row, column, self._found[Unit])
                        self._found[Partner] |= {name: made} if made else {}

    def fetch(self, rows: Sequence[Row], known: Known) -> None:
        """Fetch what these rows link to, so that the form of each finds it without a question of its own."""
        wanted: dict[type[Record], set[str]] = defaultdict(set)
        for column, target in self.targets:
            wanted[target] |= {name for row in rows for name in matching.names([column], row)}
        for target, texts in wanted.items():
            found = self._found[target]
            known.get(target, list({found[text] for text in texts if text in found}))
            known.call(target, {text for text in texts if text not in found and not is_record_id(text)})

    def resolved(self, column: Column, row: Row) -> Mapping[str, int]:
        """Return the numbers of what the column's cells name."""
        return self._found[column.target] if column.target else {}

    def sources(self, row: Row, record: Record | None, cited: Sequence[Any]) -> list[int] | None:
        """Return the sources that the record is to rest on, None where the row leaves them as they are."""
        if "sources" not in row.cells or (row.keeps and not row.text("sources")):
            return None
        have = list(dict.fromkeys(one.source_id for one in cited))
        for one in cited:
            self._titles[one.source_id] = one.source.title
        if tidy(joined(one.source.code or one.source.title for one in cited)) == row.text("sources"):
            return None
        wanted = []
        for name in _listed(row):
            pk = self._found[Source].get(name) or self._numbered(name)
            if pk is None:
                said = {"register": str(Source._meta.verbose_name_plural), "typed": name}
                row.wrong("sources", _("There is no %(typed)s among the %(register)s.") % said)
            else:
                wanted.append(pk)
        return None if set(wanted) == set(have) else list(dict.fromkeys(wanted))

    def _numbered(self, name: str) -> int | None:
        if is_record_id(name) and Source.objects.filter(pk=int(name)).exists():
            return int(name)
        return None

    def titles(self, sources: Sequence[int]) -> str:
        """Return the sources as people read them."""
        missing = [pk for pk in sources if pk not in self._titles]
        self._titles |= {one.pk: one.title for one in Source.objects.filter(pk__in=missing)} if missing else {}
        return "; ".join(self._titles.get(pk, str(pk)) for pk in sources)


def _apart(target: type[Record], options: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Tell records that are called the same apart by what else is known of them: country and reference."""
    titles = [title for _pk, title in options]
    same = [pk for pk, title in options if titles.count(title) > 1]
    if not same:
        return options
    named = {one.name for one in target._meta.concrete_fields}
    more = {
        one.pk: [values.of(one, "country") if "country" in named else "", one.code]
        for one in target._default_manager.filter(pk__in=same)
    }
    said = {pk: ", ".join(part for part in parts if part) for pk, parts in more.items()}
    return [(pk, f"{title} ({said[pk]})" if said.get(pk) else title) for pk, title in options]


def _listed(row: Row) -> list[str]:
    return parted(plain(row.cells.get("sources", "")))
