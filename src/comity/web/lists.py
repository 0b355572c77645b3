"""Lists of registers: filters, order, pages, saved views, choices for pickers."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db import IntegrityError, connection
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST
from django_filters import FilterSet

from comity.core.attached import SavedView
from comity.core.http import Request
from comity.domain.numbers import record_ids
from comity.exchange import export as outgoing
from comity.gate import alike, inputs, linked, long_menus, query, texts, values
from comity.gate.access import may
from comity.gate.filters import STANDS, PeriodFilter, StandsFilter, YesNoFilter, filter_set
from comity.gate.form import Wrong
from comity.gate.kinds import kinds_with
from comity.registers import Register, register
from comity.registers.declare import Face
from comity.web import leading, present, resources, ties
from comity.web.jinja import Plain, url

VIEWS = {"ties": ties.views, "resources": resources.views}  # lists that have another view beside them
YEARS_BACK = 8


class Column(NamedTuple):
    """One of the columns that a list could show."""

    key: str
    label: str
    on: bool


@require_GET
def show(request: Request, of: Register) -> HttpResponse:
    """Show one page of the list."""
    asked, errors = request.GET, {}
    try:
        page = query.page(of, asked, links=False)
    except Wrong as error:
        errors, asked = error.errors, QueryDict()
        page = query.page(of, asked, links=False)
    face = of.face(request.GET.get("face", ""))
    title = str(face.title) if face else of.title
    names = _columns(of, request.GET, face)
    today = values.today()
    words = asked.get("q", "").strip()
    rows = present.rows(of, page.rows, names, today, linked.titles(of.model, names, page.rows))
    leading.tell(of, face, names, rows)
    context = {
        "register": of,
        "page_title": title,
        "title": title,
        "crumbs": [(title, None)],
        "here": url("list", of.key) + (f"?face={face.key}" if face else ""),
        "new_href": _new(of, face),
        "import_href": url("import", of.key) + (f"?face={face.key}" if face else ""),
        "page_": page,
        "columns": present.columns(of, names, _sorts(of, names, request.GET, page.order)),
        "rows": rows,
        "errors": errors,
        "q": words,
        "filters": filters(of, asked, in_page=False),
        "hidden": {key: asked[key] for key in ("order", "face") if asked.get(key)},
        "line": values.more_than(page.total, query.COUNTED),
        "next": _link(request.GET, after=page.after) if page.after else None,
        "prev": _link(request.GET, before=page.before) if page.before else None,
        "views": _views(request, of),
        "choices": _shown(of.key, tuple(names), get_language()),
        "may_add": bool(may("add", of)),
        "segments": VIEWS[of.key]("list") if of.key in VIEWS else [],
        "exports": [(kind, url("export", of.key, kind) + _link(request.GET)) for kind in outgoing.kinds(of)],
        "suggestion": alike.suggest(words, [of.key]) if words and not page.rows else "",
    }
    return render(request, "registers/list.html", context, status=400 if errors else 200)


def _new(of: Register, face: Face | None) -> str:
    kinds = kinds_with(of, face.trait) if face else []
    return url("new", of.key) + (f"?kind={kinds[0]}" if kinds else "")


def _columns(of: Register, asked: QueryDict, face: Face | None) -> list[str]:
    chosen = [name for name in asked.getlist("col") if name in _choosable(of)]
    return (
        ["title", *(name for name in chosen if name != "title")]
        if chosen
        else list(face.columns if face else of.columns)
    )


@lru_cache(maxsize=512)
def _shown(key: str, names: tuple[str, ...], _language: str | None) -> Plain:
    """Return which columns a list could show, each with its words, in the language that is active, and whether it does."""
    of = register(key)
    return Plain(Column(name, present.label(of, name), name in names) for name in _choosable(of))


def _choosable(of: Register) -> list[str]:
    several = {one.name for one in of.model._meta.local_many_to_many} - set(of.columns)
    plain = [
        name for name in of.fields if name not in (*several, "title_en", "title_vi", "shown_to", "note_en", "note_vi")
    ]
    return list(dict.fromkeys([*of.columns, *plain, *(one.name for one in of.computed)]))


def _sorts(of: Register, names: Collection[str], asked: QueryDict, order: str) -> dict[str, tuple[str, str]]:
    found = {}
    for name in query.sortable(of):
        if name not in names:
            continue
        present_ = {name: "asc", f"-{name}": "desc"}.get(order, "")
        found[name] = (_link(asked, order=f"-{name}" if present_ == "asc" else name), present_)
    return found


def _link(asked: QueryDict, **changed: str) -> str:
    kept = [
        (key, value)
        for key, said in asked.lists()
        for value in said
        if key not in ("after", "before", *changed) and value
    ]
    pairs = kept + [(key, value) for key, value in changed.items() if value]
    return f"?{urlencode(pairs)}" if pairs else "?"


def filters(of: Register, asked: QueryDict, *, in_page: bool = True) -> list[dict[str, Any]]:
    """Return the filters of the list as the bar above it shows them; long menus in the page, or asked for when opened."""
    made = filter_set(of)
    addresses = {} if in_page else {name: url("filter", of.key, name) for name in long_menus.long(made)}
    return menus(made, asked, (*of.linked_filters, "is_sample", STANDS), addresses)


def menus(
    of: type[FilterSet],
    asked: QueryDict,
    only_chosen: Collection[str] = ("is_sample",),
    fetched: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return the menus of a filter set with what is chosen in each; some stand there only while something is.

    `fetched` has the address of those that are filled when they are opened: they hold what is chosen alone.
    """
    shown = []
    for name, one in of.base_filters.items():
        if name in only_chosen and not asked.get(name):
            continue
        chosen, fetch = asked.getlist(name), (fetched or {}).get(name, "")
        choices = _boxes(long_menus.chosen(one.field, chosen)) if fetch else _filter_choices(one, chosen)
        if choices or fetch:
            words = [str(label) for value, label, _count in choices if value in chosen]
            shown.append(
                {
                    "name": name,
                    "label": one.label,
                    "choices": choices,
                    "chosen": chosen,
                    "shown": ", ".join(words[:2]),
                    "single": isinstance(one, PeriodFilter | YesNoFilter),
                    "fetch": fetch,
                    "without_script": f"{fetch}?{asked.urlencode()}" if fetch else "",
                }
            )
    return shown


