"""What a convener chooses for the letters of the group, on one page, without script."""

import pytest

from comitia.base.languages import LANGUAGES
from comitia.ledger.models import Entry
from comitia.mail.distribute.choices import distribution_of
from tests.pages import fields_of

PAGE = "/g/t09demo/letters"


@pytest.fixture
def alice(pages, world):
    return pages.sign_in(world.alice)


def test_only_for_those_who_moderate(pages, world):
    assert pages.get(PAGE).status_code in {302, 403}
    pages.sign_in(world.bob)
    assert pages.get(PAGE).status_code == 403
    assert pages.post(PAGE, {"subject_prefix": "on"}).status_code == 403


def test_sent_as_it_stands_it_changes_nothing(alice, world):
    sent = fields_of(alice.get(PAGE).content.decode(), action=PAGE)
    assert sent["subject_prefix"] == "on"
    assert alice.post(PAGE, sent).headers["Location"] == PAGE
    assert not Entry.objects.filter(kind="distribution.changed").exists()


def test_what_is_chosen_is_kept_and_shown(alice, world):
    sent = fields_of(alice.get(PAGE).content.decode(), action=PAGE)
    del sent["subject_prefix"]
    alice.post(
        PAGE,
        sent
        | {
            "sender": "wrap",
            "reply_to": "list",
            "below_ar": "للمغادرة: {leave}",
            "digest_hour": "18",
            "digest_day": "4",
        },
    )
    row = distribution_of(world.group)
    assert (row.subject_prefix, row.sender, row.reply_to) == (False, "wrap", "list")
    assert (row.below, row.digest_hour, row.digest_day) == ({"ar": "للمغادرة: {leave}"}, 18, 4)
    shown = fields_of(alice.get(PAGE).content.decode(), action=PAGE)
    assert (shown["sender"], shown["digest_day"]) == ("wrap", "4")
    assert shown["below_ar"] == "للمغادرة: {leave}"
    alice.post(PAGE, shown | {"below_ar": ""})
    assert distribution_of(world.group).below == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reply_to": "address"}, "reply_address"),
        ({"reply_to": "address", "reply_address": "nobody"}, "reply_address"),
        ({"below_fr": "x" * 3000}, "below_fr"),
        ({"digest_hour": "25"}, "digest_hour"),
        ({"sender": ""}, "sender"),
    ],
)
def test_what_cannot_be_comes_back_with_the_reason(alice, world, wrong, field):
    sent = fields_of(alice.get(PAGE).content.decode(), action=PAGE)
    page = alice.post(PAGE, sent | wrong).content.decode()
    assert f'<a href="#id_{field}">' in page
    assert distribution_of(world.group).pk is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_each_language(alice, world, language):
    world.alice.language = language
    world.alice.save()
    assert f'lang="{language}"' in alice.get(PAGE).content.decode()
