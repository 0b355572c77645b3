"""All of a file comes in, or none of it, and every error says where it is."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import Workbook, load_workbook

from comity.core import identity
from comity.core.history import Change
from comity.core.people import Officer
from comity.exchange import importing, looking, reading, returned
from comity.registers import ALL, register
from comity.registers.partners import Partner
from comity.registers.units import Unit

Exchange = Callable[..., Any]


@pytest.mark.usefixtures("clerk", "office")
def test_new_and_changed_rows_show_their_differences_and_are_stored_together(previewed: Exchange) -> None:
    preview = previewed(
        "partners",
        "code,title_en,kind,country,members\np-kanagawa,Kanagawa,,Japan,\np-seoul,Seoul,locality,Hàn Quốc,p-kanagawa\n",
    )
    assert preview.counts == {"new": 1, "changed": 0, "same": 0, "error": 1}
    assert [(problem.column, problem.label) for problem in preview.rows[0].errors] == [("kind", "Kind")]
    preview = previewed(
        "partners",
        "code,title_en,country,kind,members\np-kanagawa,Kanagawa,Japan,locality,\np-seoul,Seoul,Hàn Quốc,locality,p-kanagawa\n",
    )
    assert [(one.column, one.before, one.after) for one in preview.rows[0].differences] == [
        ("title_en", "-Kanagawa", "Kanagawa")
    ]
    assert importing.commit(preview, reason="from the embassy") == 2
    seoul = Partner.objects.get(code="p-seoul")
    assert seoul.country == "KR"
    assert [one.code for one in seoul.members.all()] == ["p-kanagawa"]
    assert Change.objects.filter(record_id=seoul.pk).earliest("id").reason == "from the embassy"
    assert Partner.objects.get(code="p-kanagawa").aliases  # a column that is not in the file is left as it is


@pytest.mark.usefixtures("clerk", "office")
def test_an_empty_cell_clears_what_is_there(previewed: Exchange) -> None:
    preview = previewed("partners", "code,aliases,population\np-kanagawa,,\n")
    assert {one.column for one in preview.rows[0].differences} == {"aliases", "population"}
    importing.commit(preview)
    assert Partner.objects.get(code="p-kanagawa").population is None


@pytest.mark.usefixtures("clerk", "office")
def test_one_wrong_row_stores_nothing_and_names_row_and_column(previewed: Exchange) -> None:
    data = (
        "title_en,kind,country,latitude,longitude,online\nSeoul,locality,KR,,,\n,planet,XX,12,,\nLyon,locality,FR,,,\n"
    )
    preview = previewed("partners", data, mapping={"online": "ignore"})
    (wrong,) = preview.wrong
    assert wrong.line == 3
    assert {problem.label for problem in wrong.errors} == {"Kind", "Country", "Longitude", "Name (Vietnamese)"}
    before = Partner.objects.count()
    with pytest.raises(importing.NotStored):
        importing.commit(preview)
    assert Partner.objects.count() == before
    file = io.BytesIO()
    table = reading.read(register("partners"), io.BytesIO(data.encode()))
    returned.with_errors(table, preview, file)
    sheet = load_workbook(file).active
    assert sheet
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-1] == "Errors"
    assert "Country:" in str(rows[2][-1])
    assert rows[1][-1] is None


@pytest.mark.usefixtures("clerk", "office")
def test_preview_leaves_nothing_behind(previewed: Exchange) -> None:
    records, changes = Partner.objects.count(), Change.objects.count()
    assert previewed("partners", "title_en,kind\nSeoul,locality\n").is_good
    assert (Partner.objects.count(), Change.objects.count()) == (records, changes)


def test_a_restricted_number_and_one_that_never_was_are_the_same_error(
    made: Exchange, units: dict[str, Any], previewed: Exchange, acting_as: Exchange, colleague: Officer
) -> None:
    secret = made(
        "partners", title_en="Secret", kind="locality", sensitivity=2, shown_to=[units["desk"].pk], code="p-secret"
    )
    with acting_as(colleague):
        preview = previewed(
            "partners", f"id,title_en,kind\n{secret.pk},Mine,locality\n999999999,Mine,locality\nx,Mine,locality\n"
        )
        assert [[one.message for one in row.errors] for row in preview.rows] == [["There is no such record."]] * 3
        by_code = previewed("ties", "partner,stage\np-secret,x\np-never,x\n")
        first, second = ([one.message for one in row.errors if one.column == "partner"] for row in by_code.rows)
        assert [one.replace("p-secret", "p-never") for one in first] == second


@pytest.mark.usefixtures("clerk")
def test_rows_may_refer_to_rows_above_and_below(previewed: Exchange) -> None:
    preview = previewed(
        "units", "title_en,kind,parent,code\nDesk,division,u-new,\nUnder,division,Desk,\nNew,department,,u-new\n"
    )
    assert [row.errors for row in preview.rows] == [[], [], []]
    assert importing.commit(preview) == 3
    under = Unit.objects.get(title_en="Under")
    assert under.parent.parent.code == "u-new"


@pytest.mark.usefixtures("clerk")
def test_a_circle_within_the_file_is_an_error_of_its_rows(previewed: Exchange) -> None:
    preview = previewed("units", "code,title_en,kind,parent\na,A,division,b\nb,B,division,a\nc,C,division,\n")
    assert [row.line for row in preview.wrong] == [2, 3]
    assert preview.rows[2].state == "new"


@pytest.mark.usefixtures("clerk")
def test_rows_that_repeat_each_other_are_errors(previewed: Exchange) -> None:
    preview = previewed("people", "code,title_en\na,A\na,B\n,C\n,C\n,D\n")
    assert [row.line for row in preview.wrong] == [3, 5]
    assert "row 2" in preview.wrong[0].errors[0].message


@pytest.mark.usefixtures("clerk")
def test_columns_that_are_not_known_must_be_mapped_or_ignored(previewed: Exchange) -> None:
    data = "title_en,Quốc tịch,mine\nA,Japan,x\n"
    preview = previewed("people", data)
    assert preview.unknown == ["Quốc tịch", "mine"]
    assert not preview.is_good
    assert previewed("people", data, mapping={"Quốc tịch": "country", "mine": "ignore"}).is_good
    assert previewed("people", "title_en,Title (English)\nA,B\n").errors


def test_somebody_who_saved_in_between_is_not_overwritten(
    previewed: Exchange, made: Exchange, as_system: Exchange, head: Officer, acting_as: Exchange
) -> None:
    person = made("people", title_en="A", code="x", sensitivity=0)
    with acting_as(head):
        stale = previewed("people", f"id,version,title_en\n{person.pk},1,C\n")
        preview = previewed("people", "code,title_en\nx,B\n")
        seen = preview.seen()
    with as_system():
        person.title_en = "Z"
        person.save()
    with acting_as(head):
        with pytest.raises(importing.NotStored) as refused:
            importing.commit(preview, seen=seen)
        assert "changed this record" in refused.value.preview.wrong[0].errors[0].message
        with pytest.raises(importing.NotStored):
            importing.commit(stale)
        again = previewed("people", f"id,version,title_en\n{person.pk},1,C\n")
        assert "Export it again" in again.wrong[0].errors[0].message
        person.refresh_from_db()
        assert person.title_en == "Z"


def test_who_may_not_write_a_record_gets_an_error_on_its_row(
    previewed: Exchange, made: Exchange, units: dict[str, Any], acting_as: Exchange, colleague: Officer, leader: Officer
) -> None:
    made("people", title_en="A", code="x", sensitivity=0, unit=units["desk"].pk)
    with acting_as(colleague):
        preview = previewed("people", "code,title_en,unit\nx,B,u-desk\n,New,u-desk\n,Own,u-trade\n")
        assert [row.state for row in preview.rows] == ["error", "error", "new"]
    with acting_as(leader):
        assert previewed("people", "title_en\nB\n").wrong


@pytest.mark.usefixtures("clerk", "units")
def test_numbers_are_read_in_the_reader_s_writing_and_yes_and_no_as_words(previewed: Exchange) -> None:
    with translation.override("vi"):
        preview = previewed(
            "activities", 'title_en,kind,persons,online,cost,cost_currency\nA,conference,1.200,yes,"2.500,5",VND\n'
        )
        assert not preview.wrong, preview.wrong[0].errors
    told = {one.column: one.after for one in preview.rows[0].differences}
    assert (told["persons"].replace(".", ""), told["cost"].replace(".", "")) == ("1200", "2500,5")
    assert previewed("activities", "title_en,kind,online\nA,conference,perhaps\n").wrong[0].errors[0].label == "Online"


@pytest.mark.usefixtures("clerk", "units")
def test_lines_of_an_import_share_their_queries(previewed: Exchange, made: Exchange, exported: Exchange) -> None:
    def queries(count: int) -> int:
        for number in range(count):
            made("people", title_en=f"P{count}-{number}", sensitivity=0)
        data = exported("people", "csv")
        with CaptureQueriesContext(connection) as captured:
            previewed("people", data)
        return len(captured)

    assert queries(3) == queries(20)


@pytest.mark.usefixtures("clerk", "units")
def test_a_character_that_is_no_text_is_named_also_at_the_end_of_a_cell_and_from_a_workbook(
    previewed: Exchange,
) -> None:
    typed = previewed("series", "title_en,kind\nFair\x1f,festival\n\x1cFair,festival\n\u3000Fair\x85,festival\n")
    book, out = Workbook(), io.BytesIO()
    for row in (["title_en", "kind", "code", "partners"], ["Fair_x0000_", "festival", "f_x0000_", "Port_x0000_"]):
        book.active.append(row)
    book.save(out)
    (from_book,) = previewed("series", out.getvalue()).rows

    named = [[one.message for one in row.errors] for row in (*typed.rows, from_book)]
    assert [any(name in " ".join(said) for said in named[:2]) for name in ("U+001F", "U+001C")] == [True, True]
    assert named[2] == []
    assert {one.column for one in from_book.errors} == {"title_en", "code", "partners"}  # a NUL, shown as a letter lost
    assert sum("U+FFFD" in said for said in named[3]) == 3


@pytest.mark.usefixtures("clerk", "units")
def test_a_link_of_nothing_but_what_nobody_sees_is_no_link(previewed: Exchange, made: Any) -> None:
    made("partners", title_en="Port Ardent", kind="locality")  # without a reference, as what is left of the cell
    (row,) = (preview := previewed("partners", "title_en,kind,parent\nHarbour,locality,\ufeff\u200b\n")).rows

    assert (row.errors, importing.commit(preview)) == ([], 1)
    assert Partner.objects.get(title_en="Harbour").parent_id is None


@pytest.mark.usefixtures("clerk", "units")
def test_every_template_is_a_file_that_is_read_again() -> None:
    for one in ALL:
        file = io.BytesIO()
        returned.template(one, file)
        file.seek(0)
        table = reading.read(one, file)
        assert set(one.fields) <= set(table.codes), one.key
        assert identity.current()


@pytest.mark.usefixtures("clerk", "units")
def test_rows_that_name_others_share_their_queries_whether_these_are_known_or_not(
    previewed: Exchange, made: Exchange
) -> None:
    def queries(count: int) -> int:
        for number in range(count):
            made("partners", title_en=f"Port {count} {number}", kind="locality", country="FR", sensitivity=0)
        rows = [f"V{number},delegation_in,Port {count} {number}" for number in range(count)]
        rows += [f"W{number},delegation_in,Qz{count}{number}" for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            found = previewed("activities", "title_en,kind,partners\n" + "\n".join(rows) + "\n")
        assert found.counts["new"] == found.counts["error"] == count
        return len(captured)

    queries(2)
    assert queries(3) == queries(20)


@pytest.mark.usefixtures("clerk", "units")
def test_records_that_are_called_the_same_are_told_apart_where_one_is_to_be_chosen(
    previewed: Exchange, made: Exchange
) -> None:
    made("partners", title_en="Eastwick", kind="locality", country="FR", code="e-1")
    made("partners", title_en="Eastwick", kind="locality", country="JP")
    found = previewed("activities", "title_en,kind,partners\nVisit,delegation_in,Eastwick\n")

    assert [title for _pk, title in found.doubts[0].options] == ["Eastwick (France, e-1)", "Eastwick (Japan)"]


@pytest.mark.usefixtures("clerk")
def test_a_change_leaves_a_link_to_what_is_out_of_sight_as_it_is_and_asks_for_all_of_them_at_once(
    previewed: Exchange, made: Callable[..., Any], units: dict[str, Any], as_system: Callable[[], Any]
) -> None:
    secret = made("partners", title_en="Quiet", kind="locality", sensitivity=2, shown_to=[units["trade"].pk])
    assert not Partner.objects.exists()
    rows = [
        made(
            "commitments",
            title_en=f"Send plan {number}",
            side="us",
            due="2026-03",
            partner=secret.pk,
            code=f"c-{number}",
        )
        for number in range(6)
    ]

    def asked(count: int, due: str) -> int:
        data = "code,due\n" + "".join(f"{row.code},{due}\n" for row in rows[:count])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            preview = previewed("commitments", data)
        assert preview.counts == {"new": 0, "changed": count, "same": 0, "error": 0}
        importing.commit(preview)
        return len(queries)

    asked(1, "2026-04")  # the pack is read
    assert asked(6, "2026-05") == asked(1, "2026-06")
    with as_system():
        held = set(register("commitments").model._default_manager.values_list("due", "partner_id"))
    assert held == {("2026-05", secret.pk), ("2026-06", secret.pk)}


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("typed", ["1" * 400, "-" + "9" * 400, "90.5", "-91"])
def test_no_place_lies_beyond_the_poles(previewed: Exchange, typed: str) -> None:
    for key, more in (("activities", "kind,starts"), ("assets", "kind"), ("partners", "kind")):
        filled = {"activities": "meeting,2024", "assets": "site", "partners": "locality"}[key]
        preview = previewed(key, f"title_en,{more},latitude,longitude\nPier,{filled},{typed},100\n")
        assert [problem.column for problem in preview.rows[0].errors] == ["latitude"], key


@pytest.mark.usefixtures("clerk", "office")
def test_a_preview_shows_the_columns_that_say_something(previewed: Exchange) -> None:
    wide = "code,title_vi,title_en,kind,country,place,population,population_year,latitude"
    changed = "p-kanagawa,Tỉnh Kanagawa; Nhật Bản,-Kanagawa,locality,JP,Yokohama,9237337,2020,-35.448\n"
    shown = looking.told(previewed("partners", f"{wide}\n{changed}"))
    assert (shown["headings"], shown["left_out"]) == (
        ["Reference", "Name (Vietnamese)", "Name (English)", "Place"],
        5,
    )
    assert [cell["before"] for cell in shown["lines"][0]["cells"]] == [None, None, None, ""]
    shown = looking.told(previewed("partners", f"{wide}\n{changed},,Lyon,locality,FR,,,,95\n"))
    assert shown["left_out"] == 2
    line = shown["lines"][0]
    assert [cell["error"] for cell in line["cells"] if cell["text"] == "95"] == [
        "Ensure this value is less than or equal to 90."
    ]
    broken = changed.replace("-35.448", "-95")
    shown = looking.told(previewed("partners", f"{wide}\n{broken}"))
    assert (shown["headings"][3:], shown["left_out"]) == (["Latitude"], 5)
