"""Moderation through the real doors: LMTP in, the page in a browser or a reply, the sink out."""

import os
import smtplib
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.browser import Someone, chromium
from tests.mail.posting import message
from tests.program import Program

pytestmark = pytest.mark.slow
ALICE = "alice@examplia.example"
BOB = "bob@example-telecom.example"
EVE = "eve@stranger.example"
LIST = "t09demo@comitia.example"
# Where to keep pictures of the pages, for those who want to look at them.
PICTURES = os.environ.get("COMITIA_PICTURES")

FIFTEEN_DAYS_ON = """
import django; django.setup()
from datetime import timedelta
from django.db.models import F
from comitia.mail.models import Held
from comitia.mail.tasks import expire_held
Held.objects.filter(state="waiting").update(held_at=F("held_at") - timedelta(days=15))
expire_held()
"""
IN_ARABIC = """
import django; django.setup()
from comitia.people.models import Person
Person.objects.filter(name="Alice").update(language="ar")
"""


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    comitia = Program(
        tmp_path_factory.mktemp("comitia"),
        COMITIA_DEMO="1",
        COMITIA_WEB_WORKERS="1",
        COMITIA_TRUSTED_AUTHSERV="mx.comitia.example",
    )
    for name in ("mail", "work", "web"):
        comitia.start(name)
    yield comitia
    comitia.stop_all()


@pytest.fixture(scope="module")
def alice(comitia: Program) -> Iterator[Someone]:
    """The convener, signed in, with a browser that runs no script."""
    with chromium() as browser:
        alice = Someone(browser, comitia.base_url, ALICE, java_script_enabled=False)
        alice.sign_in()
        yield alice


def post(comitia: Program, sender: str, subject: str, to: str = LIST, **more: str) -> None:
    data = message(sender=sender, to=to, subject=subject, **{"body": "Hello all.\r\n", **more})
    with smtplib.LMTP("127.0.0.1", comitia.lmtp_port) as door:
        assert door.sendmail(sender, [to], data) == {}


def mail_to(comitia: Program, address: str, words: str, seconds: float = 30) -> str:
    """The newest mail to `address` with these words in its subject."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for sunk in reversed(comitia.sunk()):
            head = sunk["data"].partition(b"\r\n\r\n")[0].decode()
            if sunk["to"] == address and words in head:
                mail = message_from_bytes(sunk["data"], policy=policy.default)
                return f"{head}\n\n{mail.get_content()}"
        time.sleep(0.5)
    pytest.fail(f"no mail {words!r} reached {address}")


def outcome(comitia: Program, subject: str, seconds: float = 30) -> str:
    """What became of the post with that subject."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for arrival in comitia.arrivals():
            is_it = f"Subject: {subject}\r\n".encode() in arrival["data"]
            if is_it and arrival["outcome"] != "waiting":
                return str(arrival["outcome"])
        time.sleep(0.5)
    pytest.fail(f"{subject!r} is still on its way")


def reply_to(mail: str) -> str:
    (line,) = [line for line in mail.splitlines() if line.startswith("Reply-To: ")]
    return line.removeprefix("Reply-To: ").strip()


def picture(someone: Someone, name: str) -> None:
    if PICTURES:
        for width in (360, 1280):
            someone.page.set_viewport_size({"width": width, "height": 900})
            someone.page.screenshot(
                path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True
            )
    for width in (360, 1280):
        someone.page.set_viewport_size({"width": width, "height": 900})
        # Nothing stands out at the side.
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert someone.page.evaluate(wide) <= 0, name


