"""comitia message, thread and redact: what the pages do, for scripts."""

import json

import pytest
from click.testing import CliRunner

from comitia.archive.models import Message
from comitia.cli.frame import main
from comitia.ledger.models import Entry
from tests.mail.posting import message, post


@pytest.fixture
def comitia(world):
    post(message(subject="Scope", Message_ID="<1@x.example>"))
    post(message(subject="Re: Scope", Message_ID="<2@x.example>", In_Reply_To="<1@x.example>"))
    post(message(subject="Re: Scope", Message_ID="<3@x.example>", In_Reply_To="<2@x.example>"))

    def run(*words, status=0, typed=None):
        answer = CliRunner().invoke(main, list(words), input=typed)
        assert answer.exit_code == status, answer.output + answer.stderr
        assert "Traceback" not in answer.output
        return answer

    return run


def test_a_message_is_shown_by_number_or_id(comitia):
    for which in ("2", "2@x.example", "<2@x.example>"):
        text = comitia("message", "t09demo", which).stdout
        assert "subject     Re: Scope" in text
        assert "answers     1" in text
        assert text.endswith("\n\nHello all.\n")
        facts = json.loads(comitia("message", "t09demo", which, "--json").stdout)
        assert (facts["number"], facts["answers"], facts["text"]) == (2, 1, "Hello all.")
    raw = comitia("message", "t09demo", "2", "--raw").stdout_bytes
    assert raw.endswith(b"\r\n\r\nHello all.\r\n")
    for which in ("9", "0", "-1", "9@x.example", "x", "9" * 30):
        assert "no message" in comitia("message", "--", "t09demo", which, status=1).stderr


def test_a_thread_is_a_tree_and_is_tended(comitia):
    lines = comitia("thread", "show", "t09demo", "3").stdout.splitlines()
    assert lines == [
        "#1 2011-04-04 Bob: Scope",
        "  #2 2011-04-04 Bob: Re: Scope",
        "    #3 2011-04-04 Bob: Re: Scope",
    ]
    comitia("thread", "split", "t09demo", "3", "--reason", "Off topic.")
    rows = comitia("thread", "show", "t09demo", "3", "--json").stdout.splitlines()
    assert [json.loads(row)["number"] for row in rows] == [3]
    assert json.loads(rows[0])["placed"].endswith("because: Off topic.")
    comitia("thread", "move", "t09demo", "3", "1")
    assert (
        "  #3 2011-04-04 Bob: Re: Scope (moved here)"
        in comitia("thread", "show", "t09demo", "1").stdout
    )
    comitia("thread", "restore", "t09demo", "3")
    assert Message.objects.get(number=3).parent.number == 2
    kinds = Entry.objects.filter(kind__startswith="thread.").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "thread.split", "thread.moved", "thread.restored",
    ]  # fmt: skip


def test_what_cannot_be_is_said(comitia):
    assert "below" in comitia("thread", "move", "t09demo", "1", "3", status=1).stderr
    assert "already" in comitia("thread", "split", "t09demo", "1", status=1).stderr
    assert "own mail" in comitia("thread", "restore", "t09demo", "1", status=1).stderr
    assert "no message 9" in comitia("thread", "move", "t09demo", "1", "9", status=1).stderr
    assert "No group" in comitia("thread", "show", "nosuch", "1", status=1).stderr


def test_a_message_is_redacted_after_asking(comitia):
    words = ("redact", "t09demo", "2", "--reason", "Private.", "--hide", "author")
    asked = comitia(*words, status=1, typed="n\n")
    assert "may quote it, and stay as they are: 1" in asked.stderr
    assert Message.objects.get(number=2).redacted_at is None
    comitia(*words, "--yes")
    assert "redacted    Private." in comitia("message", "t09demo", "2").stdout
    assert "Private." in comitia("message", "t09demo", "2", "--raw", status=1).stderr
    assert "already" in comitia(*words, "--yes", status=1).stderr
    assert (
        "  #2 2011-04-04 unknown author: (redacted)"
        in comitia("thread", "show", "t09demo", "1").stdout
    )
    comitia("redact", "t09demo", "1", status=2)
    blank = comitia("redact", "t09demo", "1", "--reason", " ", "--yes", status=1)
    assert "Give the reason" in blank.stderr
