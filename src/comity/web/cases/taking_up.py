"""How the opinions of agencies were taken up: one page on which all of them are gone through, one act for each that changed."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from comity.core import write
from comity.core.http import Request
from comity.domain.standing import OVER, Act
from comity.domain.taking_up import HOWS, WHAT
from comity.gate import case_acts, case_words, cases, taking_up, texts, values
from comity.gate import law_words as words
from comity.gate.access import NotAllowed
from comity.gate.case_acts import New, Unfit
from comity.gate.cases import File
from comity.gate.taking_up import Opinion
from comity.registers import BY_KEY
from comity.web import errors, present, records
from comity.web.cases import told

EXPLANATION = 4000
SEEN = re.compile(r"o\d+-seen")


class WordForm(forms.Form):
    """How one opinion was taken up. `seen` is the word that its page showed, so that nobody's later one is written over."""

    how = forms.ChoiceField(label=gettext_lazy("How it was taken up"), required=False, widget=forms.RadioSelect)
    why = texts.LinesInput(
        label=gettext_lazy("Explanation"),
        max_length=EXPLANATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, file: File, opinion: Opinion, posted: Any = None) -> None:
        self.file, self.opinion, word = file, opinion, opinion.word
        bare = opinion.ask.answer == "agrees" and not opinion.why
        initial = {
            "how": word.answer if word else ("nothing" if bare else ""),
            "why": opinion.explanation,
            "seen": word.pk if word else 0,
        }
        super().__init__(posted, initial=initial, prefix=f"o{opinion.row.pk}")
        field = self.fields["how"]
        assert isinstance(field, forms.ChoiceField)
        unsaid = [] if word else [("", _("not said yet"))]
        field.choices = [*unsaid, *((one, case_words.how(one)) for one in _hows(opinion))]

    @property
    def whom(self) -> str:
        """Return whose opinion it is."""
        return self.file.procedures.party(self.opinion.ask.whom)

    def judge(self, day: Any) -> New | None:
        """Return the act that says what is new, None if nothing is; what is wrong is kept as the form's errors."""
        if not self.is_valid():
            return None
        said, word = self.cleaned_data, self.opinion.word
        now = (word.answer, self.opinion.explanation) if word else ("", "")
        if (said["how"], said["why"]) in (now, self._shown(said["seen"])):
            return None  # nothing was changed here, whoever changed it since
        if said["seen"] != (word.pk if word else 0):
            self.add_error(
                "how", _("Somebody said how it was taken up while this page was open: %(how)s.") % self._now()
            )
            return None
        act = Act(WHAT, day, self.opinion.ask.id, said["how"])
        if unfit := taking_up.unfit(self.file, act, explained=bool(said["why"])):
            self.add_error("why" if unfit == "unexplained" else "how", case_words.no_word(unfit))
            return None
        return New(WHAT, day, act.of, act.answer, reason=said["why"])

    def _shown(self, seen: int) -> tuple[str, str]:
        row = next((one for one in self.file.rows if one.pk == seen and one.what == WHAT), None)
        return (row.answer, "\n".join(one for one in (row.reason, row.text) if one)) if row else ("", "")

    def _now(self) -> dict[str, str]:
        parts = (self.opinion.how, self.opinion.explanation)
        return {"how": ": ".join(one for one in parts if one)}


def _hows(opinion: Opinion) -> tuple[str, ...]:
    return HOWS if opinion.ask.answer == "agrees" else HOWS[:-1]


class DayForm(forms.Form):
    """The day on which it was decided how opinions are taken up."""

    on = forms.DateField(
        label=gettext_lazy("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_on(self) -> Any:
        """Refuse a day that is still to come."""
        if (day := self.cleaned_data["on"]) > values.today():
            raise forms.ValidationError(_("That day is still to come."))
        return day


@require_http_methods(["GET", "POST"])
def take_up(request: Request, pk: int) -> HttpResponse:
    """Show every opinion that was given with how it was taken up, and keep what is said anew."""
    case = records.of_number(BY_KEY["cases"], pk)
    try:
        with transaction.atomic():
            if request.method == "POST":
                cases.lock(case)  # what is compared with what the page showed is what is on record
            file = cases.opened(case, values.today())
            if not (answer := case_acts.may_act(file, WHAT)):
                return errors.page(request, 403, reason=answer.reason)
            return _kept(request, file) if request.method == "POST" else _page(request, file, *_forms(file, None))
    except cases.NoRules as error:
        raise Http404 from error
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))


