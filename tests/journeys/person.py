"""Somebody at a browser: signs in, goes to pages, and hears every complaint that the browser makes."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

from tests.journeys.office import Office

PATIENCE = 60_000  # milliseconds; the machine that tests may be busy
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# A form that is not accepted and a second saver are answered with these; the browser logs each of them.
PROPER = re.compile(r"status of (409|422) ")
LISTEN = """setInterval(function () {
    var added = Object.keys(Object.prototype).join(", ");
    if (added) console.error("added to every object: " + added);
}, 500);
document.addEventListener("securitypolicyviolation", function (e) {
    console.error("policy violated: " + e.violatedDirective + " by " + e.blockedURI + " at " + e.sourceFile + ":" + e.lineNumber);
});"""
Meet = Callable[..., "Person"]

expect.set_options(timeout=PATIENCE)


class Person:
    """One person with one browser window."""

    def __init__(self, browser: Browser, office: Office, **options: Any) -> None:
        self.office = office
        self.complaints: list[str] = []
        self.context = browser.new_context(base_url=office.base, accept_downloads=True, **options)
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(LISTEN)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self._complain(f"uncaught: {error.error}"))
        self.context.on("response", self._answered)
        self.context.on("request", self._asked)
        self.page: Page = self.context.new_page()

    def _complain(self, text: str) -> None:
        self.complaints.append(f"{self.page.url}: {text}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not PROPER.search(message.text):
            self._complain(f"{message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._complain(f"{response.status} from {response.url}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.office.base, "data:", "blob:")):
            self._complain(f"asked another host: {request.url}")

    def sign_in(self, user: str) -> None:
        """Sign in by the form, as everybody does."""
        self.go("/accounts/login/")
        self.page.locator("[name=login]").fill(user)
        self.page.locator("[name=password]").fill(self.office.password)
        self.page.locator("main form button[type=submit]").first.click()
        expect(self.page.locator(".cm-user").first).to_be_visible()
        self.page.wait_for_load_state()  # until the scripts are there: keys pressed before are nobody's

    def go(self, address: str, *, status: int = 200) -> None:
        """Open an address; fails unless it answers with the status."""
        answer = self.page.goto(address)
        assert answer is not None, address
        assert answer.status == status, f"{answer.status} from {address}"

    def open_record(self, register: str, words: str) -> str:
        """Find a record in its list and open it; return its address."""
        self.go(f"/{register}/?q={words}")
        self.page.locator("tr[data-row] th a").first.click()
        expect(self.page.locator("main h1")).to_be_visible()
        self.page.wait_for_url(re.compile(rf"/{register}/\d+/$"))
        return self.page.url.removeprefix(self.office.base)

    def sees(self, text: str) -> None:
        """Fail unless the text shows up in the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()
