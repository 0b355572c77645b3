"""Names in pasted lines: which record is meant, which one is added on the way, and what a person is asked about."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.core import write
from comity.core.pack import of_city
from comity.core.records import Record
from comity.domain.numbers import is_record_id
from comity.domain.text import fold
from comity.gate import alike
from comity.gate.access import may, require
from comity.gate.form import check
from comity.registers import BY_MODEL, Register
from comity.registers.people import PEOPLE
from comity.web import present

NEW, NONE = "new", "none"
MEMBERS, WHO, NAME = "delegation_members", "person", "title"
REMARK = "remark"  # where a name stays that is no record's
OURS = "visit-out"  # the trait of what our own people travel with


@dataclass
class Question:
    """A name of which it is not clear who or what it is: where it stands, and what it may be."""

    key: str
    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str
    lines: list[int] = field(default_factory=list)


class Names:
    """The names of one paste; whoever or whatever is named twice is one record."""

    def __init__(self, part: Register, record: Any, posted: QueryDict) -> None:
        self.part, self.record, self.posted = part, record, posted
        self.questions: dict[str, Question] = {}
        self.made: dict[tuple[str, str], Any] = {}
        self.matched = 0
        self._meant: dict[str, list[Record]] = {}

    def settle(self, number: int, cells: Mapping[str, Any]) -> dict[str, Any]:
        """Return a line with records in place of names. Raises Wrong for one that cannot be added."""
        found = dict(cells)
        address = found.pop("honorific", "")
        if self.part.key == MEMBERS:
            self._member(number, found, address)
        else:
            for name, of in self._links():
                text = found.get(name)
                if isinstance(text, str) and text and not is_record_id(text):
                    self._link(number, found, name, of)
        return found

    def _links(self) -> Iterable[tuple[str, Register]]:
        """Yield the fields of the line that name one record which may be added by its name."""
        for name in self.part.quick:
            column = next((one for one in self.part.model._meta.concrete_fields if one.name == name), None)
            of = BY_MODEL.get(_linked(column)) if isinstance(column, models.ForeignKey) else None
            if of is not None and of.in_passing:
                yield name, of

    def _link(self, number: int, found: dict[str, Any], name: str, of: Register) -> None:
        text = found[name]
        known = self._known(of, text)
        if len(known) == 1 and self._same(known[0], text):
            found[name] = str(known[0].pk)
            return
        found[name] = ""
        said = self._asked(number, name, text, of, known, default=NEW if not known else "")
        if said == NONE:
            label = str(capfirst(present.label(self.part, name)))
            found[REMARK] = "; ".join(filter(None, [found.get(REMARK, ""), f"{label}: {text}"]))
        elif said:
            found[name] = said if is_record_id(said) else str(self._added(of, text, said, ours=True).pk)

    def _member(self, number: int, found: dict[str, Any], address: str) -> None:
        """Find who a member is: on record, like somebody on record, or nobody whom we know; then the name will do."""
        column = self._title(found)
        text = found.get(WHO) or found.get(column, "")
        if not text or is_record_id(str(text)):
            return
        known = self._known(PEOPLE, text)
        if len(known) == 1 and self._same(known[0], text):
            self.matched += 1
            found[WHO] = str(known[0].pk)
            return
        found[WHO] = ""
        said = self._asked(number, WHO, text, PEOPLE, known, default="") if known else NONE
        if is_record_id(said):
            found[WHO], self.matched = said, self.matched + 1
        elif said == NEW:
            found[WHO] = str(self._added(PEOPLE, text, NEW, ours=self._ours(), honorific=address).pk)
        else:
            found[column] = f"{address} {text}".strip()  # nobody's record keeps it, so the list does

    def _title(self, found: Mapping[str, Any]) -> str:
        spoken = f"{NAME}_{'vi' if get_language() == 'vi' else 'en'}"
        return next((one for one in (spoken, f"{NAME}_vi", f"{NAME}_en") if found.get(one)), spoken)

    def _known(self, of: Register, text: str) -> list[Any]:
        """Return the records that a name may mean: those called just so, or else those called nearly so."""
        key = f"{of.key}:{fold(text)}"
        if key not in self._meant:
            rows = of.model._default_manager
            exact = list(rows.filter(Q(code=text) | Q(title_en=text) | Q(title_vi=text)).order_by("pk")[:5])
            if not exact:
                near = [one.pk for one in alike.similar(of, [text])]
                by = rows.in_bulk(near)
                exact = [by[pk] for pk in near if pk in by]
            self._meant[key] = exact
        return self._meant[key]

    def _same(self, one: Any, text: str) -> bool:
        return text.casefold() in (one.code.casefold(), one.title_en.casefold(), one.title_vi.casefold())

    def _asked(self, number: int, name: str, text: str, of: Register, known: list[Any], *, default: str) -> str:
        """Return what a person said of a name; `` if they have to be asked."""
        key = f"is-{name}-{hashlib.sha256(fold(text).encode()).hexdigest()[:12]}"
        if key not in self.questions:
            choices = self._choices(of, known)
            values, said = [value for value, _label in choices], self.posted.get(key, "")
            chosen = said if said in values else default if default in values else ""
            label = str(capfirst(present.label(self.part, name)))
            self.questions[key] = Question(key, text, label, choices, chosen)
        asked = self.questions[key]
        asked.lines.append(number)
        return asked.chosen if self.posted.get(key, "") == asked.chosen else ""

    def _choices(self, of: Register, known: list[Any]) -> list[tuple[str, str]]:
        choices = [(str(one.pk), _is(one)) for one in known]
        if may("add", of):
            kinds = of_city().vocabulary(of.kinds) if of.kinds else {}
            label = {"what": of.one}
            new = [(f"{NEW}:{code}", _("add it: %(kind)s") % {"kind": term}) for code, term in kinds.items()]
            choices += new or [(NEW, _("add: %(what)s") % label)]
        if self.part.key == MEMBERS:
            choices.append((NONE, _("only the name, on this list")))
        elif REMARK in self.part.fields:
            choices.append((NONE, _("leave the name in the remark")))
        return choices

    def unanswered(self) -> list[Question]:
        """Return what a person still has to say."""
        return [one for one in self.questions.values() if not one.chosen or self.posted.get(one.key) != one.chosen]

    def _ours(self) -> bool:
        return self.record.kind in of_city().with_trait("activity_kind", OURS)

    def _added(self, of: Register, text: str, said: str, **more: Any) -> Any:
        """Return the record added for a name, once however often it is named: seen by those who see the whole."""
        key = (of.key, fold(text))
        if key not in self.made:
            self.made[key] = added(of, text, self.record, kind=said.partition(":")[2], **more)
        return self.made[key]


def _linked(column: "models.ForeignKey[Any, Any]") -> Any:
    return column.related_model


def added(of: Register, name: str, whole: Any, *, kind: str = "", ours: bool = True, honorific: str = "") -> Any:
    """Add a record by its name, guarded as the whole that names it. Raises Wrong, NotAllowed, write.Refused."""
    require("add", of)
    given: dict[str, Any] = {
        f"title_{'vi' if get_language() == 'vi' else 'en'}": name,
        "unit": whole.unit_id,
        "sensitivity": whole.sensitivity,
        "shown_to": list(whole.shown_to),
    }
    if kind:
        given["kind"] = kind
    if of is PEOPLE:
        given |= {"is_ours": ours, "honorific": honorific}
        if not ours and len(whole.countries) == 1:
            given["country"] = whole.countries[0]
    form = check(of, {column: value for column, value in given.items() if column in of.fields})
    return write.save(form.instance, links=form.linked())


def _is(one: Any) -> str:
    """Return somebody or something on record with what tells it from others of the name."""
    country = of_city().country(one.country) if getattr(one, "country", "") else ""
    about = ", ".join(part for part in (country, one.code) if part)
    return f"{one.title} ({about})" if about else str(one.title)
