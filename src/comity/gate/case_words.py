"""What is said of acts on a file: what an agency answered, how that was taken up, and why an act has no place."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.domain.case import decided
from comity.domain.procedure import Step
from comity.domain.standing import OVER, TURNS
from comity.gate.cases import File


def answer(name: str) -> str:
    """Return what an agency answered; empty for what is not answered."""
    return {"agrees": _("agrees"), "changes": _("agrees with changes"), "disagrees": _("disagrees")}.get(name, "")


def ended(step: Step | None, what: str) -> str:
    """Return how it is told that a step was done or refused; `%(what)s` stands for what it is called."""
    if step and step.consents:
        return _("Consent given: %(what)s") if what == "done" else _("Consent refused: %(what)s")
    if what == "refused":
        return _("Refused: %(what)s")
    return _("Granted: %(what)s") if step and step.decides else _("Done: %(what)s")


def how(name: str) -> str:
    """Return how an opinion was taken up; empty for what nobody has said."""
    return {
        "whole": pgettext("opinion", "taken up"),
        "part": pgettext("opinion", "taken up in part"),
        "none": pgettext("opinion", "not taken up"),
        "nothing": pgettext("opinion", "nothing to take up"),
    }.get(name, "")


def no_word(name: str) -> str:
    """Return why it cannot be said so how an opinion was taken up; empty for what can."""
    return {
        "over": _("The file is closed."),
        "unanswered": _("No opinion was given there that could be taken up."),
        "early": _("On that day the opinion had not been given yet."),
        "how": _("Say how it was taken up."),
        "something": _("It asks for changes or disagrees: say whether that was taken up."),
        "unexplained": _("Explain why it was not taken up, or only in part."),
    }.get(name, "")


def unfit(file: File, what: str, of: str, on: date) -> str:
    """Return why an act has no place where the file stands."""
    state = file.standing.state
    if state == "lapsed" and what != "reported":
        return _("The file has lapsed. What is still wanted is filed anew.")
    if what in TURNS:
        return _turn(what, state)
    if what == "reported":
        return _("This report is not owed: nothing obliges anybody yet, or it was given.")
    if state in OVER:
        return _("The file is closed.")
    if what == "paper":
        return _("The procedure asks for no such paper.")
    if what == "waived" and decided(file.standing, file.version.rules):
        return _("It has been decided already. Take the decision back before you record an exception.")
    if what == "waived":
        return _("Nobody can make an exception from this limit.")
    return _step(file, what, of, on)


def _turn(what: str, state: str) -> str:
    if what == "filed":
        return _("It was filed already.")
    if what == "back":
        return _("It is not with the applicant.")
    if state == "draft":
        return _("It has not been filed yet.")
    return _("It is with the applicant already.") if state not in OVER else _("The file is closed.")


def _step(file: File, what: str, of: str, on: date) -> str:
    missing = len(file.standing.missing)
    before = {
        "draft": _("It has not been filed yet."),
        "returned": _("It is with the applicant. Record first that it came back."),
        "incomplete": _("Papers are missing (%(count)s); the clock has not begun.") % {"count": missing},
    }
    if file.standing.state in before:
        return before[file.standing.state]
    if what == "opinion":
        return _opinion(file, of)
    step = next((one for one in file.standing.steps if one.id == of), None)
    if step is None:
        return _("The procedure has no such step.")
    if step.asks and step.status != "waiting":
        return _("This step is done when everybody who was asked has answered.")
    if step.status == "open" and step.begins and on < step.begins:
        return _("On that day the step had not begun yet.")
    said = {
        "waiting": _("This step waits for those before it."),
        "not_needed": _("This step is not needed here."),
        "open": _("Only a step that decides or consents can be refused."),
    }
    return said.get(step.status, _("This step is done already."))


def _opinion(file: File, of: str) -> str:
    ask = next((one for step in file.standing.steps for one in step.asks if one.id == of), None)
    if ask is None:
        return _("This body is not asked here.")
    said = {
        "answered": _("It has answered already."),
        "silent": _("Its time is over, and silence has counted as the procedure says."),
        "waiting": _("It has not been asked yet: steps before that are open."),
    }
    return said.get(ask.status, _("On that day it had not been asked yet."))
