"""Issued letters are found by everybody, in each language; drafts by nobody."""

import pytest

from comitia.archive import index
from comitia.archive.search import search
from comitia.config.searched import SEARCHED
from comitia.ledger.actions import sequence
from comitia.official import actions, found
from tests.official.letters import draft, meeting_of

pytestmark = pytest.mark.django_db


def test_they_are_found_once_they_are_issued(world, store):
    follower = index.Follower(store)
    circular = draft(world)
    invitation = draft(world, "invitation", meeting=meeting_of(world))

    def hits(words):
        while sequence(at=world.now):
            pass
        while follower.step():
            pass
        results = search(None, words, at=world.later(days=1))
        return {(hit.kind, hit.thing.number) for hit in results.hits if hit.thing}

    assert hits("réunion") == set()
    actions.issue(letter=circular, by=world.sam, at=world.now)
    actions.issue(letter=invitation, by=world.sam, at=world.now)
    both = {("circular", "Circulaire TSB 1"), ("official", "Invitation 1 (EXAG, juillet 2011)")}
    assert hits("réunion") == both
    assert hits("réunion type:circular") == {("circular", "Circulaire TSB 1")}
    assert {number for _, number in hits("réunion type:official")} == {
        "Invitation 1 (EXAG, juillet 2011)"
    }


def test_the_index_can_be_built_anew(world):
    letter = draft(world)
    assert list(found.subjects()) == []
    actions.issue(letter=letter, by=world.sam, at=world.now)
    assert list(found.subjects()) == [f"official:{letter.pk}"]
    assert len(found.entries(f"official:{letter.pk}")) == 2
    assert found.entries("official:none") == found.entries("circular:tsb-1") == []
    numbers = [source.number for source in SEARCHED]
    assert len(set(numbers)) == len(numbers)
