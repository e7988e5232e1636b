"""Paragraphs change under several hands; nothing that somebody wrote is overwritten."""

import json

import pytest

from comitia.groups.errors import NotAllowed
from comitia.ledger.models import Entry
from comitia.reports import choosing, errors, outlining, queries, writing
from comitia.reports.alternatives import alternatives_in
from comitia.reports.models import Alternative, Revision
from comitia.reports.models.authored import Fixed

BEFORE = "The group met twice and found no overlap."


def fresh(paragraph):
    paragraph.refresh_from_db()
    return paragraph.revision


def write(paragraph, text, on, by, world, **more):
    return writing.write_paragraph(
        paragraph=paragraph, text=text, on=on, by=by, at=world.now, **more
    )


def alternatives(paragraph):
    return [(each.text, each.byline) for each in queries.alternatives_of(paragraph)]


def test_a_change_is_a_revision_with_who_when_and_why(paragraph, world):
    first = fresh(paragraph)
    written = write(paragraph, "The group met once.", first, world.edgar, world, reason="minutes")
    assert written.outcome == "saved"
    assert fresh(paragraph) == written.revision
    assert (written.revision.serial, written.revision.base) == (2, first)
    assert written.revision.byline == "Edgar (Example Telecom)"
    assert [each.text for each in queries.revisions_of(paragraph)] == [
        BEFORE,
        "The group met once.",
    ]
    entry = json.loads(Entry.objects.filter(kind="report.paragraph_written").latest("id").leaf)
    assert entry["data"]["reason"] == "minutes"
    assert entry["by"]["entity"] == "Example Telecom"


def test_the_same_text_again_changes_nothing(paragraph, world):
    entries = Entry.objects.count()
    assert write(paragraph, f" {BEFORE}\r\n", fresh(paragraph), world.alice, world).outcome == (
        "unchanged"
    )
    assert paragraph.revisions.count() == 1
    assert Entry.objects.count() == entries


def test_two_texts_that_truly_differ_both_stand_with_their_authors(paragraph, world):
    on = fresh(paragraph)
    write(paragraph, "The group met twice and found overlap.", on, world.edith, world)
    written = write(paragraph, "The group never met.", on, world.edgar, world)
    assert written.outcome == "alternatives"
    assert alternatives(paragraph) == [
        ("The group met twice and found overlap.", "Edith (Examplia)"),
        ("The group never met.", "Edgar (Example Telecom)"),
    ]
    assert alternatives_in(fresh(paragraph).text)


def test_changes_of_different_words_are_merged(paragraph, world):
    on = fresh(paragraph)
    write(paragraph, "The whole group met twice and found no overlap.", on, world.edith, world)
    mine = "The group met twice and found no overlap at all."
    written = write(paragraph, mine, on, world.edgar, world)
    assert written.outcome == "merged"
    assert written.revision.text == "The whole group met twice and found no overlap at all."
    assert (written.revision.submitted, written.revision.base) == (mine, on)
    words = {span.text.strip(): span.revision.person for span in queries.blamed(paragraph)}
    assert (words["whole"], words["overlap at all."]) == (world.edith, world.edgar)


def test_a_third_text_stands_beside_the_two(paragraph, world):
    on = fresh(paragraph)
    write(paragraph, "Once.", on, world.edith, world)
    write(paragraph, "Twice.", on, world.edgar, world)
    with pytest.raises(errors.ChooseFirst):
        write(paragraph, "Thrice.", fresh(paragraph), world.alice, world)
    write(paragraph, "Thrice.", on, world.alice, world)
    add = {"paragraph": paragraph, "by": world.edith, "at": world.now}
    for _ in range(2):
        choosing.add_alternative(text="Never.", on=fresh(paragraph), **add)
    with pytest.raises(errors.BadText):
        choosing.add_alternative(text=fresh(paragraph).text, on=fresh(paragraph), **add)
    assert [text for text, _ in alternatives(paragraph)] == ["Once.", "Twice.", "Thrice.", "Never."]


def test_so_many_texts_stand_beside_one_another_and_no_more(paragraph, world):
    on = fresh(paragraph)
    for number in range(20):
        write(paragraph, f"Text {number}.", on, world.edith, world)
    with pytest.raises(errors.TooMany):
        write(paragraph, "One too many.", on, world.edgar, world)
    assert len(alternatives(paragraph)) == 20


def test_choosing_takes_a_reason_and_keeps_the_others_in_the_history(paragraph, world):
    on = fresh(paragraph)
    write(paragraph, "Once.", on, world.edith, world)
    write(paragraph, "Twice.", on, world.edgar, world)
    once, twice = queries.alternatives_of(paragraph)
    look = {"on": fresh(paragraph), "by": world.alice, "at": world.now}
    with pytest.raises(errors.NoReasonGiven):
        choosing.choose_alternative(alternative=twice, reason=" ", **look)
    made = choosing.choose_alternative(alternative=twice, reason="As the minutes say.", **look)
    assert made.text == fresh(paragraph).text == "Twice."
    assert alternatives(paragraph) == []
    once.refresh_from_db()
    assert (once.state, once.settled_by) == (Alternative.State.SET_ASIDE, made)
    with pytest.raises(errors.NothingToChoose):
        choosing.choose_alternative(alternative=once, reason="x", **look)


