"""What a pack declares is checked as a whole, and refused with the file, the indicator and what was expected."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from comity.core import pack as packs
from comity.core.pack import BadPack
from comity.core.pack_files import Layer, Merged, Problems, laid_together
from comity.reports import indicators

GOOD = '[indicators.delegations_in]\nregister = "activities"\nwhere = { kind = ["delegation_in"] }\ndate = "starts"\n'


def read(text: str) -> Any:
    layer = Layer("packs/vn/indicators.toml", text, tomllib.loads(text))
    declared = Merged((layer,), layer.data, layer.shown)
    return indicators.of_pack(replace(packs.load("vn"), indicators=declared))


WRONG = [
    # what is changed in the good declaration, into what, what the refusal says
    ('"activities"', '"outings"', 'indicators.delegations_in: register: found "outings"; expected one of activities, '),
    ("kind =", "sort =", 'where, a filter of activities: found "sort"; expected one of '),
    ("kind =", "starts =", "where: starts of activities holds no codes; expected a field of codes"),
    ('"delegation_in"]', '"invasion"]', 'where.kind: found "invasion"; expected one of '),
    ('"starts"', '"begins"', 'date, a filter of activities: found "begins"; expected one of '),
    ('"starts"', '"kind"', "date: kind of activities is no date; expected one of starts"),
    (
        "\ndate",
        '\nmeasure = "sum:theme_en"\ndate',
        'measure: found "sum:theme_en"; expected "count" or one of ',
    ),
    (
        "\ndate",
        '\nmeasure = "sum:cost"\ndate',
        'indicators.delegations_in: measure: found "sum:cost"; activities say in lines what makes up cost, each in its currency; expected "money:cost"',
    ),
    ("\ndate", '\nmeasure = "average"\ndate', 'measure: found "average"; expected "count" or '),
    ("\ndate", '\nmeasure = "days:starts"\ndate', 'measure: found "days:starts"; expected "count" or one of days:'),
    ("\ndate", '\nunit = "apples"\ndate', 'unit: found "apples"; expected one of '),
    ("\ndate", '\nmeasure = "distinct:place_en"\ndate', 'found "distinct:place_en"; expected "count" or one of '),
    ("\ndate", '\nby = ["shape"]\ndate', 'by, a filter of activities: found "shape"; expected one of '),
    ("\ndate", '\nby = ["starts"]\ndate', "by: starts of activities does not divide"),
    ("\ndate", "\nversion = 0\ndate", "version: found 0; expected a value"),
    ('["delegation_in"]', "[]", "where.kind: found no code; expected at least one"),
    ("\ndate", '\nstock = "yes"\ndate', 'stock: found "yes"; expected true or false'),
    ("\ndate", '\nmain = "no"\ndate', 'main: found "no"; expected true or false'),
    ("\ndate", '\nversion = "2"\ndate', 'version: found "2"; expected a whole number'),
    ("\ndate", "\nstanding = true\nstock = false\ndate", "stock: found False; expected true, or none of it"),
    (
        "\ndate",
        '\nbasis = [{ kind = "law", title = { en = "x", vi = "x" }, url = "javascript:alert(1)", verified = true }]\ndate',
        'basis.0.url: found "javascript:alert(1)"; expected an address that begins with https:// or http://',
    ),
    ("\ndate", '\nstock = "all"\ndate', 'stock: found "all"; expected true or false'),
    ('kind = ["delegation_in"]', 'countries = ["XX"]', 'where.countries: found "XX"; expected one of AD, '),
    (
        "\ndate",
        '\nbasis = [{ kind = "rumour", title = { en = "x", vi = "x" }, verified = true }]\ndate',
        "basis.0.kind: found \"rumour\"; expected one of 'law', ",
    ),
    ("\ndate", '\ntitle = { en = "Visits" }\ndate', "indicators.delegations_in.title: vi is missing; it must be said"),
    ("\ndate", "\nweight = 3\ndate", "indicators.delegations_in.weight: there is no such key"),
    ('date = "starts"', "", "indicators.delegations_in.date: is missing; it must be said"),
    ("delegations_in]", "invented]", 'indicators without a title: found "invented"; expected one of '),
]


LEAST = (
    '[indicators.aid_value]\nregister = "projects"\ndate = "approved_on"\nmeasure = "money:approved"\n'
    'title = { en = "x", vi = "x" }\nunit = "money"\n'
    '[indicators.standing]\nregister = "agreements"\ndate = "signed"\nstanding = true\ntitle = { en = "x", vi = "x" }\n'
    '[indicators.cost]\nregister = "activities"\ndate = "starts"\nmeasure = "money:cost"\ntitle = { en = "x", vi = "x" }\n'
    '[indicators.persons_in]\nregister = "activities"\ndate = "starts"\nmeasure = "sum:persons"\n'
)


@pytest.mark.parametrize(
    ("code", "least", "said"),
    [
        ("delegations_in", "delegations_in", "expected another indicator than itself"),
        ("delegations_in", "aid_value", "money is not held against what is not"),
        ("aid_value", "delegations_in", "money is not held against what is not"),
        ("delegations_in", "standing", "what stands at the end of a period is not held against what is not"),
        ("aid_value", "cost", "expected an indicator of the same measure and unit"),
        ("persons_in", "delegations_in", ""),
    ],
)
def test_an_indicator_is_held_against_what_it_can_be_compared_with(code: str, least: str, said: str) -> None:
    text = (GOOD + LEAST).replace(f"[indicators.{code}]", f'[indicators.{code}]\nat_least = "{least}"')
    if not said:
        assert read(text).indicators[code].at_least == least
        return
    with pytest.raises(BadPack) as refused:
        read(text)

    assert f'indicators.{code}.at_least: found "{least}"; {said}' in refused.value.args[0]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_a_wrong_declaration_is_refused_with_what_was_expected(old: str, new: str, said: str) -> None:
    with pytest.raises(BadPack) as refused:
        read(GOOD.replace(old, new, 1))

    assert refused.value.args[0].startswith("packs/vn/indicators.toml: line ")
    assert said in refused.value.args[0]


def test_every_problem_of_a_file_is_named_at_once() -> None:
    second = GOOD.replace("delegations_in]", "delegations_out]").replace('"starts"', '"nowhere"')

    with pytest.raises(BadPack) as refused:
        read(GOOD.replace('"activities"', '"outings"') + second)

    assert [line.split(": ")[1:3] for line in refused.value.args[0].splitlines()] == [
        ["line 2", "indicators.delegations_in"],
        ["line 8", "indicators.delegations_out"],
    ]


def test_a_table_divides_only_by_what_divides() -> None:
    table = '[tables.activities]\nregister = "activities"\ndate = "starts"\nby = ["kind", "starts"]\n'

    with pytest.raises(BadPack, match="by: starts of activities does not divide"):
        read(table)


def test_the_pack_of_viet_nam_counts_delegations_persons_agreements_and_partners() -> None:
    declared = indicators.of_pack(packs.load("vn"))

    assert {
        "delegations_in",
        "delegations_out",
        "persons_in",
        "persons_out",
        "agreements_signed",
        "partners_gained",
    } <= set(declared.indicators)
    assert declared.tables["activities"].by == ["kind", "pillar", "fields", "unit"]


LINES = [
    # what is changed in the good declaration, into what, the line of the key that is wrong
    ("kind =", "sort =", 3),
    ('"delegation_in"]', '"invasion"]', 3),
    ('"starts"', '"begins"', 4),
    ('"starts"', '"starts"\nmeasure = "average"', 5),
    ('"starts"', '"starts"\nunit = "apples"', 5),
    ('"starts"', '"starts"\nby = ["shape"]', 5),
    ('"starts"', '"starts"\nby = ["starts"]', 5),
    ('"starts"', '"starts"\n\nat_least = "none"', 6),
    ('"starts"', '"starts"\ntitle = { en = "Visits", vi = "" }', 5),
    ('"starts"', '"starts"\nstanding = true\nstock = false', 6),
]


@pytest.mark.parametrize(("old", "new", "line"), LINES)
def test_what_is_wrong_in_a_declaration_is_named_with_the_line_of_its_key(old: str, new: str, line: int) -> None:
    with pytest.raises(BadPack) as refused:
        read(GOOD.replace(old, new, 1))

    assert refused.value.args[0].splitlines()[0].startswith(f"packs/vn/indicators.toml: line {line}: ")


BELOW = '[indicators.visits]\ntitle = { en = "Visits", vi = "Chuyến thăm" }\nregister = "activities"\ndate = "starts"\n'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("", ""), ""),  # said again as it is
        (('"Visits"', '"Calls"'), ""),  # another word is no other count
        (('"starts"', '"report_due"'), "line 1: indicators.visits.version: found 1; expected 2 or more"),
        (('"starts"', '"report_due"\nversion = 1'), "line 5: indicators.visits.version: found 1; expected 2 or more"),
        (('"starts"', '"report_due"\nversion = 2'), ""),
    ],
)
def test_an_indicator_counted_otherwise_than_in_the_pack_below_has_a_higher_version(
    change: tuple[str, str], said: str
) -> None:
    texts = {"packs/ours/indicators.toml": BELOW.replace(*change), "packs/vn/indicators.toml": BELOW}
    layers = [Layer(shown, text, tomllib.loads(text)) for shown, text in texts.items()]
    problems = Problems()

    pack = replace(packs.load("vn"), indicators=laid_together("packs/ours/indicators.toml", layers, depth=2))
    indicators.read(pack, problems)

    lacking = f"packs/ours/indicators.toml: {said}, for it counts otherwise than in packs/vn/indicators.toml"
    assert problems.said == ([lacking] if said else [])


def test_persons_are_held_against_delegations_in_the_pack_of_the_united_states_too() -> None:
    counted = indicators.of_pack(packs.load("us")).indicators

    assert {code: one.at_least for code, one in counted.items() if one.at_least} == {
        "visitors_hosted": "delegations_in",
        "residents_sent": "exchanges_out",
    }


FORM = '[reports.year]\ntitle = { en = "Year", vi = "Năm" }\nindicators = ["delegations_in"]\n'
WRONG_FORMS = [
    ('["delegations_in"]', "[]", "line 7: reports.year.indicators: found none; expected at least one"),
    (
        '["delegations_in"]',
        '["delegations_in", "delegations_in"]',
        'line 7: reports.year.indicators: "delegations_in" stands here twice; expected it once',
    ),
    ('["delegations_in"]', '["delegations_in"]\ntables = ["chairs"]', "line 8: reports.year.tables: "),
    ('["delegations_in"]', '["invasions"]', 'reports.year.indicators: found "invasions"; expected one of '),
    ("\nindicators", '\ntables = ["chairs"]\nindicators', 'reports.year.tables: found "chairs"; expected one of '),
    ("\nindicators", '\nyear_begins = "31-12"\nindicators', 'found "31-12"; expected a month and a day'),
    ("\nindicators", '\nyear_begins = "01-30"\nindicators', 'found "01-30"; expected a month and a day up to the 28th'),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG_FORMS)
def test_a_wrong_report_is_refused_with_what_was_expected(old: str, new: str, said: str) -> None:
    with pytest.raises(BadPack) as refused:
        read(GOOD + FORM.replace(old, new, 1))

    assert said in refused.value.args[0]


def test_a_wrong_term_of_office_is_refused() -> None:
    with pytest.raises(BadPack, match=r'terms\.council\.first: found "soon"; expected a date such as 2021-05'):
        read('[terms.council]\ntitle = { en = "Term", vi = "Nhiệm kỳ" }\nfirst = "soon"\nlast = "2026"\n')


def test_a_term_of_office_does_not_end_before_it_begins() -> None:
    term = '[terms.council]\ntitle = { en = "Term", vi = "Nhiệm kỳ" }\nfirst = "2026"\nlast = "LAST"\n'

    read(term.replace("LAST", "2026-05"))
    with pytest.raises(
        BadPack, match=r'line 4: terms\.council: last: found "2025-12"; expected a date that is not before'
    ):
        read(term.replace("LAST", "2025-12"))


BOARD = """[dashboard]
months = ["delegations_in"]
divided = [
    { of = "delegations_in", by = "countries" },
]

