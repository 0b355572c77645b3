"""Files on their way: checked before they begin, refused acts with the reason, and three stories from end to end."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.people import Officer
from comity.core.records import Record
from tests.cases.doing import PAPER, TOLD, act, begun, file_of, kept, refused, text, up_to_decision

ClientOf = Callable[[Officer], Client]
Made = Callable[..., Any]
TODAY = date(2026, 5, 11)  # a Monday


def test_an_outbound_trip_breaks_two_limits_and_gets_one_exception(
    trip: Record, officer: Officer, leader: Officer, client_of: ClientOf
) -> None:
    desk, chair = client_of(officer), client_of(leader)
    (checked,) = desk.get(f"/activities/{trip.pk}/rules/").context["checked"]
    assert [(one["title"], one["waivable"]) for one in checked["broken"]] == [
        ("At most 10 people", True),
        ("At most 10 days", True),
    ]
    assert (checked["last"], checked["decides"]) == ("Thu 28 May 2026", "Chairman of the People's Committee")

    case = begun(desk, trip, "outbound", **TOLD)
    assert refused(desk, case, "done", "intake") == "It has not been filed yet."
    assert refused(desk, case, "waived", "people") == "Give a reason."
    kept(desk, case, "waived", "people", reason="The choir cannot be divided.")
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    assert refused(desk, case, "done", "decide", **PAPER) == "This step waits for those before it."
    names = re.findall(r' id="([^"]+)"', desk.get(f"/cases/{case}/").content.decode())
    assert [one for one in names if names.count(one) > 1] == []
    kept(desk, case, "done", "intake")
    kept(desk, case, "done", "appraise")

    (turn,) = file_of(chair, case)["turn"]
    assert [one["title"] for one in turn["broken"]] == ["At most 10 days"]
    assert refused(chair, case, "done", "decide") == "Not met, and no exception recorded: At most 10 days."
    assert "only those who decide" in refused(desk, case, "done", "decide")
    for what in ("done", "refused"):  # a number makes no officer of a leader
        said = refused(chair, case, what, "decide", reason="It was so.", **PAPER)
        assert said.startswith("Only who may change the file records what is on paper.")
    kept(desk, case, "facts", **{"f-days": "10", "reason": "They come back a day earlier."})
    kept(chair, case, "done", "decide")
    kept(desk, case, "done", "result")

    page = client_of(officer).get(f"/cases/{case}/")
    assert page.context["file"]["state"] == "granted"
    said = text(page)
    assert "Exception: At most 10 people" in said
    assert "The choir cannot be divided." in said
    assert "Granted: Decide to send" in said
    assert act(chair, case, "paper", "letter").status_code == 403  # a leader decides and keeps no dossier


def test_one_ministry_disagrees_with_an_agreement_and_it_goes_a_level_higher(
    made: Made, units: dict[str, Record], officer: Officer, colleague: Officer, client_of: ClientOf, acting_as: Any
) -> None:
    partner = made("partners", title_en="Port Ardent", kind="locality", country="JP")
    text_ = made(
        "agreements",
        title_en="Lanterns and ferries",
        instrument="mou",
        capacity="peoples_committee",
        partners=[partner.pk],
        unit=units["department"].pk,
    )
    desk = client_of(officer)
    assert [one["id"] for one in desk.get(f"/agreements/{text_.pk}/rules/").context["checked"]] == ["agreement-city"]
    case = begun(desk, text_, "agreement-city", **{"agreement-city-opinion_fields": "security"})
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")

    asks = file_of(desk, case)["asks"]
    assert [(one["whom"], one["due"]) for one in asks] == [
        ("Ministry of Foreign Affairs", "Wed 20 May 2026"),
        ("Agencies directly concerned", "Wed 20 May 2026"),
        ("Ministry of Public Security", "Wed 20 May 2026"),
    ]
    kept(desk, case, "opinion", "opinions.mofa", answer="agrees", **PAPER)
    assert refused(desk, case, "opinion", "opinions.mofa", answer="agrees", **PAPER) == "It has answered already."
    assert "only those who decide" in refused(desk, case, "opinion", "opinions.public_security", answer="agrees")
    said = refused(desk, case, "opinion", "opinions.public_security", answer="disagrees", **PAPER)
    assert said == "Say what is to be changed, or why it disagrees."
    kept(desk, case, "opinion", "opinions.public_security", answer="disagrees", reason="No harbour police.", **PAPER)
    trade = client_of(colleague)
    assert act(trade, case, "opinion", "opinions.agencies", answer="agrees").status_code == 403
    kept(desk, case, "asked", "opinions.agencies", unit=str(units["trade"].pk))
    assert [one["what"] for one in trade.get("/cases/queue/").context["rows"][0]["waits"]] == ["Give an opinion"]
    kept(trade, case, "opinion", "opinions.agencies", answer="changes", reason="Name the ferry.")
    kept(desk, case, "done", "absorb")

    found = file_of(desk, case)
    assert [one["what"] for one in found["waits"]] == ["Consent of the Prime Minister"]
    assert [(one["whom"], one["answer"]["text"]) for one in found["asks"]] == [
        ("Ministry of Foreign Affairs", "agrees"),
        ("Agencies directly concerned", "agrees with changes"),
        ("Ministry of Public Security", "disagrees"),
    ]

    assert "If it is refused, the file ends as refused." in text(desk.get(f"/cases/{case}/"))
    assert "only those who decide, consent" in refused(desk, case, "refused", "prime_minister", reason="Not now.")
    assert "only those who decide, consent" in refused(desk, case, "done", "prime_minister")
    assert refused(desk, case, "refused", "prime_minister", **PAPER) == "Give a reason."
    kept(desk, case, "done", "prime_minister", **PAPER)
    assert [one["what"] for one in file_of(desk, case)["waits"]] == ["Decide, sign or authorise to sign"]
    assert "Consent given: Consent of the Prime Minister" in text(desk.get(f"/cases/{case}/"))
    last = file_of(desk, case)["acts"][-1]["id"]
    kept(desk, case, "taken_back", str(last), reason="It was another letter.")

    kept(desk, case, "refused", "prime_minister", reason="Not before the harbour talks.", **PAPER)
    page = desk.get(f"/cases/{case}/")
    assert (page.context["file"]["state"], page.context["file"]["waits"]) == ("refused", [])
    assert "Consent was refused by Prime Minister. Without it nobody may decide in favour" in text(page)
    assert "Consent refused: Consent of the Prime Minister" in text(page)
    assert refused(desk, case, "done", "decide", **PAPER) == "The file is closed."
    with acting_as(officer):
        assert CaseQueue.objects.get(case_id=case).state == "refused"


def test_a_conference_filed_too_late_is_told_so_and_can_still_be_returned_and_withdrawn(
    made: Made, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    conference = made(
        "activities", title_en="Harbours of tomorrow", kind="conference", starts="2026-05-28", ends="2026-05-29"
    )
    asked = {
        "of": "conference",
        "conference-guest_rank": "minister",
        "conference-consults": "no",
        "conference-topics": "",
    }

    page = desk.get(f"/activities/{conference.pk}/rules/", asked)

    (checked,) = page.context["checked"]
    assert checked["too_late"]
    assert checked["decides"] == "Prime Minister"
    assert "Filed by Fri 17 April 2026 it would have been in time." in text(page)
    case = begun(desk, conference, "conference", **{"conference-guest_rank": "minister"})
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    (late, *_open) = file_of(desk, case)["doubts"]
    assert "The dossier was complete on Mon 11 May 2026; Fri 17 April 2026 would have been in time." in late.text
    kept(desk, case, "returned", reason="Too late for the day that it names.")
    assert refused(desk, case, "done", "intake") == "It is with the applicant. Record first that it came back."
    kept(desk, case, "withdrawn", reason="Held next year.")
    assert refused(desk, case, "back") == "It is not with the applicant."


def test_a_mistake_is_taken_back_and_stays_readable_and_acts_are_never_altered(
    trip: Record, officer: Officer, client_of: ClientOf, as_system: Any
) -> None:
    desk = client_of(officer)
    case = begun(desk, trip, "outbound")
    kept(desk, case, "waived", "people", reason="Wrong line.")
    with as_system():
        wrong = str(CaseAct.objects.get(what="waived").pk)
    kept(desk, case, "taken_back", wrong, reason="It was for another trip.")

    assert [one["waived"] for one in file_of(desk, case)["limits"]] == [False, False]
    assert "Wrong line." in text(desk.get(f"/cases/{case}/"))
    assert "nothing of this kind" in refused(desk, case, "taken_back", wrong, reason="Again.")


def test_the_queues_count_what_they_list_and_ask_no_more_for_more_files(
    made: Made, trip: Record, officer: Officer, client_of: ClientOf, as_system: Any
) -> None:
    desk = client_of(officer)
    case = begun(desk, trip, "outbound")
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed", on="2026-05-04")
    counts = {one["label"]: one["count"] for one in desk.get("/cases/queue/").context["tabs"]}
    assert counts == {
        "Waits for me": "1", "Being prepared": "0", "On their way": "1", "Due soon": "1", "Late": "0", "Reports owed": "0", "Closed": "0",
        "Lapsed": "0",
    }  # fmt: skip

    with CaptureQueriesContext(connection) as one:
        desk.get("/cases/queue/")
    for number in range(4):
        made("cases", procedure="outbound", title_en=f"Another {number}", received="2026-05-04")
    with CaptureQueriesContext(connection) as many:
        rows = desk.get("/cases/queue/?tab=new").context["rows"]
    assert (len(rows), len(many)) == (4, len(one))
    assert "Receive the dossier and give a slip: Delegation abroad" in text(desk.get("/"))
    with as_system():
        assert CaseQueue.objects.filter(state="draft").count() == 4


def test_what_others_are_late_with_reaches_the_head_and_what_is_due_is_said_before(
    trip: Record, officer: Officer, head: Officer, leader: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    case = begun(desk, trip, "outbound", **{"outbound-study": "no", "outbound-board_managed": "no"})
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"], on="2026-05-04")
    for what, of, on in (
        ("filed", "", "2026-05-04"),
        ("done", "intake", "2026-05-04"),
        ("done", "appraise", "2026-05-05"),
    ):
        kept(desk, case, what, of, on=on)

    def counts(who: Officer) -> dict[str, str]:
        return {one["label"]: one["count"] for one in client_of(who).get("/cases/queue/").context["tabs"]}

    assert [counts(one)["Waits for me"] for one in (leader, head, officer)] == ["1", "1", "0"]
    assert "Decide to send: Delegation abroad" in text(client_of(head).get("/"))
    assert "Decide to send: Delegation abroad" not in text(client_of(officer).get("/"))
    kept(desk, case, "returned", on="2026-05-11", reason="A day is wrong.")
    assert counts(head)["Due soon"] == "0"


def test_the_page_of_a_file_asks_as_much_after_many_acts_as_after_one(
    trip: Record, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    case = begun(desk, trip, "outbound")
    counts = []
    for papers in (["letter"], ["invitation", "party_notice"]):
        for paper in papers:
            kept(desk, case, "paper", paper)
        desk.get(f"/cases/{case}/")
        with CaptureQueriesContext(connection) as seen:
            desk.get(f"/cases/{case}/")
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] <= 40


def test_a_file_tells_nobody_more_than_its_record(
    made: Made, units: dict[str, Record], officer: Officer, head: Officer, colleague: Officer, client_of: ClientOf
) -> None:
    hidden = made(
        "activities", title_en="Secret lanterns", kind="delegation_out", persons=12, starts="2026-06-08",
        sensitivity=2, shown_to=[units["department"].pk],
    )  # fmt: skip
    case = begun(client_of(head), hidden, "outbound")
    other = client_of(colleague)

    assert other.get(f"/cases/{case}/").status_code == 404
    assert act(other, case, "withdrawn", reason="Mine.").status_code == 404
    assert other.get(f"/activities/{hidden.pk}/rules/").status_code == 404
    assert [one["count"] for one in other.get("/cases/queue/").context["tabs"]] == ["0"] * 8


def test_a_file_about_a_public_record_is_not_public_itself(
    made: Made, units: dict[str, Record], head: Officer, ward: Officer, client_of: ClientOf
) -> None:
    known = made(
        "activities", title_en="Public lanterns", kind="delegation_out", persons=12, starts="2026-06-08",
        sensitivity=0, unit=units["department"].pk,
    )  # fmt: skip
    case = begun(client_of(head), known, "outbound")
    reader = client_of(ward)

    assert reader.get(f"/activities/{known.pk}/").status_code == 200
    assert reader.get(f"/cases/{case}/").status_code == 404


def test_a_new_version_touches_a_running_file_only_when_somebody_moves_it_with_a_reason(
    made: Made, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    aid = made("projects", title_en="Lamps for the pier", kind="aid_received")
    case = begun(desk, aid, "aid")
    assert file_of(desk, case)["procedure"]["version"] == 2  # the one of the day, as long as it is not filed
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"], on="2025-12-01")
    kept(desk, case, "filed", on="2025-12-01")

    found = file_of(desk, case)
    assert (found["procedure"]["version"], found["procedure"]["law"]["title"]) == (1, "Decree 80/2020/ND-CP")
    assert refused(desk, case, "moved", rules_version="2") == "Give a reason."
    assert "no such version" in refused(desk, case, "moved", rules_version="9", reason="It is newer.")
    kept(desk, case, "moved", rules_version="2", reason="The donor agreed to the new form.")
    assert file_of(desk, case)["procedure"]["version"] == 2
    assert "Moved to version 2 of the procedure" in text(desk.get(f"/cases/{case}/"))


def test_a_day_to_come_and_a_fact_that_cannot_be_are_named_and_nothing_is_kept(
    trip: Record, officer: Officer, client_of: ClientOf, as_system: Any
) -> None:
    desk = client_of(officer)
    case = begun(desk, trip, "outbound")

    assert refused(desk, case, "filed", on="2026-05-12") == "That day is still to come."
    assert "Select a valid choice" in refused(desk, case, "facts", **{"f-study": "perhaps"})
    assert refused(desk, case, "facts") == "Nothing new was told."
    with as_system():
        assert [one.what for one in CaseAct.objects.all()] == ["taken"]


MORE: tuple[dict[str, str], ...] = ({}, {"conference-topics": "-"})


def test_a_list_that_nobody_answered_is_not_taken_for_none(made: Made, officer: Officer, client_of: ClientOf) -> None:
    desk = client_of(officer)
    conference = made("activities", title_en="Harbours of tomorrow", kind="conference", starts="2026-09-28")
    asked = [begun(desk, conference, "conference", **more) for more in MORE]

    told = [{one["label"]: one["value"] for one in file_of(desk, case)["facts"]} for case in asked]
    assert [one["Topics"] for one in told] == ["", "none of them"]


def test_what_was_granted_on_paper_beyond_a_limit_is_recorded_as_it_was_and_the_limit_stays_on_the_page(
    trip: Record, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    case = up_to_decision(desk, trip, **TOLD)

    kept(desk, case, "done", "decide", **PAPER)

    found = file_of(desk, case)
    assert [(one["id"], one["waived"]) for one in found["limits"]] == [("people", False), ("days", False)]
    assert "on paper: 512/QĐ" in text(desk.get(f"/cases/{case}/"))


def test_nothing_is_granted_here_while_nobody_knows_whether_a_limit_is_met(
    trip: Record, officer: Officer, leader: Officer, client_of: ClientOf
) -> None:
    desk, chair = client_of(officer), client_of(leader)
    case = begun(desk, trip, "outbound", **{"outbound-key_leaders": "0"})
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    for what, of in (("waived", "people"), ("waived", "days"), ("filed", ""), ("done", "intake"), ("done", "appraise")):
        kept(desk, case, what, of, reason="It sails on the eleventh day.")

    (turn,) = file_of(chair, case)["turn"]
    assert (turn["broken"], turn["bars"]) == ([], True)
    page = chair.get(f"/cases/{case}/")
    trips = "met: At most 2 trips a year for a leader. Not known: Trips this year before this one, of the leader in it who made most. Before that is known or an exception is recorded, it cannot"
    assert trips in text(page)
    assert "Grant it?" not in page.content.decode()
    said = refused(chair, case, "done", "decide")
    assert trips in said
    assert "Before that is known, it cannot be granted here." in said  # from a company's money there is no exception

    kept(desk, case, "waived", "trips", reason="The ship has one captain.")
    assert "trips" not in refused(chair, case, "done", "decide")
    kept(desk, case, "facts", **{"f-company": "no", "reason": "The letter says so."})
    assert "Grant it?" in chair.get(f"/cases/{case}/").content.decode()
    kept(chair, case, "done", "decide")


def test_what_nobody_can_judge_may_be_refused_and_what_was_granted_on_paper_recorded(
    trip: Record, officer: Officer, leader: Officer, client_of: ClientOf
) -> None:
    desk, chair = client_of(officer), client_of(leader)
    for by, what, more in ((chair, "refused", {"reason": "So it is."}), (desk, "done", PAPER)):
        case = up_to_decision(desk, trip)
        kept(by, case, what, "decide", **more)


def test_no_exception_is_made_once_it_is_decided_unless_that_is_taken_back(
    trip: Record, officer: Officer, client_of: ClientOf
) -> None:
    desk = client_of(officer)
    case = begun(desk, trip, "outbound", **{"outbound-company": "no"})
    for paper in file_of(desk, case)["papers"]:
        kept(desk, case, "paper", paper["id"])
    kept(desk, case, "filed")
    for step in ("intake", "appraise"):
        kept(desk, case, "done", step)
    limits = {one["id"] for one in file_of(desk, case)["limits"]}
    assert "Record an exception" in text(desk.get(f"/cases/{case}/"))
    for limit in sorted(limits - {"people"}):
        kept(desk, case, "waived", limit, reason="Once.")
    kept(desk, case, "waived", "people", reason="The choir.")
    kept(desk, case, "done", "decide", **PAPER)
    acts = {one["what"]: one["id"] for one in file_of(desk, case)["acts"]}
    exception = next(key for what, key in acts.items() if what == "Exception: At most 10 people")
    decision = next(key for what, key in acts.items() if "Decide" in what)
    kept(desk, case, "taken_back", str(exception), reason="It was of another file.")

    assert "Record an exception" not in text(desk.get(f"/cases/{case}/"))
    said = refused(desk, case, "waived", "people", reason="The choir.")
    assert said == "It has been decided already. Take the decision back before you record an exception."
    kept(desk, case, "taken_back", str(decision), reason="It was of another file.")
    kept(desk, case, "waived", "people", reason="The choir.")
