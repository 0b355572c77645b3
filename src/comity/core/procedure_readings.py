"""What records themselves tell of the facts that rules ask: a closed vocabulary, so that a pack's slip is refused.

`gate/readings.py` reads them; a test holds the two together. A code is put into the words of a fact by its `means`.
"""

from collections.abc import Mapping

READINGS: Mapping[str, Mapping[str, str]] = {
    "activities": {
        "starts": "day",
        "ends": "day",
        "days": "number",
        "people": "number",
        "countries": "number",
        "longest_stay": "number",
        "head_rank": "code",
        "head_trips": "number",
        "member_trips": "number",
        "leader_trips": "number",
        "key_leaders": "number",
        "in_plan": "code",
        "delegation_kind": "code",
        "guest_class": "code",
        "payers": "codes",
    },
    "agreements": {"signed": "day", "effective": "day", "expires": "day", "fields": "codes"},
    "projects": {"starts": "day", "approved_on": "day"},
    "ties": {"since": "day"},
    "applications": {"due": "day", "valid_to": "day"},
}
# What of a record says whether a procedure is for it: codes of these.
SUITED: Mapping[str, tuple[str, ...]] = {
    "activities": ("kind", "delegation_kind"),
    "agreements": ("instrument", "capacity", "status"),
    "projects": ("kind", "form"),
    "ties": ("stage", "tie_class"),
    "applications": ("kind",),
}
# The vocabulary whose codes stand there, of what of a record says a code.
WORDS: Mapping[str, Mapping[str, str]] = {
    "activities": {
        "kind": "activity_kind",
        "delegation_kind": "delegation_kind",
        "head_rank": "level",
        "in_plan": "yes_no",
        "guest_class": "guest_class",
        "payers": "payer",
    },
    "agreements": {"instrument": "instrument", "capacity": "capacity", "status": "agreement_status", "fields": "field"},
    "projects": {"kind": "project_kind", "form": "aid_form"},
    "ties": {"stage": "tie_stage", "tie_class": "tie_class"},
    "applications": {"kind": "application_kind"},
}
EITHER = "*"  # any code that `means` does not name
