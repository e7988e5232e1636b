"""Members suggest, editors decide; what is accepted is its author's."""

import pytest

from comitia.groups.errors import NotAllowed
from comitia.reports import errors, queries, suggesting, writing


@pytest.fixture
def suggestion(paragraph, world):
    return suggesting.suggest_change(
        paragraph=paragraph,
        text="The group met three times and found no overlap.",
        on=paragraph.revision,
        reason="There was a third meeting.",
        by=world.bob,
        at=world.now,
    )


def test_what_is_accepted_becomes_a_revision_of_its_author(suggestion, report, world):
    assert queries.open_suggestions(report) == [suggestion]
    written = suggesting.accept_suggestion(suggestion=suggestion, by=world.edith, at=world.now)
    assert written.revision.byline == "Bob (Example Telecom)"
    assert written.revision.accepted_by == "Edith"
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.revision) == ("accepted", written.revision)
    with pytest.raises(errors.AlreadyDecided):
        suggesting.accept_suggestion(suggestion=suggestion, by=world.edith, at=world.now)


def test_a_suggestion_on_what_changed_meanwhile_stands_beside_it(suggestion, paragraph, world):
    writing.write_paragraph(
        paragraph=paragraph, text="Nobody met.", on=paragraph.revision, by=world.edgar, at=world.now
    )
    written = suggesting.accept_suggestion(suggestion=suggestion, by=world.edith, at=world.now)
    assert written.outcome == "alternatives"
    assert [each.person for each in queries.alternatives_of(paragraph)] == [world.edgar, world.bob]


def test_declining_takes_a_reason_and_leaves_the_text(suggestion, paragraph, world):
    act = {"suggestion": suggestion, "by": world.edith, "at": world.now}
    with pytest.raises(errors.NoReasonGiven):
        suggesting.decline_suggestion(reason="", **act)
    suggesting.decline_suggestion(reason="It was informal.", **act)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.decision_reason) == ("declined", "It was informal.")
    assert paragraph.revisions.count() == 1


def test_only_who_made_it_withdraws_it(suggestion, world):
    with pytest.raises(errors.NotYours):
        suggesting.withdraw_suggestion(suggestion=suggestion, by=world.alice, at=world.now)
    made = suggesting.withdraw_suggestion(suggestion=suggestion, by=world.bob, at=world.now)
    assert made.state == "withdrawn"


def test_a_member_decides_nothing_and_a_stranger_suggests_nothing(suggestion, paragraph, world):
    with pytest.raises(NotAllowed):
        suggesting.accept_suggestion(suggestion=suggestion, by=world.bob, at=world.now)
    with pytest.raises(NotAllowed):
        suggesting.suggest_deletion(
            paragraph=paragraph, on=paragraph.revision, reason="x", by=world.charlie, at=world.now
        )


def test_insertions_and_deletions_are_suggested_too(paragraph, section, report, world):
    act = {"by": world.bob, "at": world.now}
    insert = suggesting.suggest_insertion(
        section=section, after=paragraph, text="It met by mail.", reason="Say how.", **act
    )
    away = suggesting.suggest_deletion(
        paragraph=paragraph, on=paragraph.revision, reason="Said before.", **act
    )
    for each in (insert, away):
        suggesting.accept_suggestion(suggestion=each, by=world.edith, at=world.now)
    (passage,) = queries.content_of(report).passages()
    assert (passage.text, passage.key) == ("It met by mail.", "p2")
    assert "Bob" in passage.byline


def test_so_many_suggestions_wait_and_no_more(paragraph, section, world, monkeypatch):
    monkeypatch.setattr("comitia.reports.rules.MOST_OPEN_SUGGESTIONS", 2)
    act = {"section": section, "reason": "x", "by": world.bob, "at": world.now}
    for _ in range(2):
        suggesting.suggest_insertion(text="More.", **act)
    with pytest.raises(errors.TooMany):
        suggesting.suggest_insertion(text="More.", **act)
