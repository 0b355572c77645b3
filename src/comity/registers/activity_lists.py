"""The lists of activities: one of its own for some kinds, and those that stand on the page of an activity."""

from django.utils.translation import gettext_lazy as _

from comity.registers.declare import Face, Related

FACES = (
    Face(
        "delegations-in",
        _("Delegations in"),
        "visit-in",
        "plane-arrival",
        ("title", "starts", "ends", "partners", "persons", "host", "unit"),
    ),
    Face(
        "delegations-out",
        _("Delegations out"),
        "visit-out",
        "plane-departure",
        ("title", "delegation_kind", "starts", "ends", "countries", "persons", "report_due"),
    ),
    Face("events", _("Events"), "event", "ticket", ("title", "kind", "starts", "ends", "series", "place_vi", "unit")),
    Face("meetings", _("Meetings"), "meeting", "message-circle", ("title", "starts", "partners", "host", "unit")),
)

RELATED = (
    Related("points", "activity"),
    Related("programme_items", "activity", _("Programme"), trait="programme"),
    Related("delegation_members", "activity", _("Members"), trait="delegation"),
    Related("legs", "activity", _("Countries and days"), trait="visit-out"),
    Related("sessions", "activity", trait="conference"),
    Related("delegates", "activity", trait="conference"),
    Related("presences", "session", _("Who attended"), trait="training"),
    Related("exhibitors", "activity", trait="fair"),
    Related("outcomes", "activity", _("What came of it")),
    Related("commitments", "activity"),
    Related("cases", "activity"),
    Related("tasks", "activity"),
    Related("costs", "activity", trait="costs"),
    Related("gift_moves", "activity", trait="programme"),
    Related("feedback", "activity", trait="feedback"),
    Related("activities", "part_of", _("Side events and excursions")),
    Related("proposals", "activity", _("Proposed as")),
    Related("projects", "activity"),
    Related("materials", "activity"),
)