def test_held_decided_on_the_page_and_read_by_all(comitia: Program, alice: Someone) -> None:
    post(comitia, EVE, "First question")
    post(comitia, EVE, "Second question")
    post(comitia, EVE, "Third question", body="Buy!\r\n")
    assert outcome(comitia, "Third question") == "held"
    alice.page.goto("/g/t09demo/held/")
    assert f"{EVE} has no seat in the group." in alice.text()
    picture(alice, "queue")
    for subject in ("First question", "Second question"):
        alice.page.get_by_role("checkbox", name=subject).check()
    alice.page.get_by_label("Accept: send it to all members").check()
    alice.press("Decide")
    assert "2 messages are decided." in alice.text()
    alice.page.get_by_role("link", name="Third question").click()
    picture(alice, "held")
    alice.page.get_by_label("Reject: send it back").check()
    alice.page.get_by_label("Reason for a rejection").fill("This is no market.")
    alice.press("Decide")
    for subject in ("First question", "Second question"):
        assert "Hello all." in mail_to(comitia, BOB, subject)
    assert "This is no market." in mail_to(comitia, EVE, "was not sent on")


def test_a_reply_that_trusts_lets_the_next_one_through(comitia: Program) -> None:
    expert = "expert@university.example"
    post(comitia, expert, "An offer of help")
    ask = mail_to(comitia, ALICE, "An offer of help")
    post(comitia, ALICE, "Re: waits", to=reply_to(ask), body="trust\r\n\r\n> An offer\r\n")
    mail_to(comitia, BOB, "An offer of help")
    post(comitia, expert, "The help itself")
    assert outcome(comitia, "The help itself") == "archived"
    mail_to(comitia, BOB, "The help itself")


def test_a_forged_member_is_held_and_nobody_outside_is_told(comitia: Program) -> None:
    results = "mx.comitia.example; dmarc=fail (p=reject) header.from=example-telecom.example"
    post(comitia, BOB, "Change of plan", Authentication_Results=results)
    assert outcome(comitia, "Change of plan") == "held"
    ask = mail_to(comitia, ALICE, "Change of plan")
    assert "disowns it: the sender is probably forged" in ask
    assert "    trust " not in ask
    assert not any(
        b"waits" in sunk["data"].partition(b"\r\n\r\n")[0] and sunk["to"] == BOB
        for sunk in comitia.sunk()
    )
    results = "mx.comitia.example; dmarc=pass header.from=example-telecom.example"
    post(comitia, BOB, "The real plan", Authentication_Results=results)
    assert outcome(comitia, "The real plan") == "archived"


def test_a_convener_chooses_what_follows(comitia: Program, alice: Someone) -> None:
    alice.page.goto("/g/t09demo/held/")
    alice.page.get_by_role("link", name="Rules, bans and trust").click()
    assert "expert@university.example" in alice.text()
    picture(alice, "rules")
    alice.page.get_by_label("The author has no seat in the group.").select_option("reject")
    alice.press("Keep these choices")
    assert "That is kept." in alice.text()
    alice.fill("Pattern", "(casino")
    alice.press("Ban the pattern")
    assert "is not closed" in alice.text()
    alice.fill("Pattern", "casino")
    alice.press("Ban the pattern")
    assert "That is kept." in alice.text()
    post(comitia, EVE, "Fourth question")
    assert outcome(comitia, "Fourth question") == "rejected"
    post(comitia, BOB, "The Casino report")
    assert outcome(comitia, "The Casino report") == "held"
    comitia.run("-c", IN_ARABIC)
    for path, name in (
        ("/g/t09demo/held/", "queue"),
        ("/g/t09demo/held/1", "held"),
        ("/g/t09demo/held/rules", "rules"),
    ):
        alice.page.goto(path)
        assert alice.page.locator("html").get_attribute("dir") == "rtl"
        picture(alice, f"{name}-ar")


def test_what_nobody_decides_goes_back_in_time(comitia: Program) -> None:
    post(comitia, BOB, "help")
    assert outcome(comitia, "help") == "held"
    comitia.run("-c", FIFTEEN_DAYS_ON)
    told = mail_to(comitia, BOB, "was not sent on")
    assert "No moderator has decided on it in time." in told
    assert outcome(comitia, "help") == "rejected"
