"""The map in a browser: by wheel, mouse, fingers and keys, after a filter, and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.person import Meet

pytestmark = pytest.mark.journey


def zoom(page: Page) -> float:
    """Return how many times the land is drawn larger than in the whole view."""
    page.wait_for_timeout(100)
    said = page.locator(".cm-map .base").get_attribute("transform") or ""
    return float(said.partition("scale(")[2].rstrip(")"))


def where(page: Page) -> list[float]:
    page.wait_for_timeout(100)
    said = page.locator(".cm-map .base").get_attribute("transform") or ""
    return [float(one) for one in re.findall(r"-?[\d.]+", said)][:2]


def test_wheel_mouse_buttons_and_keys_move_the_map(meet: Meet) -> None:
    officer = meet("officer")
    page = officer.page
    officer.go("/map/")
    box = page.locator("svg.cm-map").bounding_box()
    assert box

    assert zoom(page) == 1
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.wheel(0, -640)
    assert zoom(page) == pytest.approx(4, abs=0.1)
    before = where(page)
    page.mouse.down()
    page.mouse.move(box["x"] + 340, box["y"] + 320, steps=4)
    page.mouse.up()
    assert [round(new - old) for new, old in zip(where(page), before, strict=True)] == [40, 20]
    assert page.url.endswith("/map/")  # a drag is no click
    page.get_by_role("button", name="Show the whole of it").click()
    assert zoom(page) == 1
    page.locator("svg.cm-map").focus()
    page.keyboard.press("+")
    assert zoom(page) == pytest.approx(1.6)
    before = where(page)
    page.keyboard.press("ArrowLeft")
    assert where(page)[0] > before[0]
    page.keyboard.press("0")
    assert zoom(page) == 1


def test_a_group_parts_when_it_is_entered_by_the_keyboard(meet: Meet) -> None:
    officer = meet("officer")
    page = officer.page
    officer.go("/map/")
    group = page.locator(".cm-map .group").first
    names = group.get_attribute("aria-label") or ""
    group.focus()
    page.keyboard.press("Enter")

    assert zoom(page) > 1.5
    first = names.partition(": ")[2].partition(",")[0]
    expect(
        page.locator(".cm-map .name", has_text=first).or_(page.locator(f'.cm-map .group[aria-label*="{first}"]'))
    ).to_have_count(1)
    expect(page.locator("[data-map-said]")).to_contain_text("places in view")


def test_two_fingers_zoom_on_a_phone_and_one_scrolls_the_page(meet: Meet) -> None:
    leader = meet("leader", phone=True)
    page = leader.page
    leader.go("/map/")
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]},
        )

    touch("touchStart", (150, 250), (230, 250))
    for step in (10, 20, 30, 40):
        touch("touchMove", (150 - step, 250), (230 + step, 250))
    touch("touchEnd")

    assert zoom(page) == pytest.approx(2, abs=0.3)


def test_a_filter_brings_a_new_map_and_a_row_lights_its_arc(meet: Meet) -> None:
    officer = meet("officer")
    page = officer.page
    officer.go("/map/")
    page.locator("summary", has_text="Country").click()
    page.get_by_label("Japan").check()

    expect(page.locator("[data-view=found]")).to_have_attribute("aria-current", "true")
    expect(page.locator(".cm-map [data-pin], .cm-map [data-pins]").first).to_be_visible()
    page.locator("[data-partner]").first.hover()
    expect(page.locator(".cm-map .arc.is-hot")).to_have_count(1)
    page.get_by_role("link", name="World").click()
    expect(page).to_have_url(re.compile("view=world"))
    expect(page.locator(".cm-map .sea")).to_have_count(1)
