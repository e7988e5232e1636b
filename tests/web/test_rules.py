"""What a convener chooses for mail to the list, on one page of several forms, without script."""

import re

import pytest

from comitia.base.languages import LANGUAGES
from comitia.ledger.models import Entry
from comitia.mail.flow import FLOW
from comitia.mail.models import Ban, Moderation, TrustedSender
from comitia.mail.moderate.choices import choices_of
from tests.mail.posting import message, post

PAGE = "/g/t09demo/held/rules"
STRANGER = "eve@stranger.example"


@pytest.fixture
def alice(pages, world):
    return pages.sign_in(world.alice)


def fields(html: str) -> dict[str, str]:
    """What the first form would send as it stands."""
    form = html.split('name="act" value="choices"')[1].split("</form>")[0]
    found = dict(re.findall(r'<input type="number" name="(\w+)" value="(\d+)"', form))
    for name, inside in re.findall(r'(?s)<select name="(\w+)".*?>(.*?)</select>', form):
        found[name] = re.search(r'value="(\w+)" selected', inside)[1]
    found["refused_endings"] = re.search(r"(?s)<textarea.*?>(.*?)</textarea>", form)[1].strip()
    return {"act": "choices", **found}


def test_sent_as_it_stands_it_changes_nothing(alice, world):
    sent = fields(alice.get(PAGE).content.decode())
    assert len(sent) == 5 + sum(bool(step.instead) for step in FLOW)
    assert alice.post(PAGE, sent).headers["Location"] == PAGE
    assert choices_of(world.group).actions == {}
    assert choices_of(world.group).most_bytes is None
    assert not Entry.objects.filter(kind="moderation.changed").exists()


def test_every_rule_is_named(alice):
    html = alice.get(PAGE).content.decode()
    for step in FLOW:
        assert step.rule.description.replace("'", "&#x27;") in html


def test_what_is_chosen_happens_and_is_in_the_ledger(alice, world):
    sent = fields(alice.get(PAGE).content.decode())
    alice.post(PAGE, sent | {"rule_not_a_member": "reject", "most_kilobytes": "20"})
    assert post(message(sender=STRANGER), mail_from=STRANGER).outcome == "rejected"
    arrival = post(message(body="x" * 70 + "\r\n" + "y" * 21_000), mail_from=world.bob.email)
    assert (arrival.outcome, "too_large" in arrival.reason) == ("held", True)
    entry = Entry.objects.get(kind="moderation.changed")
    assert entry.subject == "group:t09demo"
    sent = fields(alice.get(PAGE).content.decode())
    assert (sent["rule_not_a_member"], sent["most_kilobytes"]) == ("reject", "20")
    alice.post(PAGE, sent | {"rule_not_a_member": "hold", "most_kilobytes": "0"})
    assert choices_of(world.group).actions == {}
    assert choices_of(world.group).most_bytes is None


def test_in_an_emergency_everything_waits_and_then_no_longer(alice, world):
    sent = fields(alice.get(PAGE).content.decode())
    alice.post(PAGE, sent | {"hold_everything": "on"})
    assert post(message(), mail_from=world.bob.email).outcome == "held"
    assert "checked" in alice.get(PAGE).content.decode()
    alice.post(PAGE, sent)
    assert post(message(subject="Second"), mail_from=world.bob.email).outcome == "archived"
    kinds = Entry.objects.filter(kind__startswith="emergency_hold").values_list("kind", flat=True)
    assert sorted(kinds) == ["emergency_hold.begun", "emergency_hold.ended"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule_loop": "ignore", "rule_not_a_member": "ignore"}, "rule_not_a_member"),
        ({"most_kilobytes": "x"}, "most_kilobytes"),
        ({"most_kilobytes": "5"}, "most_kilobytes"),
        ({"most_recipients": "0"}, "most_recipients"),
        ({"link_above_kilobytes": "-1"}, "link_above_kilobytes"),
        ({"refused_endings": "a" * 21}, "refused_endings"),
    ],
)
def test_nonsense_is_shown_beside_its_field_and_nothing_is_kept(alice, world, change, field):
    sent = fields(alice.get(PAGE).content.decode())
    html = alice.post(PAGE, sent | {"hold_everything": "on"} | change).content.decode()
    assert f'href="#id_{field}"' in html
    world.group.refresh_from_db()
    assert not world.group.emergency_hold
    assert not Entry.objects.filter(kind="moderation.changed").exists()