def test_who_chooses_must_have_seen_all_that_stands_there(paragraph, world):
    on = fresh(paragraph)
    write(paragraph, "Once.", on, world.edith, world)
    write(paragraph, "Twice.", on, world.edgar, world)
    seen = fresh(paragraph)
    write(paragraph, "Thrice.", on, world.edgar, world)
    with pytest.raises(errors.MovedOn):
        choosing.settle_alternatives(
            paragraph=paragraph, text="Now and then.", on=seen, reason="peace",
            by=world.alice, at=world.now,
        )  # fmt: skip
    made = choosing.settle_alternatives(
        paragraph=paragraph, text="Now and then.", on=fresh(paragraph), reason="peace",
        by=world.alice, at=world.now,
    )  # fmt: skip
    assert fresh(paragraph) == made
    assert made.kind == Revision.Kind.CHOSEN


def delete(paragraph, on, by, world):
    return writing.delete_paragraph(
        paragraph=paragraph, on=on, reason="It says nothing.", by=by, at=world.now
    )


def test_a_deleted_paragraph_stays_as_a_stone_and_comes_back(paragraph, report, world):
    delete(paragraph, fresh(paragraph), world.edith, world)
    assert not list(queries.content_of(report).passages())
    assert queries.deleted_in(report) == [paragraph]
    with pytest.raises(errors.ParagraphDeleted):
        write(paragraph, "Hello?", fresh(paragraph), world.edgar, world)
    back = writing.restore_paragraph(
        paragraph=paragraph, reason="It does.", by=world.edgar, at=world.now
    )
    assert back.text == BEFORE
    assert [each.key for each in queries.content_of(report).passages()] == [paragraph.key]


@pytest.mark.parametrize("deletes_first", [True, False])
def test_deleting_while_somebody_writes_keeps_both(paragraph, world, deletes_first):
    on = fresh(paragraph)
    acts = [
        lambda: delete(paragraph, on, world.edith, world),
        lambda: write(paragraph, "The group met thrice.", on, world.edgar, world),
    ]
    if not deletes_first:
        acts.reverse()
    acts[0]()
    assert acts[1]().outcome == "alternatives"
    both = {("", "Edith (Examplia)"), ("The group met thrice.", "Edgar (Example Telecom)")}
    assert set(alternatives(paragraph)) == both
    assert fresh(paragraph).paragraph.deleted_at is None


def test_choosing_the_wish_to_delete_deletes(paragraph, world):
    on = fresh(paragraph)
    write(paragraph, "The group met thrice.", on, world.edgar, world)
    delete(paragraph, on, world.edith, world)
    wish = queries.alternatives_of(paragraph)[1]
    choosing.choose_alternative(
        alternative=wish, on=fresh(paragraph), reason="Agreed.", by=world.alice, at=world.now
    )
    assert fresh(paragraph).kind == Revision.Kind.DELETED
    assert paragraph.deleted_at == world.now


def test_moving_does_not_disturb_who_writes_meanwhile(paragraph, report, world):
    on = fresh(paragraph)
    last = report.sections.last()
    writing.move_paragraph(
        paragraph=paragraph, section=last, after=None, by=world.edith, at=world.now
    )
    assert write(paragraph, "The group met once.", on, world.edgar, world).outcome == "saved"
    assert fresh(paragraph).section == last
    part = queries.content_of(report).parts[-1]
    assert [(each.number, each.text) for each in part.passages] == [("5.1", "The group met once.")]


def test_a_delegate_may_not_write_and_nobody_writes_in_a_retired_section(report, section, world):
    with pytest.raises(NotAllowed):
        writing.add_paragraph(section=section, text="Mine.", by=world.bob, at=world.now)
    outlining.retire_section(section=section, reason="Merged.", by=world.alice, at=world.now)
    with pytest.raises(errors.SectionRetired):
        writing.add_paragraph(section=section, text="Late.", by=world.alice, at=world.now)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 20_001])
def test_texts_have_bounds(section, world, text):
    with pytest.raises(errors.BadText):
        writing.add_paragraph(section=section, text=text, by=world.alice, at=world.now)


def test_hostile_letters_are_taken_out(section, world):
    made = writing.add_paragraph(
        section=section, text="a\x00b\ud800c" + "x" * 19_000, by=world.alice, at=world.now
    )
    assert made.revision.text.startswith("ab?c")


def test_history_is_only_added_to(paragraph):
    revision = fresh(paragraph)
    revision.text = "Never said."
    with pytest.raises(Fixed):
        revision.save()
    with pytest.raises(Fixed):
        revision.delete()
