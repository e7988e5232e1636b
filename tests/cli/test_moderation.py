"""comitia held and moderation: what the page does, for scripts."""

import json

import pytest
from click.testing import CliRunner

from comitia.cli.frame import main
from comitia.mail.flow import FLOW
from comitia.mail.models import Held
from comitia.mail.moderate.choices import choices_of
from tests.mail.posting import message, post, queued

STRANGER = "eve@stranger.example"


@pytest.fixture
def comitia(world):
    def run(*words, status=0):
        answer = CliRunner().invoke(main, list(words))
        assert answer.exit_code == status, answer.output + answer.stderr
        assert "Traceback" not in answer.output
        return answer

    return run


@pytest.fixture
def held(world) -> Held:
    post(message(sender=STRANGER, subject="May I"), mail_from=STRANGER)
    return Held.objects.get()


def state(held: Held) -> str:
    held.refresh_from_db()
    return held.state


def test_what_waits_is_listed_and_shown(comitia, held):
    row = json.loads(comitia("held", "list", "t09demo", "--json").stdout)
    assert (row["number"], row["subject"], row["rules"], row["goes_back"]) == (
        held.pk,
        "May I",
        ["not_a_member"],
        "2011-04-18",
    )
    assert "has no seat in the group" in comitia("held", "show", str(held.pk)).stdout
    facts = json.loads(comitia("held", "show", str(held.pk), "--json").stdout)
    assert facts["theirs"] == "Nobody checked where it came from."
    assert "Subject: May I" in comitia("held", "show", str(held.pk), "--raw").stdout
    assert "No held message" in comitia("held", "show", "999", status=1).stderr


def test_decisions(comitia, held):
    comitia("held", "reject", str(held.pk), status=2)
    comitia("held", "accept", str(held.pk), "999", status=1)
    assert state(held) == "waiting"
    comitia("held", "reject", str(held.pk), "--reason", "Out of scope.")
    assert state(held) == "rejected"
    assert "Out of scope." in queued("refused")[0].text
    assert "decided on already" in comitia("held", "discard", str(held.pk), status=1).stderr
    assert comitia("held", "list").stdout == "Nothing waits.\n"
    assert "rejected" in comitia("held", "list", "--all").stdout


def test_accepted_and_trusted(comitia, held):
    comitia("held", "accept", "--trust", str(held.pk))
    assert state(held) == "accepted"
    assert post(message(sender=STRANGER), mail_from=STRANGER).outcome == "archived"
    comitia("moderation", "trust", "t09demo", STRANGER, "--end")
    assert (
        "not trusted" in comitia("moderation", "trust", "t09demo", "a@b", "--end", status=1).stderr
    )


def test_rules_are_shown_and_chosen(comitia, world):
    assert "not_a_member           hold (hold, reject, discard)" in (
        comitia("moderation", "show", "t09demo").stdout
    )
    comitia(
        *("moderation", "set", "t09demo", "--rule", "not_a_member=reject", "--emergency"),
        *("--most-recipients", "5", "--refused-endings", ".EXE js"),
    )
    facts = json.loads(comitia("moderation", "show", "t09demo", "--json").stdout)
    assert set(facts["rules"]) == {step.rule.name for step in FLOW}
    assert facts["rules"]["not_a_member"] == "reject"
    assert (facts["hold_everything"], facts["most_recipients"], facts["most_bytes"]) == (
        True,
        5,
        None,
    )
    assert facts["refused_endings"] == ["exe", "js"]
    comitia("moderation", "set", "t09demo", "--no-emergency")
    world.group.refresh_from_db()
    assert not world.group.emergency_hold


def test_a_members_posts_wait(comitia, world):
    comitia("moderation", "watch", "t09demo", world.bob.email)
    assert post(message(), mail_from=world.bob.email).outcome == "held"
    facts = json.loads(comitia("moderation", "show", "t09demo", "--json").stdout)
    assert facts["watched"] == [world.bob.email]
    comitia("moderation", "watch", "t09demo", world.bob.email, "--end")
    assert post(message(subject="2"), mail_from=world.bob.email).outcome == "archived"
    assert "Nobody has a seat" in comitia("moderation", "watch", "t09demo", "a@b", status=1).stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--rule", "loop=ignore"], 1, "cannot be answered"),
        (["--rule", "loop"], 2, "RULE=ACTION"),
        (["--most-bytes", "5"], 1, "Use a number from"),
    ],
)
def test_nonsense_is_refused(comitia, world, words, status, said):
    assert said in comitia("moderation", "set", "t09demo", *words, status=status).stderr
    assert choices_of(world.group).pk is None


def test_bans_and_patterns(comitia, world):
    comitia("moderation", "ban", "t09demo", "@stranger.example", "--reason", "Spam.")
    assert post(message(sender=STRANGER), mail_from=STRANGER).outcome == "discarded"
    comitia("moderation", "ban", "t09demo", "@stranger.example", "--lift")
    assert (
        "not banned"
        in comitia("moderation", "ban", "t09demo", "@x.example", "--lift", status=1).stderr
    )
    assert (
        "Write an address" in comitia("moderation", "ban", "t09demo", "stranger", status=1).stderr
    )
    comitia("moderation", "pattern", "t09demo", "casino")
    assert post(message(subject="Casino"), mail_from=world.bob.email).outcome == "held"
    assert "is not closed" in comitia("moderation", "pattern", "t09demo", "(", status=1).stderr
    comitia("moderation", "pattern", "t09demo", "casino", "--drop")
    assert "has no pattern" in (
        comitia("moderation", "pattern", "t09demo", "casino", "--drop", status=1).stderr
    )
    assert choices_of(world.group).patterns == []