def _forms(file: File, posted: Any) -> tuple[DayForm, list[WordForm]]:
    given = taking_up.given(file).values()
    day = DayForm(posted, initial={"on": file.today})
    return day, [WordForm(file, one, posted if posted and f"o{one.row.pk}-seen" in posted else None) for one in given]


def _kept(request: Request, file: File) -> HttpResponse:
    """Keep an act for each opinion of which something new was said, all or none."""
    day, forms_ = _forms(file, request.POST)
    there = {f"o{one.row.pk}-seen" for one in taking_up.given(file).values()}
    if day.is_valid() and any(SEEN.fullmatch(name) and name not in there for name in request.POST):
        day.add_error(None, _("An opinion was taken back or given anew while this page was open. Look at it again."))
    if not day.is_valid():
        return _page(request, file, day, forms_)
    judged = [(one, one.judge(day.cleaned_data["on"])) for one in forms_ if one.is_bound]
    news = [new for _form, new in judged if new]
    if any(one.errors for one, _new in judged):
        return _page(request, file, day, forms_)
    try:
        if news:
            case_acts.add_all(file.case, news, file.today)
    except Unfit as error:
        day.add_error(None, str(error))
        return _page(request, file, day, forms_)
    said = ngettext("Kept: %(num)s opinion.", "Kept: %(num)s opinions.", len(news)) % {"num": len(news)}
    messages.success(request, said if news else _("Nothing was changed."))
    return redirect(f"{present.address(file.case)}#asks")


def _page(request: Request, file: File, day: DayForm, forms_: list[WordForm]) -> HttpResponse:
    case, title = file.case, _("How opinions were taken up")
    wrong = list(_wrong(day, forms_))
    context = {
        "page_title": title,
        "crumbs": [
            (BY_KEY["cases"].title, reverse("list", args=["cases"])),
            (case.title, present.address(case)),
            (title, None),
        ],
        "case_title": case.title,
        "back": f"{present.address(case)}#asks",
        "over": file.standing.state in OVER,
        "day": day,
        "opinions": [_opinion(one) for one in forms_],
        "waits": _waits(file),
        "wrong": wrong,
    }
    return render(request, "cases/opinions.html", context, status=422 if wrong else 200)


def _waits(file: File) -> list[str]:
    """Return who was asked and has not answered."""
    open_ = [ask for step in file.standing.steps for ask in step.asks if ask.status == "open"]
    return [file.procedures.party(one.whom) for one in open_]


def _opinion(form: WordForm) -> dict[str, Any]:
    ask, row = form.opinion.ask, form.opinion.row
    return {
        "at": f"o{row.pk}",
        "form": form,
        "whom": form.whom,
        "answer": told.answer(ask.answer),
        "on": words.day(ask.on),
        "number": row.number,
        "why": form.opinion.why,
        "word": form.opinion.word and told.how(form.opinion.word.answer),
        "explanation": form.opinion.explanation,
        "by_link": row.link.agency if row.link else "",
    }


def _wrong(day: DayForm, forms_: list[WordForm]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, each with its place on the page; an opinion's begins with whose it is."""
    named: list[tuple[str, forms.Form]] = [*((one.whom, one) for one in forms_), ("", day)]
    for whom, form in named:
        if not form.is_bound:
            continue
        for name, said in form.errors.items():
            bound = form[name] if name in form.fields else None
            place = bound.auto_id if bound else ""
            yield f"#{place}" if place else "", ": ".join(one for one in (whom, str(said[0])) if one)
