"""Posts in and copies out through a real Postfix and a real Exim, in scripts of all kinds."""

import json
import re
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests import exim, postfix
from tests.outside import outside, until
from tests.postfix import free_port
from tests.program import Program
from tests.relay import Relay

pytestmark = pytest.mark.slow

ALICE, BOB = "alice@examplia.example", "bob@example-telecom.example"
WANG, GONE = "用户@例子.example", "gone+away@samplia.example"
ADMIT = f"""
import django; django.setup()
from comitia.groups import seats
from comitia.groups.models import Group
from comitia.ledger.actors import SYSTEM
from comitia.people import actions as people
from comitia.people.models import Entity
from tests.world import NOW
group, samplia = Group.objects.get(name="t09demo"), Entity.objects.get(slug="samplia")
for name, address in (("王", {WANG!r}), ("Gone", {GONE!r})):
    person = people.meet(address=address, name=name, language="en")
    people.confirm(person=person, address=address, by=SYSTEM, at=NOW)
    people.affiliate(person=person, entity=samplia, by=SYSTEM, at=NOW)
    seats.admit(group=group, person=person, entity=samplia, address=address, by=SYSTEM, at=NOW)
"""
BOUNCED = """
import django, json; django.setup()
from comitia.mail.models import Arrival
print(json.dumps([
    [arrival.rcpt_to, arrival.outcome, arrival.reason]
    for arrival in Arrival.objects.filter(rcpt_to__startswith="t09demo-bounces+")
]))
"""


@dataclass
class Road:
    """Comitia behind its front, and the world that the front sends to."""

    comitia: Program
    smtp_port: int
    world: Relay

    def post(self, subject: str, *, sender: str, content: str = "Hello.\n") -> None:
        message = EmailMessage(policy=policy.SMTPUTF8)
        message["From"] = sender
        message["To"] = "t09demo@comitia.example"
        message["Subject"] = subject
        message.set_content(content)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, local_hostname="pc.example") as client:
            client.ehlo()
            client.send_message(message, sender, ["t09demo@comitia.example"])

    def copy_for(self, address: str, words: str) -> EmailMessage:
        """The copy of a post that reached the world for `address`."""

        def find() -> EmailMessage | None:
            for _, recipient, content in list(self.world.taken):
                mail = message_from_bytes(content, policy=policy.SMTPUTF8)
                if recipient == address and words in str(mail["Subject"]):
                    assert isinstance(mail, EmailMessage)
                    return mail
            return None

        return until(find, f"{words} for {address} of {[one[1] for one in self.world.taken]}")


def refusing(step: str, text: str, number: int) -> str | None:
    return "550 5.1.1 no such user" if step == "rcpt" and f"<{GONE}>" in text else None


@pytest.fixture(scope="module", params=["postfix", "exim"])
def road(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Road]:
    smtp_port, world_port = free_port(), free_port()
    comitia = Program(
        tmp_path_factory.mktemp("comitia"),
        COMITIA_SINK="0",
        COMITIA_RELAY=f"127.0.0.1:{smtp_port}",
    )
    ports = {"smtp_port": smtp_port, "lmtp_port": comitia.lmtp_port, "relay_port": world_port}
    front = {"postfix": postfix, "exim": exim}[request.param]
    with outside(Relay(refusing), world_port) as world, front.running(**ports):
        comitia.run("-c", ADMIT)
        comitia.start("mail")
        comitia.start("work")
        try:
            yield Road(comitia, smtp_port, world)
        finally:
            comitia.stop_all()


def test_a_post_reaches_the_members_of_all_scripts(road: Road) -> None:
    road.post("Clause 5", sender=BOB)
    for address in (ALICE, BOB, WANG):
        copy = road.copy_for(address, "Clause 5")
        assert copy["List-Id"] == "<t09demo.comitia.example>"
        assert copy.get_content().startswith("Hello.")


@pytest.mark.parametrize("subject", ["关于第178号决议", "Вопрос 4/17", "سؤال عن القرار"])
def test_subjects_of_all_scripts_come_back_as_they_went(road: Road, subject: str) -> None:
    road.post(subject, sender=BOB)
    assert subject in road.copy_for(WANG, subject)["Subject"]


def test_an_author_of_another_script_is_read_by_all(road: Road) -> None:
    road.post("来自用户", sender=WANG, content="大家好。\n")
    copy = road.copy_for(ALICE, "来自用户")
    assert copy["From"] == WANG
    assert copy.get_content().startswith("大家好。")


def test_a_report_of_failure_comes_back_and_is_counted(road: Road) -> None:
    road.post("To one who is gone", sender=BOB)

    def find() -> list[str] | None:
        found = json.loads(road.comitia.run("-c", BOUNCED))
        return next((one for one in found if one[1]), None)

    to, outcome, reason = until(find, "a report")
    assert (outcome, GONE in reason) == ("counted", True)
    reports = [one["data"] for one in road.comitia.arrivals() if one["to"] == to]
    # Exim passes the address on as it was given, Postfix decodes it.
    assert re.search(rb"Original-Recipient: rfc822;gone\+(2B)?away@samplia.example", reports[0])
    name = to.partition("+")[2].rpartition("-")[0]
    assert f"original-envelope-id: {name}\r\n".encode() in reports[0].lower()


def test_nobody_is_sent_a_bounce_for_an_address_that_never_was(road: Road) -> None:
    with smtplib.SMTP("127.0.0.1", road.smtp_port, local_hostname="pc.example") as client:
        client.ehlo()
        client.mail("eve@stranger.example")
        code, _ = client.rcpt("nobody@comitia.example")
        assert code == 550
        code, _ = client.rcpt("t09demo-confirm+3-abcdefghijkl@comitia.example")
        assert code == 250
