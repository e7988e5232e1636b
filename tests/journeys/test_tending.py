"""A thread that went astray, a message that should not be read, and one that a newcomer missed.

In a real browser and by mail, against real processes.
"""

import smtplib
from collections.abc import Iterator

import pytest

from tests.browser import Someone, chromium
from tests.mail.posting import message
from tests.program import Program

pytestmark = pytest.mark.slow
ALICE = "alice@examplia.example"
BOB = "bob@example-telecom.example"
DORA = "dora@samplia.example"
SAM = "sam@house.example"
OPEN = """
import django; django.setup()
from comitia.groups.models import Group
Group.objects.update(archive_public=True)
"""
ADMIT_DORA = """
import django; django.setup()
from comitia.base import clock
from comitia.groups import seats
from comitia.groups.models import Group
from comitia.ledger.actors import SYSTEM
from comitia.people.models import Entity, Person
seats.admit(group=Group.objects.get(name="t09demo"), person=Person.objects.get(name="Dora"),
            entity=Entity.objects.get(name="Samplia"), address="dora@samplia.example",
            by=SYSTEM, at=clock.now())
"""


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("comitia")
    comitia = Program(folder, COMITIA_DEMO="1", COMITIA_WEB_WORKERS="1")
    for name in ("mail", "work", "web"):
        comitia.start(name)
    yield comitia
    comitia.stop_all()


def post(comitia: Program, sender: str, subject: str, body: str, **more: str) -> None:
    data = message(sender=sender, subject=subject, body=body, **more)
    with smtplib.LMTP("127.0.0.1", comitia.lmtp_port) as door:
        assert door.sendmail(sender, ["t09demo@comitia.example"], data) == {}


def test_mail_is_put_right_redacted_and_had_again(comitia: Program) -> None:
    comitia.run("-c", OPEN)
    with chromium() as browser:
        alice, sam, dora = (
            Someone(browser, comitia.base_url, address) for address in (ALICE, SAM, DORA)
        )
        public = Someone(browser, comitia.base_url, "nobody@x.example")
        for someone in (alice, sam, dora):
            someone.sign_in()

        # Bob answers an old mail to ask for something else; the thread goes astray.
        post(comitia, ALICE, "Scope", "What is the scope?\r\n", Message_ID="<1@x.example>")
        alice.sees("What is the scope?", "/m/1@x.example/")
        post(comitia, BOB, "Re: Scope", "By the way, who pays?\r\n", Message_ID="<2@x.example>",
             In_Reply_To="<1@x.example>")  # fmt: skip
        alice.sees("By the way, who pays?", "/m/2@x.example/")
        alice.page.get_by_role("link", name="Move in the threads").click()
        alice.page.get_by_label("It begins a thread of its own").check()
        alice.fill("Reason (optional)", "It is about money.")
        alice.press("Show what will happen")
        assert "#2 begins a thread of its own." in alice.text()
        alice.press("Move it")
        assert "let it begin a thread of its own" in alice.text()
        assert "It is about money." in alice.text()

        # A later answer by mail follows what was moved, though it cites the old thread, too.
        post(comitia, ALICE, "Re: Scope", "Each for themselves.\r\n", Message_ID="<3@x.example>",
             In_Reply_To="<2@x.example>", References="<1@x.example> <2@x.example>")  # fmt: skip
        alice.sees("Each for themselves.", "/g/t09demo/mail/2/")
        assert "What is the scope?" not in alice.text()
        alice.page.goto("/g/t09demo/mail/1/")
        assert "Each for themselves." not in alice.text()
        # An old link to the answer leads to where it stands.
        alice.page.goto("/g/t09demo/mail/3/")
        assert "/mail/2/" in alice.page.url

        # What should not be read is redacted; everybody sees the stone, nobody the words.
        post(comitia, BOB, "My numbers", "Account 12345.\r\n", Message_ID="<4@x.example>")
        public.sees("Account 12345.", "/m/4@x.example/")
        public.sees("1 found", "/search?q=12345")
        sam.sees("Account 12345.", "/m/4@x.example/")
        sam.page.get_by_role("link", name="Redact").click()
        sam.fill("Reason", "An account number.")
        sam.press("Show what will stand there")
        sam.press("Redact for good")
        assert "Redacted by Sam" in sam.text()
        public.sees("An account number.", "/m/4@x.example/")
        assert "12345" not in public.text()
        public.sees("Nothing you may read fits.", "/search?q=12345")
        assert "is whole" in comitia.run("-m", "comitia", "verify")

        # A newcomer asks for an old mail, has it with its own id, and answers it in its thread.
        comitia.run("-c", ADMIT_DORA)
        dora.page.goto("/m/1@x.example/")
        dora.press("Send me this message")
        assert "1 message is on its way to dora@samplia.example." in dora.text()
        copy = comitia.mail_to(DORA, b"What is the scope?")
        assert b"\r\nMessage-ID: <1@x.example>\r\n" in copy
        assert b"List-Unsubscribe:" in copy
        post(comitia, DORA, "Re: [t09demo #1] Scope", "The whole.\r\n", Message_ID="<5@x.example>",
             In_Reply_To="<1@x.example>")  # fmt: skip
        dora.sees("The whole.", "/g/t09demo/mail/1/")
