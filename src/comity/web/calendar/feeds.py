"""Calendars that other programs subscribe to: made by an officer for some filters, read as that officer, ended at will."""

import hashlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import identity
from comity.core.attached import Feed
from comity.core.http import Request
from comity.core.people import PUBLIC, City, Writes
from comity.domain.partial_date import read
from comity.domain.period import Period
from comity.exchange import calendar as outgoing
from comity.exchange.calendar import Event
from comity.gate import values
from comity.registers.agreements import Agreement
from comity.web.administration import shown_once
from comity.web.calendar import layout
from comity.web.calendar.asked import MARKS, Asked, asked_of, filter_set
from comity.web.calendar.entries import Item
from comity.web.calendar.hours import Hours, hours
from comity.web.calendar.items import Found, gather
from comity.web.lists import menus

BACK, AHEAD = timedelta(days=365), timedelta(days=730)
MOST, OF_A_DAY, OF_A_MONTH, FEEDS = 2000, 40, 40, 30
HOURS_BACK, MOST_HOURS = timedelta(days=31), 1000  # programmes are read before and while they are held
NOTICED_EVERY = timedelta(minutes=5)


class FeedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A feed: what its owner calls it, in which language it speaks."""

    language = forms.ChoiceField(label=_lazy("Language"), choices=lambda: settings.LANGUAGES)

    class Meta:
        model = Feed
        fields = ("name", "language")


@require_http_methods(["GET", "POST"])
def feed_new(request: Request) -> HttpResponse:
    """Make a feed of the filters in the address; its own address is shown once and only a hash of its key is kept."""
    asked = asked_of(request.GET, values.today())
    told = described(asked)
    initial = {"name": ", ".join(told)[:100], "language": translation.get_language()}
    form = FeedForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and request.user.feeds.filter(revoked_at=None).count() >= FEEDS:
        form.add_error(
            None, _("You have %(count)s feeds. End one on the page of your account first.") % {"count": FEEDS}
        )
    if request.method == "GET" or not form.is_valid():
        context = {
            "page_title": _("New calendar feed"),
            "crumbs": [(_("Calendar"), reverse("calendar")), (_("New calendar feed"), None)],
            "form": form,
            "told": told,
            "cancel": asked.link(),
        }
        return render(request, "calendar/feed.html", context, status=422 if form.errors else 200)
    key = secrets.token_urlsafe(32)
    form.instance.officer, form.instance.query = request.user, urlencode(asked.filters)
    form.instance.sha256 = _hashed(key)
    form.save()
    address = request.build_absolute_uri(reverse("feed", args=[key]))
    facts = [{"label": _("Shows"), "value": ", ".join(told)}, {"label": _("Reads as"), "value": request.user.name}]
    advice = _(
        "Add it to your calendar program as a calendar from the internet. Whoever has the address reads what you may see."
    )
    return shown_once(
        request,
        _("Address of %(name)s") % {"name": form.instance.name},
        address,
        facts=facts,
        advice=advice,
        back="profile",
    )


@require_POST
def feed_revoke(request: Request, pk: int) -> HttpResponse:
    """End one of the reader's own feeds for good."""
    feed = get_object_or_404(Feed, pk=pk, officer=request.user, revoked_at=None)
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    messages.success(request, _("Ended %(name)s. Programs that read it get nothing any more.") % {"name": feed.name})
    return redirect("profile")


def of_officer(request: Request) -> list[dict[str, Any]]:
    """Return the reader's feeds that have not been ended, as the page of the account shows them."""
    return [
        {
            "name": feed.name,
            "told": ", ".join(described(asked_of(QueryDict(feed.query), values.today()))),
            "used": values.moment(feed.used_at) if feed.used_at else "",
            "made": values.moment(feed.made_at),
            "end": reverse("feed_revoke", args=[feed.pk]),
        }
        for feed in Feed.objects.filter(officer=request.user, revoked_at=None).order_by("-pk")
    ]


def described(asked: Asked) -> list[str]:
    """Return in words what the filters leave."""
    labels = layout.marks()
    told = [labels[mark] for mark in asked.marks] if asked.marks != MARKS else []
    for menu in menus(filter_set(), asked.data) if asked.given else []:
        told += [label for value, label, _count in menu["choices"] if value in menu["chosen"]]
    return told or [_("The whole calendar")]


