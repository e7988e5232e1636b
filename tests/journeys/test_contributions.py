"""A contribution on time and one a second late, from a Word file to the next meeting."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from comitia.base import clock
from comitia.cli.frame import main
from comitia.documents import access, actions, agendas, certificate
from comitia.documents.models import Issue
from comitia.ledger.actions import sequence
from comitia.ledger.keys import ledger_key
from comitia.ledger.queries import entries_about
from tests.documents.mailing import BOB, DOCX, docx, mail, send
from tests.documents.register import make_register
from tests.lmtp_client import LmtpClient
from tests.mail.posting import queued
from tests.program import Program

ZURICH = ZoneInfo("Europe/Zurich")
LAST_SECOND = datetime(2011, 12, 29, 23, 59, 59, tzinfo=ZURICH).astimezone(UTC)
MEETING = "Meeting: 2012-01-10\n"


def mailed(title: str, at: datetime) -> Issue:
    with clock.stopped_at(at):
        data = docx(title=title, source="Example Telecom", question="1/99")
        _, issue = send(mail((f"{title}.docx", data, DOCX), text=MEETING, subject=title))
    assert issue is not None
    return issue


def test_on_time_and_a_second_late(world) -> None:
    register = make_register(world)
    sight = lambda person, at: access.register_for(person, "t09demo", at=at)  # noqa: E731

    # In the last second it is in time: a number at once, on the agenda, posted by 3 January.
    on_time = mailed("In the last second", LAST_SECOND)
    assert (str(on_time), on_time.state, on_time.meeting) == ("C 1", "numbered", register.january)
    answer = queued("document")[-1]
    assert answer.to == [BOB]
    assert "C 1" in answer.mail["Subject"]
    (item,) = agendas.on_agenda(sight(world.sam, LAST_SECOND), register.january, at=LAST_SECOND)
    assert [line.line.symbol for line in item.lines] == ["C 1"]
    posted_at = datetime(2012, 1, 3, 22, tzinfo=UTC)
    with clock.stopped_at(posted_at):
        answer = CliRunner().invoke(main, ["document", "post", "t09demo", "C1"])
    assert answer.exit_code == 0, answer.output
    told = [each for each in queued("document") if "posted" in each.mail["Subject"]]
    assert {address for each in told for address in each.to} >= {world.alice.email, BOB}

    # One second later it is late: held, off the agenda, and the Director is told.
    late_at = LAST_SECOND + timedelta(seconds=1)
    late = mailed("A second later", late_at)
    assert (str(late), late.state) == ("C 2", "late_held")
    assert "A.1 § 3.1.8" in queued("document")[-2].text + queued("document")[-1].text
    assert any(each.to == [register.director.email] for each in queued("document"))
    (item,) = agendas.on_agenda(sight(world.sam, posted_at), register.january, at=posted_at)
    assert [line.line.symbol for line in item.lines] == ["C 1"]

    # The Director admits it, the meeting declines, it goes to July's.
    admitted_at = datetime(2012, 1, 4, 9, tzinfo=UTC)
    late = actions.admit_late(
        issue=late, reason="Of extreme importance", by=register.director, at=admitted_at
    )
    assert late.state == "admitted"
    decided_at = datetime(2012, 1, 10, 14, tzinfo=UTC)
    late = actions.meeting_decides(issue=late, accepts=False, by=world.sam, at=decided_at)
    assert (late.state, late.meeting) == ("carried_forward", register.july)

    # The log, and the ledger beside it, show all four steps.
    steps = [(step.event, step.at) for step in late.steps.all()]
    assert steps[-4:] == [
        ("hold_late", late_at),
        ("admit", admitted_at),
        ("decline", decided_at),
        ("carry", decided_at),
    ]
    kinds = [each.kind for each in entries_about(f"document:{late.document_id}").order_by("id")]
    for kind in ("held_late", "admitted", "declined", "carried_forward"):
        assert f"document.{kind}" in kinds

    # What was posted is certified, and the certificate holds by the public key alone.
    while sequence(at=decided_at):
        pass
    on_time.refresh_from_db()
    made = certificate.certificate_of(on_time, at=decided_at)
    assert {(each.about, each.judged) for each in made.verdicts} >= {
        ("received", "in_time"),
        ("posted", "in_time"),
    }
    certificate.check(json.loads(json.dumps(certificate.as_json(made))), ledger_key().public_key())


def test_with_a_holiday_it_may_be_posted_a_day_later(world) -> None:
    make_register(world)
    actions.set_holiday(day=date(2012, 1, 2), name="", by=world.sam, at=world.now)
    issue = mailed("Over the New Year", LAST_SECOND)
    posted_at = datetime(2012, 1, 4, 22, tzinfo=UTC)
    issue = actions.post(issue=issue, by=world.sam, at=posted_at)
    made = certificate.certificate_of(issue, at=posted_at)
    posted = next(each for each in made.verdicts if each.about == "posted")
    assert (posted.judged, posted.last_day) == ("in_time", date(2012, 1, 4))


MEETINGS = """
import django; django.setup()
from datetime import date, timedelta
from comitia.bodies.models import Body, Meeting
from tests.world import NOW
body = Body.objects.get(acronym="EXAG")
for days in (40, 5, 400):
    opens = date.today() + timedelta(days=days)
    Meeting.objects.create(body=body, planned_month=opens.replace(day=1), opens=opens)
    print(opens.isoformat())
"""


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    comitia = Program(tmp_path_factory.mktemp("comitia"))
    comitia.start("mail")
    comitia.start("work")
    yield comitia
    comitia.stop_all()


@pytest.mark.slow
def test_by_lmtp_through_the_real_processes(comitia: Program) -> None:
    far, near, _ = comitia.run("-c", MEETINGS).split()

    def hand_in(title: str, meeting: str) -> None:
        async def run() -> None:
            client = await LmtpClient.call(comitia.lmtp_port)
            data = mail(
                ("p.docx", docx(title=title), DOCX), text=f"Meeting: {meeting}\n", subject=title
            )
            to = ["t09demo-contribution@comitia.example"]
            (answer,) = await client.post(data, to, mail_from=BOB)
            assert answer.startswith("250")
            await client.quit()

        asyncio.run(run())

    def listed() -> dict[str, str]:
        lines = comitia.run("-m", "comitia", "document", "list", "t09demo", "--json").splitlines()
        return {row["symbol"]: row["state"] for row in map(json.loads, lines)}

    hand_in("In good time", far)
    answer = comitia.mail_to(BOB, b"C 1")
    assert b"In good time" in answer
    hand_in("Too late", near)
    comitia.mail_to(BOB, b"C 2")
    assert listed() == {"C 1": "numbered", "C 2": "late_held"}
    comitia.run("-m", "comitia", "document", "post", "t09demo", "C1")
    comitia.mail_to("alice@examplia.example", b"C 1 posted")
    assert listed()["C 1"] == "posted"