[dashboard.counts.visits]
title = { en = "Visits", vi = "Chuyến thăm" }
register = "activities"
date = "starts"

[dashboard.contrasts.online]
title = { en = "Online", vi = "Trực tuyến" }
sides = [
    { code = "no", title = { en = "On site", vi = "Trực tiếp" } },
    { code = "yes", title = { en = "Online", vi = "Trực tuyến" } },
]

[[dashboard.contrasts.online.rows]]
count = "visits"
by = "online"

[[dashboard.contrasts.online.rows]]
count = "visits"
by = "online"
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('["delegations_in"]', '["none"]', 6),
        ('by = "countries"', 'by = "shape"', 7),
        ('[dashboard.counts.visits]\ntitle = { en = "Visits", vi = "Chuyến thăm" }', "[dashboard.counts.visits]", 11),
        ('"visits"\nby = "online"\n\n', '"visits"\nby = "shape"\n\n', 25),
        ('count = "visits"\nby = "online"\n\n', 'count = "none"\nby = "online"\n\n', 24),
        ('vi = "Trực tuyến" } },', 'vi = "" } },', 18),
    ],
)
def test_what_is_wrong_on_a_dashboard_is_named_with_the_line_of_its_key(old: str, new: str, line: int) -> None:
    assert old in BOARD
    with pytest.raises(BadPack) as refused:
        read(GOOD + BOARD.replace(old, new, 1))

    assert refused.value.args[0].splitlines()[0].startswith(f"packs/vn/indicators.toml: line {line}: ")


def test_what_is_counted_is_a_word_that_sources_can_report_under() -> None:
    named = packs.load("vn").vocabulary("indicator")

    assert str(named["partners_gained"]) == "Partners gained"
    assert named["aid_approved"].unit == "money"


def test_a_pack_without_the_file_counts_nothing() -> None:
    assert read("") == indicators.Declared()
