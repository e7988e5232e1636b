"""Joining, writing, moderating and leaving in a real browser, against real processes."""

import re
import smtplib
from collections.abc import Iterator

import pytest

from tests.browser import Someone, chromium
from tests.mail.posting import message
from tests.program import Program

pytestmark = pytest.mark.slow
EVE = "eve@extel.example"
ALICE = "alice@examplia.example"
FIONA = "fiona@example-telecom.example"
STRANGER = "mallory@stranger.example"


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("comitia")
    comitia = Program(folder, COMITIA_DEMO="1", COMITIA_WEB_WORKERS="1")
    for name in ("mail", "work", "web"):
        comitia.start(name)
    yield comitia
    comitia.stop_all()


def post(comitia: Program, sender: str, subject: str, body: str) -> None:
    data = message(sender=sender, to="t09demo@comitia.example", subject=subject, body=body)
    with smtplib.LMTP("127.0.0.1", comitia.lmtp_port) as door:
        assert door.sendmail(sender, ["t09demo@comitia.example"], data) == {}


def test_a_delegate_joins_writes_and_leaves_and_a_stranger_is_let_in(comitia: Program) -> None:
    with chromium() as browser:
        eve, fiona, alice = (
            Someone(browser, comitia.base_url, address) for address in (EVE, FIONA, ALICE)
        )
        eve.page.goto("/g/t09demo/join")
        eve.press("Ask to join")
        assert "Please mend this first" in eve.text()
        eve.fill("Your name", "Eve Example")
        eve.fill("Your e-mail address", EVE)
        eve.page.get_by_label("The member you speak for").select_option("Sample Networks")
        eve.press("Ask to join")
        assert "Example Circular 1, § 3" in eve.text()
        eve.page.get_by_label("The member you speak for").select_option("Example Telecom (EXTEL)")
        eve.press("Ask to join")
        assert "look into your mailbox" in eve.text()
        eve.open_mail("Confirm your address")
        eve.follow("/confirm/")
        eve.press("Yes, this is my address")
        assert "waiting for the focal point" in eve.text()

        # Fiona's mail comes in French, which is her language.
        fiona.sees("Eve Example", f"/sink/?to={FIONA}")
        fiona.page.locator("main .things a.main").first.click()
        fiona.follow("/v/")
        fiona.press("Yes, they speak for Example Telecom")
        assert "they are registered" in fiona.text()

        eve.open_mail("Welcome to t09demo")
        eve.sign_in()
        assert "Example Telecom" in eve.text()
        post(comitia, EVE, "A first proposal", "Let us begin with the scope.\r\n")
        eve.sees("A first proposal", "/g/t09demo/mail/")
        eve.page.get_by_role("link", name="A first proposal").first.click()
        assert "Let us begin with the scope." in eve.text()

        post(comitia, STRANGER, "May I add something", "I am an expert.\r\n")
        alice.sign_in()
        alice.sees("1 message held in t09demo", "/me/")
        alice.page.get_by_role("link", name=re.compile("1 message held")).click()
        alice.page.get_by_role("link", name="May I add something").click()
        assert f"{STRANGER} has no seat in the group." in alice.text()
        assert "I am an expert." in alice.text()
        alice.press("Decide")
        assert "Choose what happens to it." in alice.text()
        alice.page.get_by_label("Accept: send it to all members").check()
        alice.press("Decide")
        assert "is decided" in alice.text()
        eve.sees("May I add something", "/g/t09demo/mail/")

        eve.page.goto("/me/")
        eve.page.get_by_role("link", name="Leave the group").click()
        eve.press("Leave the group")
        assert "You have left t09demo" in eve.text()
        eve.open_mail("You have left t09demo")