def test_a_ban_and_its_end(alice, world):
    html = alice.post(PAGE, {"act": "ban", "pattern": "stranger"}).content.decode()
    assert 'href="#ban_pattern"' in html
    alice.post(PAGE, {"act": "ban", "pattern": "@Stranger.example", "reason": "Spam."})
    assert "@stranger.example" in alice.get(PAGE).content.decode()
    assert post(message(sender=STRANGER), mail_from=STRANGER).outcome == "discarded"
    alice.post(PAGE, {"act": "lift", "which": Ban.objects.get().pk})
    assert post(message(sender=STRANGER, subject="2"), mail_from=STRANGER).outcome == "held"


def test_a_pattern_and_its_end(alice, world):
    html = alice.post(PAGE, {"act": "pattern", "pattern": "(casino"}).content.decode()
    assert "is not closed" in html
    alice.post(PAGE, {"act": "pattern", "pattern": r"\bcasino\b", "reason": "Spam."})
    arrival = post(message(subject="The Casino"), mail_from=world.bob.email)
    assert (arrival.outcome, "banned_pattern" in arrival.reason) == ("held", True)
    alice.post(PAGE, {"act": "drop", "which": r"\bcasino\b"})
    assert choices_of(world.group).patterns == []
    assert post(message(subject="A casino"), mail_from=world.bob.email).outcome == "archived"


def test_trust_and_its_end(alice, world):
    html = alice.post(PAGE, {"act": "trust", "address": "nobody"}).content.decode()
    assert 'href="#trust_address"' in html
    alice.post(PAGE, {"act": "trust", "address": "Eve@stranger.example"})
    assert post(message(sender=STRANGER), mail_from=STRANGER).outcome == "archived"
    alice.post(PAGE, {"act": "distrust", "which": TrustedSender.objects.get().pk})
    assert post(message(sender=STRANGER, subject="2"), mail_from=STRANGER).outcome == "held"
    kinds = Entry.objects.filter(kind__startswith="sender.").values_list("kind", flat=True)
    assert sorted(kinds) == ["sender.trusted", "sender.untrusted"]


def test_a_members_posts_wait_until_they_no_longer_do(alice, world):
    html = alice.post(PAGE, {"act": "watch", "address": STRANGER}).content.decode()
    assert 'href="#watch_address"' in html
    alice.post(PAGE, {"act": "watch", "address": world.bob.email.upper()})
    assert "Bob" in alice.get(PAGE).content.decode()
    arrival = post(message(), mail_from=world.bob.email)
    assert (arrival.outcome, "moderated_member" in arrival.reason) == ("held", True)
    alice.post(PAGE, {"act": "unwatch", "which": world.seat.pk})
    assert post(message(subject="2"), mail_from=world.bob.email).outcome == "archived"
    kinds = Entry.objects.filter(kind__startswith="member.").values_list("kind", flat=True)
    assert sorted(kinds)[-2:] == ["member.moderated", "member.trusted"]


@pytest.mark.parametrize("who", ["bob", "charlie", "dora", "fiona", None])
def test_others_neither_see_nor_choose(pages, world, who):
    if who:
        pages.sign_in(getattr(world, who))
    assert pages.get(PAGE).status_code == 403
    answer = pages.post(PAGE, {"act": "ban", "pattern": "@x.example"})
    assert answer.status_code == 403
    assert not Ban.objects.exists()
    assert not Moderation.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"act": "nonsense"}, {"act": "lift"}, {"act": "lift", "which": "9"}]
)
def test_a_form_that_is_none_of_ours_does_nothing(alice, sent):
    assert alice.post(PAGE, sent).status_code in {200, 302}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_each_language(alice, world, language):
    world.alice.language = language
    world.alice.save()
    assert f'lang="{language}"' in alice.get(PAGE).content.decode()
