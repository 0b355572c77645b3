"""Those who read on the way, and those who see less: a leader with a phone, a clerk of a ward."""

import re
import tomllib

import pytest
from playwright.sync_api import expect

from comity.core.pack_files import BUILT_IN
from tests.journeys.person import Meet

pytestmark = pytest.mark.journey


def test_a_leader_reads_the_year_on_a_phone_down_to_the_records(meet: Meet) -> None:
    leader = meet("leader", language="vi", dark=True, phone=True)
    page = leader.page
    leader.go("/")
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.locator("nav.cm-tabs a[href='/reports/']").tap()
    expect(page.locator("main h1")).to_contain_text("đối ngoại", ignore_case=True)
    leader.go("/reports/?period=2024")
    expect(page.locator("main h1")).to_contain_text("2024")

    line = page.locator("#beside tbody tr").filter(has=page.locator("th", has_text="Thỏa thuận")).first
    number = line.locator("td").first.locator("a.cm-n")
    count = int(number.inner_text().replace(".", ""))
    assert count > 0
    number.tap()
    expect(page).to_have_url(re.compile(r"/agreements/\?"))
    expect(page.locator("tr[data-row]")).to_have_count(count)
    page.locator("tr[data-row] th a").first.tap()
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("[data-edit]")).to_have_count(0)


def test_every_number_of_the_year_opens_that_many_records(meet: Meet) -> None:
    leader = meet("leader")
    page = leader.page
    leader.go("/reports/?period=2024")
    numbers = page.locator("#beside td:nth-of-type(1) a.cm-n").evaluate_all(
        "all => all.map(a => [a.closest('tr').querySelector('th').textContent.trim(), a.textContent.trim(), a.getAttribute('href')])"
    )
    assert len(numbers) > 10
    filled = [
        (title, int(shown.replace(",", "")), href) for title, shown, href in numbers if shown.isdigit() and shown != "0"
    ]
    assert filled
    of_others, summed = measured("distinct"), measured("sum")
    for title, count, href in filled:
        leader.go(href)
        rows = page.locator("tr[data-row]").count()
        if title in of_others:  # so many countries or partners: several records may be of one
            assert rows >= count, title
        elif title in summed:  # so many stalls or persons: a record may have many
            assert 0 < rows <= count, title
        else:
            assert rows == count, title


def measured(by: str) -> set[str]:
    """Return the titles of indicators that do not count records, but different ones among them or what they hold."""
    said = tomllib.loads((BUILT_IN / "vn" / "indicators.toml").read_text(encoding="utf-8"))["indicators"]
    measured_so = [one for one in said.values() if one.get("measure", "").startswith(f"{by}:")]
    return {one["title"]["en"] for one in measured_so if "title" in one}


def test_a_clerk_of_a_ward_may_not_change_what_another_unit_leads(meet: Meet) -> None:
    clerk = meet("ward")
    record = clerk.open_record("partners", "kanagawa")
    expect(clerk.page.locator("[data-edit]")).to_have_count(0)
    expect(clerk.page.get_by_role("link", name="Add a source")).to_have_count(0)
    answer = clerk.context.request.get(f"{record}edit/")
    assert answer.status == 403
    assert "another unit" in answer.text() or "kept by" in answer.text()
