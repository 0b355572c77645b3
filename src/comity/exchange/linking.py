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
from comity.exchange.parsing import plain
from comity.exchange.rows import Doubt, Preview, Row
from comity.gate.namesakes import Namesakes
from comity.registers import ALL
from comity.registers.sources import Source

DOUBTS = 200


class Linking:
    """What the names in the cells of one import mean; each is looked for once."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
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

    def _guess(self, target: type[Record], text: str) -> None:
        register = next((one for one in ALL if one.model is target), None)
        if register is None or is_record_id(text) or not text:
            return
        chosen = self.preview.choices.names.get(f"{register.key}:{fold(text)}", "")
        if is_record_id(chosen) and target._default_manager.filter(pk=int(chosen)).exists():
            self._found[target][text] = int(chosen)
            return
        namesakes = self._namesakes.setdefault(target, Namesakes(register))
        exact = namesakes.exact(text)
        if len(exact) == 1:
            self._found[target][text] = next(iter(exact))
        elif len(self.preview.doubts) < DOUBTS and (likely := namesakes.near([text], loosely=True)):
            options = [(one.pk, one.title) for one in likely]
            self.preview.doubts.append(Doubt(register.key, register.title, text, options))

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


def _listed(row: Row) -> list[str]:
    return parted(plain(row.cells.get("sources", "")))
