"""What the page of a file says beside its steps: returned and why, lapsed or about to, rules that were edited since."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.gate import law_words as words
from comity.gate.access import may
from comity.gate.cases import File
from comity.registers import BY_KEY
from comity.registers.cases import ABOUT


def returned(file: File) -> dict[str, str] | None:
    """Return when and why it was returned, while it is with the applicant."""
    if file.standing.state != "returned":
        return None
    row = max((row for row in file.rows if row.what == "returned"), key=lambda row: (row.on, row.pk))
    return {"on": words.day(row.on), "why": row.reason}


def versions(file: File) -> list[tuple[int, str]]:
    """Return the versions to which the file may be moved, its own among them where the pack says it otherwise by now."""
    others = file.procedures.versions.get(file.told.procedure, ())
    edited = _("%(version)s, as it was edited since")
    return [
        (one.said.version, edited % {"version": label} if one.said.version == file.told.version else label)
        for one in others
        if one.digest != file.version.digest and (label := f"{one.said.version}: {words.in_force(one)}")
    ]


def edited(file: File) -> str:
    """Return what the pack in force says otherwise of the version under which the file stands."""
    if not file.told.digest:
        return ""
    loaded = file.procedures.of(file.told.procedure, file.told.version)
    number = {"number": file.told.version}
    if loaded is None:
        return _("The pack does not hold version %(number)s any more. The file stands by it as it was kept.") % number
    if loaded.digest == file.told.digest:
        return ""
    return (
        _(
            "Version %(number)s was edited after this file came under it. The file stands by it as it was; only who moves it, with a reason, changes that."
        )
        % number
    )


def over(file: File) -> str:
    """Return the day for which it is all, if that is over and the office has not decided."""
    day = file.facts.get(file.version.rules.event)
    open_ = file.standing.state in ("incomplete", "running", "returned")
    decided = any(step.decides and file.standing.step(step.id).ended for step in file.version.rules.steps)
    return words.day(day) if open_ and not decided and isinstance(day, date) and day < file.today else ""


def unconsented(file: File) -> str:
    """Return who refused the consent without which nobody can decide."""
    refused = (file.standing.step(one.id) for one in file.version.rules.steps if one.consents)
    return next((file.procedures.party(one.by) for one in refused if one.status == "refused"), "")


def anew(file: File) -> str:
    """Return where what has lapsed is filed anew."""
    if file.standing.state != "lapsed" or file.record is None or not may("add", BY_KEY["cases"]):
        return ""
    key = next(key for name, key in ABOUT.items() if getattr(file.case, f"{name}_id"))
    return reverse("rules", args=[key, file.record.pk])
