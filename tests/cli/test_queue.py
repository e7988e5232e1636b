"""`comitia queue`: what waits, and what can be done to it."""

import json

import pytest
from click.testing import CliRunner

from comitia.cli.queue import queue
from comitia.outbox.models import Batch, Halt
from tests.outbox.test_steering import end, letter, take

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def waiting(world):
    from comitia.outbox.steering import Chosen, park
    from tests.outbox.test_steering import ROOT

    park(Chosen(), reason="not of this test", by=ROOT, at=world.now)
    Batch.objects.all().delete()
    return letter("a@one.example", "b@two.example", group="t09demo", once="test:1")


def call(*words, status=0):
    result = CliRunner().invoke(queue, words)
    assert result.exit_code == status, result.output
    return result.output


def test_in_short(waiting):
    end("deferred", "451 4.7.1 greylisted")
    said = call()
    assert "2 copies wait, 2 of them for another try." in said
    assert "two.example" in said
    assert "greylisted" in said
    facts = json.loads(call("--json"))
    assert [row["domain"] for row in facts["domains"]] == ["one.example", "two.example"]
    assert facts["letters"][0]["letter"] == waiting.pk


def test_one_letter_and_one_address(waiting):
    assert "2 waiting" in call("show", str(waiting.pk))
    assert "a@one.example" not in call("show", "b@two.example")
    (row,) = call("show", "b@two.example", "--json").splitlines()
    assert json.loads(row)["state"] == "waiting"
    assert "No such copy" in call("show", "nobody@two.example")
    call("show", "9999", status=1)
    call("show", "nonsense", status=1)


def test_hold_and_resume(waiting):
    call("hold", "--domain", "one.example", "--reason", "they move")
    assert "HALTED domain one.example" in call()
    assert take() == ["b@two.example"]
    call("resume", "--domain", "one.example")
    call("resume", "--domain", "one.example", status=1)
    call("hold", "--group", "t09demo")
    assert take() == []
    call("resume", "--group", "t09demo")
    call("hold")
    assert Halt.objects.get().scope == "everything"
    call("hold", "--group", "nosuch", status=1)
    call("hold", "--group", "t09demo", "--domain", "x.example", status=2)


def test_park_and_retry(waiting):
    call("park", "--reason", "why", status=2)
    assert "1 copies are parked" in call("park", "--domain", "one.example", "--reason", "why")
    assert take() == ["b@two.example"]
    assert "0 copies" in call("retry")
    assert "1 copies" in call("retry", "--parked", "--domain", "one.example")
    assert take() == ["a@one.example", "b@two.example"]


def test_drop(waiting):
    said = call("drop", "--letter", str(waiting.pk), "--reason", "sent by mistake")
    assert "2 of 2 copies had not left" in said
    call("drop", "--letter", str(waiting.pk), "--reason", "again", status=1)
    assert "Withdrawn" in call("show", str(waiting.pk))
    assert "sent by mistake" in call("show", str(waiting.pk))
