"""What a pack declares is checked as a whole, and refused with the file, the indicator and what was expected."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from comity.core import pack as packs
from comity.core.pack import BadPack
from comity.core.pack_files import Layer, Merged
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
    ("\ndate", '\nmeasure = "average"\ndate', 'measure: found "average"; expected "count" or '),
    ("\ndate", '\nmeasure = "days:starts"\ndate', 'measure: found "days:starts"; expected "count" or one of days:'),
    ("\ndate", '\nunit = "apples"\ndate', 'unit: found "apples"; expected one of '),
    ("\ndate", '\nmeasure = "distinct:place_en"\ndate', 'found "distinct:place_en"; expected "count" or one of '),
    ("\ndate", '\nby = ["shape"]\ndate', 'by, a filter of activities: found "shape"; expected one of '),
    ("\ndate", '\nby = ["starts"]\ndate', "by: starts of activities does not divide"),
    ("\ndate", "\nversion = 0\ndate", "version: found 0; expected a value"),
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
        ["line 1", "indicators.delegations_in"],
        ["line 5", "indicators.delegations_out"],
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


FORM = '[reports.year]\ntitle = { en = "Year", vi = "Năm" }\nindicators = ["delegations_in"]\n'
WRONG_FORMS = [
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


def test_what_is_counted_is_a_word_that_sources_can_report_under() -> None:
    named = packs.load("vn").vocabulary("indicator")

    assert str(named["partners_gained"]) == "Partners gained"
    assert named["aid_approved"].unit == "money"


def test_a_pack_without_the_file_counts_nothing() -> None:
    assert read("") == indicators.Declared()
