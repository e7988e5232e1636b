"""A group's day, by mail alone, through the real doors and processes: LMTP in, the sink out."""

import asyncio
import re
from collections.abc import Iterator

import pytest

from tests.lmtp_client import LmtpClient
from tests.mail.posting import message
from tests.program import Program

pytestmark = pytest.mark.slow

ALICE = "alice@examplia.example"
BOB = "bob@example-telecom.example"
DORA = "dora@samplia.example"
FIONA = "fiona@example-telecom.example"
SAM = "sam@house.example"


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    comitia = Program(tmp_path_factory.mktemp("comitia"))
    comitia.start("mail")
    comitia.start("work")
    yield comitia
    comitia.stop_all()


def post(comitia: Program, sender: str, to: str, **what: str) -> str:
    async def run() -> str:
        client = await LmtpClient.call(comitia.lmtp_port)
        data = message(sender=sender, to=f"{to}@comitia.example", **what)
        (answer,) = await client.post(data, [f"{to}@comitia.example"], mail_from=sender)
        await client.quit()
        return answer

    return asyncio.run(run())


def reply_to(mail: bytes) -> str:
    found = re.search(rb"(?m)^Reply-To: ([^@\s]+)@", mail)
    assert found
    return found[1].decode()


def test_a_stranger_is_held_accepted_by_mail_and_read_by_all(comitia: Program) -> None:
    answer = post(comitia, "eve@stranger.example", "t09demo", subject="May I", body="ask?\r\n")
    assert answer.startswith("250 2.6.0 ")
    ask = comitia.mail_to(ALICE, b"a message waits")
    comitia.mail_to("eve@stranger.example", b"waits")
    post(comitia, ALICE, reply_to(ask), subject="Re: waits", body="accept\r\n")
    copy = comitia.mail_to(BOB, b"May I")
    assert b"Subject: [t09demo #1] May I\r\n" in copy
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in copy
    assert copy.endswith(b"\r\n\r\nask?\r\n")


def test_a_delegate_joins_posts_and_leaves(comitia: Program) -> None:
    post(comitia, DORA, "t09demo-join", subject="join")
    confirm = comitia.mail_to(DORA, b"-confirm+")
    post(comitia, DORA, reply_to(confirm), body="member: Samplia\r\n")
    # Samplia has no focal point: the secretariat is asked.
    ask = comitia.mail_to(SAM, b"-validate+")
    post(comitia, SAM, reply_to(ask), body="yes\r\n")
    comitia.mail_to(DORA, b"-leave")
    post(comitia, DORA, "t09demo", subject="My first", body="Hello.\r\n")
    copy = comitia.mail_to(ALICE, b"My first")
    assert copy.count(b"List-Id: <t09demo.comitia.example>") == 1
    own = comitia.mail_to(DORA, b"My first")
    leave = re.search(rb"mailto:(t09demo-leave\+[a-z0-9]+)@", own)
    assert leave
    post(comitia, DORA, leave[1].decode())
    comitia.mail_to(DORA, b"You will get no more mail")
