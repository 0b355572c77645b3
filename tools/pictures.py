#!/usr/bin/env python3
"""Take the pictures of the documentation at a running office. Needs Chromium.

Example: tools/pictures.py --base http://localhost:8410 --password "$(cat data/sample-password)"
"""

import argparse
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# Colour profiles and smoothing are the machine's; without them the same page gives the same picture.
STEADY = ["--force-color-profile=srgb", "--disable-lcd-text", "--hide-scrollbars"]
PATIENCE = 60_000  # milliseconds


@dataclass(frozen=True)
class Picture:
    """One picture: whose eyes, which page, how it is looked at. `find` opens the first record of a list instead."""

    name: str
    address: str
    user: str = "officer"
    language: str = "en"
    phone: bool = False
    find: bool = False


PICTURES = (
    Picture("login-en", "/accounts/login/", user=""),
    Picture("home-en", "/"),
    Picture("partner-en", "/partners/?q=kanagawa", find=True),
    Picture("calendar-en", "/calendar/?view=year&on=2025"),
    Picture("calendar-vi", "/calendar/?view=month&on=2025-01", language="vi"),
    Picture("map-en", "/map/"),
    Picture("report-en", "/reports/?period=2024", user="leader"),
    Picture("procedure-en", "/procedures/conference/"),
    Picture("editions-vi", "/series/?q=balade", language="vi", find=True),
    Picture("list-vi", "/partners/", language="vi"),
    Picture("phone-vi", "/reports/?period=2024", user="leader", language="vi", phone=True),
)


def main() -> int:
    """Take every picture, or those named; return 1 when something is missing."""
    options = arguments()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("Chromium is needed: apt-get install chromium", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in PICTURES if not options.names or one.name in options.names]
    if unknown := set(options.names) - {one.name for one in wanted}:
        print(f"There is no picture {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*OPTIONS, *STEADY])
        for one in wanted:
            path = options.out / f"{one.name}.png"
            take(browser, one, base=options.base, password=options.password, to=path)
            print(f"{path.stat().st_size // 1024:5} KB  {path}")
        browser.close()
    return 0


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these, for example home-en")
    parser.add_argument("--base", default="http://localhost:8410", help="where the office is")
    parser.add_argument("--password", required=True, help="the password of the sample accounts")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures", help="the folder of the pictures")
    return parser.parse_args()


def take(browser: Browser, one: Picture, *, base: str, password: str, to: Path) -> None:
    """Open the page as its reader sees it and keep what stands on the screen."""
    size = PHONE if one.phone else WIDE
    entered = signed_in(browser, one.user, base=base, password=password) if one.user else None
    context = browser.new_context(
        base_url=base,
        viewport=size,
        device_scale_factor=1,
        locale=one.language,
        color_scheme="light",
        reduced_motion="reduce",
        storage_state=entered,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(one.address)
    if one.find:
        page.locator("tr[data-row] th a").first.click()
        page.wait_for_url(re.compile(r"/\d+/$"))
    settle(page)
    page.screenshot(path=to, animations="disabled", caret="hide")
    context.close()


def signed_in(browser: Browser, user: str, *, base: str, password: str) -> StorageState:
    """Sign in once as a sample account; return what the browser keeps of it."""
    context = browser.new_context(base_url=base)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.locator(".cm-user").first.wait_for()
    kept = context.storage_state()
    context.close()
    return kept


def settle(page: Page) -> None:
    """Wait until fonts are there and everything is drawn; take the focus away."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => { document.activeElement && document.activeElement.blur(); })")
    page.wait_for_timeout(300)


if __name__ == "__main__":
    sys.exit(main())