@login_not_required
@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a calendar program with what the feed's owner may see at this moment; an ended feed is as if it had never been."""
    found = Feed.objects.select_related("officer__city").filter(
        sha256=_hashed(key), revoked_at=None, officer__is_active=True
    )
    one = found.first()
    if one is None:
        raise Http404
    now = timezone.now()
    if one.used_at is None or now - one.used_at > NOTICED_EVERY:
        Feed.objects.filter(pk=one.pk).update(used_at=now)
    reader = replace(identity.of(one.officer, door="feed"), writes=Writes.NONE, manages=False)
    with identity.acting(reader), translation.override(one.language):
        body = _written(request, one, values.today())
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    same = request.headers.get("If-None-Match") == tag
    response = HttpResponse(
        b"" if same else body, status=304 if same else 200, content_type="text/calendar; charset=utf-8"
    )
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    if not same:
        response["Content-Disposition"] = 'inline; filename="comity.ics"'
    return response


def _written(request: HttpRequest, one: Feed, today: date) -> bytes:
    data = QueryDict(one.query)
    kept = asked_of(data, today)
    asked = Asked("agenda", Period(today - BACK, today + AHEAD), kept.data)
    found = gather(asked, [asked.period], cap=MOST, each=OF_A_DAY, today=today, without_day=OF_A_MONTH)
    file = io.BytesIO()
    city = one.officer.city
    timed = hours(kept, today - HOURS_BACK, today + AHEAD, each=OF_A_DAY, most=MOST_HOURS)
    about = _left_out(found, timed)
    outgoing.write_events(one.name, about, _events(request, one, found, timed, city), city.time_zone, file)
    return file.getvalue()


def _events(request: HttpRequest, one: Feed, found: Found, timed: Hours, city: City) -> Iterator[Event]:
    for item in [*found.items, *timed.items]:
        yield _event(request, one, item, city, item.first, item.last)
    for item in found.loose:
        known = read(item.stored)
        if known and known.month:  # somewhere in the month: its whole span, marked as not settled
            yield _event(request, one, item, city, known.first, known.last)


def _event(request: HttpRequest, one: Feed, item: Item, city: City, first: date, last: date) -> Event:
    record, partial = item.record, len(item.stored) < len("2025-01-16")
    link = request.build_absolute_uri(item.href)
    about = "\n".join([part for part in (item.what, item.whole, layout.said(item) if record else "", link) if part])
    title = _("%(title)s (day not known)") % {"title": item.called} if partial else item.called
    begins, ends = outgoing.moments(first, item.begins, item.until, city.time_zone)
    return Event(
        uid=_uid(item, city),
        stamp=record.changed_at if record else _since(one),
        first=first,
        last=last,
        title=title,
        sensitivity=record.sensitivity if record else PUBLIC,
        sequence=_sequence(record),
        place=item.place or (outgoing.place(record) if record else ""),
        about=about,
        link=link,
        kind=layout.marks()[item.kind],
        tentative=partial,
        begins=begins,
        ends=ends,
    )


def _uid(item: Item, city: City) -> str:
    of = item.register
    if of is None:
        return f"{'relations' if item.short else 'national-day'}-{item.country}-{item.first}@{city.code}.comity"
    return outgoing.uid(of.key, item.record, city, "" if item.column == of.starts else item.column)


def _sequence(record: Any) -> int:
    """Return how often an entry was changed; what was done to an agreement may put off its end."""
    if record is None:
        return 0
    done = record.actions.all() if isinstance(record, Agreement) else ()
    return int(record.version + sum(one.version for one in done))


def _since(one: Feed) -> datetime:
    """Return the moment an anniversary's event was last changed: it never is, so when the feed began."""
    return one.made_at


def _left_out(found: Found, timed: Hours) -> str:
    """Say what the feed cannot show: entries known only by their year or not at all, and what is too much."""
    years = sum(1 for item in found.loose if len(item.stored) < len("2025-01"))
    said = []
    if years:
        text = ngettext(
            "%(count)s entry has no month and is left out.", "%(count)s entries have no month and are left out.", years
        )
        said.append(text % {"count": years})
    if any(found.more.values()) or timed.more or len(timed.items) == MOST_HOURS:
        said.append(_("There are more entries than a feed holds: choose filters."))
    return " ".join(said)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