def _boxes(choices: Iterable[tuple[str, str]]) -> Plain:
    return Plain((value, label, None) for value, label in choices)


def _filter_choices(one: Any, chosen: list[str]) -> Plain:
    field = one.field
    if isinstance(one, PeriodFilter):
        year = values.today().year
        periods = [
            ("", _("any time")),
            *((str(y), str(y)) for y in range(year + 1, year - YEARS_BACK, -1)),
        ]
        if not isinstance(one, StandsFilter):
            periods.append(("none", _("no date")))
        periods += [(value, value) for value in chosen if value and value not in dict(periods)]
        return _boxes(periods)
    if isinstance(one, YesNoFilter):
        return _boxes([("", _("either")), ("yes", _("yes")), ("no", _("no"))])
    if isinstance(field, inputs.RecordInput):
        return _boxes((value, label) for value, label in field.menu(record_ids(chosen)) if value)
    if isinstance(field, inputs.TermsInput):  # some hundreds: not through the framework's own idea of choices
        return _boxes(inputs.offered(field.among))
    return _boxes((str(value), str(label)) for value, label in field.choices if value != "")


SAVED = "select id, name, query from comity_savedview where register = %s order by name"


def _views(request: Request, of: Register) -> dict[str, Any]:
    present_ = _link(request.GET).removeprefix("?")
    with connection.cursor() as cursor:  # every list asks; the policy shows each officer their own
        cursor.execute(SAVED, [of.key])
        saved = cursor.fetchall()
    items = [
        {
            "label": name,
            "href": f"?{asked}",
            "active": asked == present_,
            "remove": reverse("remove_view", args=[pk]),
        }
        for pk, name, asked in saved
    ]
    return {"saved": items, "save": url("save_view", of.key), "query": present_}


class ViewForm(forms.Form):
    """A name for filters, order and columns."""

    name = texts.LineInput(label=_lazy("Name of the view"), max_length=100)
    query = texts.LineInput(label=_lazy("Filters of the view"), max_length=4000, required=False)


@require_POST
def save_view(request: Request, of: Register) -> HttpResponse:
    """Keep the present filters under a name; the same name again replaces it."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        for field, said in form.errors.items():
            messages.error(request, f"{form.fields[field].label}: {' '.join(map(str, said))}")
        asked = ""
    else:
        name, asked = form.cleaned_data["name"], form.cleaned_data["query"]
        try:
            SavedView.objects.update_or_create(
                officer=request.user,
                city_id=request.identity.city,
                register=of.key,
                name=name,
                defaults={"query": asked},
            )
            messages.success(request, _("Saved the view %(name)s.") % {"name": name})
        except IntegrityError:
            messages.error(request, _("Saving the view failed. Try again."))
    return HttpResponseRedirect(f"{reverse('list', args=[of.key])}?{asked}")


@require_POST
def remove_view(request: Request, pk: int) -> HttpResponse:
    """Forget one of the reader's own saved views."""
    view = get_object_or_404(SavedView, pk=pk)
    view.delete()
    messages.success(request, _("Removed the view %(name)s.") % {"name": view.name})
    return redirect("list", view.register)


def of_key(key: str) -> Register:
    """Return a register for the address."""
    return register(key)
