"""Typed numbers are questioned, and nobody signs a report without text or with what cannot be unawares."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client

from comity.core.issued import Issued
from comity.core.people import Officer
from comity.domain import period as periods
from comity.reports import issued_doubts, issuing, typed_numbers
from tests.reports.reading import read
from tests.reports.test_issued import NOW, Acting, drafted
from tests.reports.test_issued_command import run


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("We met 45 guests.", "en", ("45",)),
        ("We met {delegations_in} guests, 3 of them twice.", "en", ("3",)),
        ("It cost 1,234.5 million.", "en", ("1,234.5",)),
        ("Tổng số 45 đoàn, tăng 12,5%.", "vi", ("45", "12,5")),
        ("We met {delegations_in} guests.", "en", None),
        ("In 2024 and from 2021-2025, on 5 March 2024, 05/03/2024, 2024-03-05 and at 14:30.", "en", None),
        ("Under Decree 30/2020/ND-CP, article 5, and plan 12/KH-UBND of the 12th term.", "en", None),
        ("Ngày 5 tháng 3 năm 2024, quý 1, 9 tháng đầu năm, theo Nghị định số 30/2020/NĐ-CP, điều 5, khoản 2.", "vi", None),
        ("1. First\n2) Second", "en", None),
        ("{{45}}", "en", ("45",)),
    ],
)  # fmt: skip
def test_numbers_that_come_from_no_figure_are_found(text: str, language: str, numbers: Any) -> None:
    found = typed_numbers.found(text, language)

    assert [one for _sentence, one in found] == ([numbers] if numbers else [])


def test_a_typed_number_is_shown_with_its_sentence(
    officer: Officer, acting_as: Acting, client_of: Callable[[Officer], Client], tmp_path: Any
) -> None:
    one, desk = drafted(officer, acting_as), client_of(officer)
    text = {"version": 1, "results_en": "A good year. We met {delegations_in}, of them 7 from Ilm.", "results_vi": ""}

    page = desk.post(f"/reports/issued/{one.pk}/text/", text, follow=True).content.decode()

    assert "Numbers that were typed and come from no figure" in page
    assert "<li>Results (EN): We met {delegations_in}, of them 7 from Ilm.</li>" in page
    file = tmp_path / "text.toml"
    file.write_text("[results]\nen = 'Of them 7.'", encoding="utf-8")
    assert "Results (en): Of them 7." in run("write", one.pk, by=officer.username, texts=file)
    file.write_text("[results]\nen = 'Of them {delegations_in}.'", encoding="utf-8")
    assert "typed" not in run("write", one.pk, by=officer.username, texts=file)


def test_without_a_text_a_report_is_signed_only_on_a_second_word(
    officer: Officer, head: Officer, acting_as: Acting, client_of: Callable[[Officer], Client]
) -> None:
    one, boss = drafted(officer, acting_as), client_of(head)
    page = f"/reports/issued/{one.pk}/"
    with acting_as(officer):
        issuing.submit(one)

    assert 'name="sure" required' in boss.get(page).content.decode()
    text = boss.post(f"{page}step/", {"step": "sign"} | read(boss, page), follow=True).content.decode()
    assert "The report has no text. It was not signed: confirm that you sign it nevertheless." in text
    with pytest.raises(CommandError, match="The report has no text"):
        run("sign", one.pk, by=head.username, hash=one.sha256)
    with acting_as(head):
        assert Issued.objects.get(pk=one.pk).state == "submitted"
    boss.post(f"{page}step/", {"step": "sign", "sure": "on"} | read(boss, page))
    with acting_as(head):
        assert Issued.objects.get(pk=one.pk).state == "signed"


def test_what_cannot_be_and_has_no_answer_is_said_before_a_signature(
    made: Callable[..., Any], officer: Officer, acting_as: Acting
) -> None:
    for at in (1, 2, 3):
        made("activities", title_en=f"Visit {at}", kind="delegation_in", starts=f"2024-0{at}", persons=0, sensitivity=0)
    with acting_as(officer):
        one = issuing.draft(periods.year(2024), "department", basis="office", sensitivity=1, at=NOW)
        content = issuing.content_of(one)
        assert "least" in {remark["rule"] for remark in content["remarks"]}
        assert "1 finding that cannot be has no answer." in issued_doubts.of(content)
        for remark in content["remarks"]:
            remark["answer"] = {"id": 1}
        content["texts"][0]["written"]["en"] = "All said."
        assert issued_doubts.of(content) == []
