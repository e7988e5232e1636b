"""People in front of a real browser: Debian's Chromium, driven by Playwright."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, gone afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Someone:
    """A person with a browser of their own; their mailbox is the example's sink."""

    def __init__(self, browser: Browser, base_url: str, address: str, **context: object) -> None:
        self.address = address
        self.context = browser.new_context(base_url=base_url, locale="en", **context)
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.page.goto("/")

    def open_mail(self, subject: str, *, seconds: float = 30) -> None:
        """Open the newest mail to them with these words in its subject, once it has come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.page.goto(f"/sink/?to={self.address}")
            found = self.page.get_by_role("link", name=re.compile(re.escape(subject)))
            if found.count():
                found.first.click()
                return
            time.sleep(0.5)
        raise AssertionError(f"no mail {subject!r} to {self.address}:\n{self.text()}")

    def follow(self, path: str) -> None:
        """Follow the link to `path` in the mail that is open."""
        self.page.locator(f'main a[href*="{path}"]').first.click()

    def press(self, name: str) -> None:
        """Press a button by what stands on it."""
        self.page.get_by_role("main").get_by_role("button", name=name).click()

    def fill(self, label: str, value: str) -> None:
        """Fill a field by its label."""
        self.page.get_by_role("main").get_by_label(label, exact=True).fill(value)

    def sign_in(self) -> None:
        """By the code that comes by mail."""
        self.page.goto("/sign-in/")
        self.fill("Your e-mail address", self.address)
        self.press("Send me a code")
        self.open_mail("is your code to sign in")
        code = re.search(r"[A-Z]{4}-[A-Z]{4}", self.page.locator("main").inner_text())
        assert code
        self.page.goto("/sign-in/code/")
        self.fill("Code", code[0])
        self.press("Sign in")
        self.page.wait_for_url("**/me/")

    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def sees(self, words: str, path: str, *, seconds: float = 30) -> None:
        """A page says `words`, soon: work behind the doors takes a moment."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.page.goto(path)
            if words in self.text():
                return
            time.sleep(0.5)
        raise AssertionError(f"{path} does not say {words!r}:\n{self.text()}")
