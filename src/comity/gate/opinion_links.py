"""The door for agencies outside the office: a question goes out as a link, its answer comes in as an act on the file.

Two things open it: the link, which may go by e-mail, and a short code, which the asking officer hands over another way.
Both are kept as hashes only. It opens until some days after the term, for one answer, or until it is ended. After that
answer it shows nothing but the answer itself and how it was taken up.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from comity.core import identity, write
from comity.core.opinion_links import TRIES, OpinionLink, hashed
from comity.core.people import City
from comity.domain.standing import AskStanding
from comity.gate import case_acts, cases, mails, taking_up, values
from comity.gate.access import require
from comity.gate.case_acts import New, Unfit
from comity.registers import BY_KEY
from comity.registers.cases import Case

AFTER = timedelta(days=5)  # for which it opens after the term, unless said otherwise
WITHOUT_TERM = timedelta(days=30)
READS_ON = timedelta(days=180)  # for which it shows the answer that came by it, and how that was taken up
DIGITS, MOST = 8, 20


@dataclass(frozen=True)
class Sent:
    """A question as it was sent: the row, and what is shown once."""

    link: OpinionLink
    address: str
    code: str


def asked(file: cases.File, of: str) -> AskStanding | None:
    """Return the opinion that is asked, if it is open."""
    found = (one for step in file.standing.steps if step.status == "open" for one in step.asks)
    return next((one for one in found if one.id == of and one.status == "open"), None)


def ask(file: cases.File, link: OpinionLink, *, after: timedelta = AFTER) -> Sent:
    """Keep a question to an agency and return what opens it. Raises Unfit, NotAllowed, write.Refused."""
    require("change", BY_KEY["cases"], file.case)
    open_ = asked(file, link.of)
    if open_ is None:
        raise Unfit(_("This opinion is not asked, or it was given already."))
    if OpinionLink.objects.filter(case_id=file.case.pk, of=link.of).count() >= MOST:
        raise Unfit(_("This question was sent %(count)s times already.") % {"count": MOST})
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    secret = link.secret()
    link.city_id, link.case_id, link.made_by_id = file.case.city_id, file.case.pk, identity.current().officer or 0
    link.sha256, link.code = hashed(secret), make_password(code)
    link.expires_on = open_.due + after if open_.due else file.today + max(after, WITHOUT_TERM)
    link.expires_on = max(link.expires_on, file.today)
    link.mail = mails.able() and bool(link.address)
    with transaction.atomic(), write.Refusals():
        link.save(force_insert=True)
        if link.mail:
            post.enqueue(link.city_id)
    return Sent(link, reverse("opinion", args=[secret]), f"{code[:4]} {code[4:]}")


def revoke(link: OpinionLink) -> bool:
    """End a link, so that it opens nothing any more; say whether it had not ended. Raises NotAllowed, write.Refused."""
    require("change", BY_KEY["cases"], link.case)
    with transaction.atomic(), write.Refusals():
        live = OpinionLink.objects.filter(pk=link.pk, revoked_at=None)
        return bool(live.update(revoked_at=Now(), mail=False))


def is_live(link: OpinionLink, today: date) -> bool:
    """Say whether it still takes an answer."""
    ended = link.revoked_at or link.used_at or link.tries >= TRIES
    return not ended and today <= link.expires_on


def reads_until(link: OpinionLink, today: date) -> date | None:
    """Return until when it shows the answer that came by it, None if it shows nothing."""
    if link.used_at is None or link.revoked_at or link.tries >= TRIES:
        return None
    last = timezone.localtime(link.used_at).date() + READS_ON
    return last if today <= last else None


# --- from outside ---


def city_of(secret: str) -> tuple[int, City] | None:
    """Return the number of the question that a secret opens, and its city. Nobody needs to be acting."""
    with connection.cursor() as cursor:
        cursor.execute("select id, city_id from comity_opinion_link(%s)", [hashed(secret)])
        row = cursor.fetchone()
    return (row[0], City.objects.get(pk=row[1])) if row else None


def opened(pk: int) -> OpinionLink | None:
    """Return a question that waits for its answer or shows the one that came, acting as the program; None whatever the cause."""
    today = values.today()
    link = OpinionLink.objects.select_related("case", "file").filter(pk=pk).first()
    if link is None:
        return None
    if link.used_at:
        return link if reads_until(link, today) and given(link) else None
    try:
        return link if is_live(link, today) and asked(cases.opened(link.case, today), link.of) else None
    except cases.NoRules:
        return None


def given(link: OpinionLink) -> taking_up.Opinion | None:
    """Return the opinion that came by a link, with how it was taken up; None if it counts no more."""
    try:
        found = taking_up.given(cases.opened(link.case, values.today())).get(link.of)
    except cases.NoRules:
        return None
    return found if found and found.row.link_id == link.pk else None


def fits(link: OpinionLink, code: str) -> bool:
    """Say whether the code is the link's. A wrong one is counted; after some the link opens nothing any more."""
    counted = OpinionLink.objects.filter(pk=link.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
    given = "".join(one for one in code if one.isdigit())
    if not counted or not check_password(given, link.code):
        return False
    OpinionLink.objects.filter(pk=link.pk).update(tries=0)
    return True


def answer(link: OpinionLink, said: str, why: str, name: str) -> None:
    """Keep an agency's answer as an act on its file, once. Raises Unfit, cases.NoRules."""
    today = values.today()
    with transaction.atomic():
        case = Case.objects.get(pk=link.case_id)
        cases.lock(case)
        live = OpinionLink.objects.filter(pk=link.pk, revoked_at=None, used_at=None)
        if not live.update(used_at=Now(), answered_by=name):
            raise Unfit(_("It was answered already."))
        case_acts.add(case, New("opinion", today, link.of, answer=said, reason=why, link=link.pk), today)


@task()
def post(city: int) -> int:
    """Send the questions of a city that are still to be sent by e-mail."""
    return send(City.objects.get(pk=city))


def send(city: City) -> int:
    """Send the questions of a city that are still to be sent by e-mail."""
    return mails.send(city, OpinionLink, _written)


def _written(link: OpinionLink) -> mails.Written | None:
    """Return the e-mail to an agency: who asks, until when, and the link; not the code, and nothing of the file."""
    keys = (None, *settings.SECRET_KEY_FALLBACKS)
    secret = next((one for key in keys if hashed(one := link.secret(key)) == link.sha256), None)
    if secret is None or not is_live(link, values.today()):
        return None
    with translation.override(link.made_by.language or translation.get_language() or "en"):
        said = {"office": link.city.office or str(link.city), "day": values.when(link.expires_on.isoformat())}
        text = [
            _("%(office)s asks for the opinion of your agency. The question and the form for the answer are here:")
            % said,
            mails.link(reverse("opinion", args=[secret])),
            _(
                "The page asks for a code of eight digits, which reaches you another way. It opens until %(day)s, for one answer."
            )
            % said,
        ]
        return link.address, _("%(office)s asks for your opinion") % said, "\n\n".join(text) + "\n"
