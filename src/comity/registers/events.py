"""What hangs beside a conference, a festival or a fair: sessions, delegates by country, exhibitors, feedback, outcomes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.core.fields import ClockField, CountryField, NamesField, PartialDateField, TermField, TermsField
from comity.core.pack import of_city
from comity.core.records import Record
from comity.registers.declare import EVERYBODY, PART, Group, Register
from comity.registers.delegations import activity


class Session(Record):
    """A session of a conference: its theme is the title, with speakers, papers and what it recommends."""

    within = "activity"
    activity = activity("sessions")
    on = PartialDateField(_("day"))
    begins = ClockField(_("from"))
    place = models.CharField(_("place"), max_length=300, blank=True, default="")
    chair = models.CharField(_("chaired by"), max_length=300, blank=True, default="")
    speakers = NamesField(_("speakers"), help_text=_("One per line."))
    papers = models.PositiveSmallIntegerField(_("papers"), null=True, blank=True)
    paper_titles = NamesField(_("titles of the papers"), help_text=_("One per line."))
    recommends_en = models.TextField(_("recommendations (English)"), blank=True, default="")
    recommends_vi = models.TextField(_("recommendations (Vietnamese)"), blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [*Record.Meta.indexes, models.Index(fields=["city", "on", "id"], name="session_on")]


SESSIONS = Register(
    writers=EVERYBODY,
    key="sessions",
    model=Session,
    icon="message-circle",
    columns=("title", "on", "begins", "chair", "papers", "activity"),
    groups=(
        Group(_("Theme"), ("activity", "title_vi", "title_en", "on", "begins", "place")),
        Group(_("Who and what"), ("chair", "speakers", "papers", "paper_titles", "recommends_vi", "recommends_en")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("title", "on", "begins", "chair", "papers"),
    carry=(("on", "on"),),
    begin=(("on", "starts"),),
    filters=("on", "activity"),
    linked_filters=("activity__starts", "activity__kind"),
    search=("chair", "speakers", "paper_titles", "recommends_en", "recommends_vi"),
    starts="on",
    order="-on",
    alike=(),
)


class Delegates(Record):
    """How many delegates of a country came, and whether they live here or came from abroad."""

    within = "activity"
    activity = activity("delegates")
    country = CountryField(_("country"))
    residence = TermField(_("come from"), vocabulary="residence")
    persons = models.PositiveIntegerField(_("persons"))
    sum_of = models.CharField(_("on whose count"), max_length=300, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("number of delegates")
        verbose_name_plural = _("delegates by country")


def entitle_delegates(delegates: Delegates) -> tuple[str, str]:
    """A number of delegates is called after where they come from."""
    pack = of_city()
    country, residence = pack.countries.get(delegates.country), pack.vocabulary("residence").get(delegates.residence)
    pairs = [one for one in (country.name if country else None, residence) if one]
    return ", ".join(one.en for one in pairs), ", ".join(one.vi for one in pairs)


DELEGATES = Register(
    writers=EVERYBODY,
    key="delegates",
    model=Delegates,
    icon="users",
    columns=("title", "residence", "country", "persons", "activity"),
    groups=(
        Group(_("Delegates"), ("activity", "residence", "country", "persons", "sum_of")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("residence", "country", "persons"),
    carry=(("residence", "residence"),),
    sums=(("persons", ""),),
    filters=("residence", "country", "activity"),
    linked_filters=("activity__starts", "activity__kind"),
    country="country",
    entitle=entitle_delegates,
    alike=(),
)


class Exhibitor(Record):
    """Who showed at a fair or festival, with how many stalls, and what business came of it."""

    within = "activity"
    activity = activity("exhibitors")
    country = CountryField(_("country"))
    partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, null=True, blank=True, related_name="exhibits", verbose_name=_("partner")
    )
    stalls = models.PositiveIntegerField(_("stalls"), null=True, blank=True)
    fields = TermsField(_("fields"), vocabulary="field")
    online = models.BooleanField(_("online"), default=False)
    deals = models.PositiveIntegerField(_("deals"), null=True, blank=True)
    deals_value = models.DecimalField(_("value of deals"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)
    follow_up = models.CharField(_("follow-up"), max_length=500, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("exhibitor")
        verbose_name_plural = _("exhibitors")


def entitle_exhibitor(exhibitor: Exhibitor) -> tuple[str, str]:
    """An exhibitor is called as typed, or after the partner, or else after the country."""
    found = of_city().countries.get(exhibitor.country)
    known = exhibitor.partner if exhibitor.partner_id else None
    names = (known.title_en, known.title_vi) if known else (found.name.en, found.name.vi) if found else ("", "")
    return exhibitor.title_en or names[0], exhibitor.title_vi or names[1]


EXHIBITORS = Register(
    writers=EVERYBODY,
    key="exhibitors",
    model=Exhibitor,
    icon="briefcase",
    columns=("title", "country", "stalls", "deals", "deals_value", "currency", "activity"),
    groups=(
        Group(pgettext_lazy("heading", "Who"), ("activity", "title_vi", "title_en", "partner", "country", "fields")),
        Group(_("Showing"), ("stalls", "online", "deals", "deals_value", "currency", "follow_up")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("title", "country", "stalls", "deals"),
    sums=(("stalls", ""), ("deals", ""), ("deals_value", "currency")),
    filters=("country", "fields", "online", "partner", "activity"),
    linked_filters=("activity__starts", "activity__kind"),
    search=("follow_up",),
    country="country",
    entitle=entitle_exhibitor,
    alike=(),
)


class Feedback(Record):
    """What a guest, delegate or visitor said; quoted outside only with their consent."""

    within = "activity"
    activity = activity("feedback")
    on = PartialDateField(_("day"))
    country = CountryField(_("country"))
    rating = models.PositiveSmallIntegerField(
        _("rating, 1 to 5"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    said_en = models.TextField(_("in their words (English)"), blank=True, default="")
    said_vi = models.TextField(_("in their words (Vietnamese)"), blank=True, default="")
    consent = TermField(_("may be quoted"), vocabulary="yes_no", blank=True)

    class Meta(Record.Meta):
        verbose_name = _("feedback")
        verbose_name_plural = pgettext_lazy("plural", "feedback")


FEEDBACK = Register(
    writers=EVERYBODY,
    key="feedback",
    called={
        "title": _("what was said"),
        "title_en": _("what was said (English)"),
        "title_vi": _("what was said (Vietnamese)"),
    },
    model=Feedback,
    icon="quote",
    columns=("title", "country", "rating", "consent", "on", "activity"),
    groups=(
        Group(_("Who and what"), ("activity", "title_vi", "title_en", "country", "on")),
        Group(_("Said"), ("rating", "said_vi", "said_en", "consent")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("title", "country", "rating", "said", "consent"),
    filters=("consent", "country", "on", "activity"),
    search=("said_en", "said_vi"),
    starts="on",
    country="country",
    order="-on",
    alike=(),
)


class Outcome(Record):
    """What came of an activity: a contact made, a lead, a contract with its value, a recommendation."""

    within = "activity"
    activity = activity("outcomes")
    kind = TermField(_("kind"), vocabulary="outcome_kind")
    partner = models.ForeignKey(
        "comity.Partner", models.PROTECT, null=True, blank=True, related_name="outcomes", verbose_name=_("partner")
    )
    on = PartialDateField(_("day"))
    amount = models.DecimalField(_("value"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = TermField(_("currency"), vocabulary="currency", blank=True)
    state = TermField(_("state"), vocabulary="outcome_state", blank=True)
    due = PartialDateField(_("follow up by"))
    follow_up = models.CharField(_("follow-up"), max_length=500, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")


OUTCOMES = Register(
    writers=EVERYBODY,
    key="outcomes",
    model=Outcome,
    icon="target-arrow",
    columns=("title", "kind", "partner", "amount", "currency", "state", "due", "activity"),
    groups=(
        Group(_("What came of it"), ("activity", "title_vi", "title_en", "kind", "partner", "on")),
        Group(_("Worth and next"), ("amount", "currency", "state", "due", "follow_up")),
        Group(_("Keeping"), tuple(PART)),
    ),
    quick=("kind", "title", "partner", "amount", "currency"),
    carry=(("kind", "kind"), ("currency", "currency")),
    sums=(("amount", "currency"),),
    filters=("kind", "state", "partner", "due", "on", "activity"),
    linked_filters=("activity__starts", "activity__kind", "activity__fields", "activity__online"),
    search=("follow_up",),
    starts="on",
    order="-on",
    alike=(),
)
