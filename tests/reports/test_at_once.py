"""Several editors with old copies before them: whatever they do, no text is lost."""

import random
import re

import pytest

from comitia.reports import choosing, errors, queries, writing
from comitia.reports.models import Alternative, Revision

STEPS = 40


def words(text):
    """The words that editors made up, without what stands around them."""
    return set(re.findall(r"w[0-9]+", text))


class Editor:
    """Writes on a copy that may be old, and mostly does not look first."""

    def __init__(self, person):
        self.person = person
        self.copies = {}

    def copy_of(self, paragraph, chance):
        known = self.copies.get(paragraph.pk)
        if known is None or chance.random() < 0.3:
            paragraph.refresh_from_db()
            known = self.copies[paragraph.pk] = paragraph.revision
        return known


def changed(text, chance, fresh):
    """The text with words put in, taken out and replaced; each new word is one of its own."""
    words = text.split(" ")
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(words) + 1)
        act = chance.choice(["in", "in", "out", "over"])
        if act != "in" and place < len(words):
            words.pop(place)
        if act != "out" or not words:
            words.insert(place, fresh())
    return " ".join(words)


@pytest.mark.parametrize("seed", range(12))
def test_nothing_that_was_written_is_lost(report, section, world, seed):
    chance = random.Random(seed)
    made = iter(range(10_000))
    act = {"at": world.now}

    def fresh():
        return f"w{next(made)}"

    editors = [Editor(each) for each in (world.alice, world.edith, world.edgar)]
    paragraphs = [
        writing.add_paragraph(
            section=section, text=" ".join(fresh() for _ in range(12)), by=world.alice, **act
        )
        for _ in range(2)
    ]
    sent, taken_out, set_aside = [], set(), set()
    for _ in range(STEPS):
        editor, paragraph = chance.choice(editors), chance.choice(paragraphs)
        on = editor.copy_of(paragraph, chance)
        what = chance.choice(["write"] * 6 + ["delete", "move", "choose", "restore"])
        act["by"] = editor.person
        try:
            if what == "write":
                base = on.text or " ".join(fresh() for _ in range(3))
                text = changed(base, chance, fresh)
                writing.write_paragraph(paragraph=paragraph, text=text, on=on, **act)
                sent.append((paragraph.pk, text))
                taken_out |= words(on.text) - words(text)
            elif what == "delete":
                writing.delete_paragraph(paragraph=paragraph, on=on, reason="x", **act)
                taken_out |= words(on.text)
            elif what == "move":
                target = chance.choice(list(report.sections.all()))
                writing.move_paragraph(paragraph=paragraph, section=target, after=None, **act)
            elif what == "restore":
                writing.restore_paragraph(paragraph=paragraph, reason="x", **act)
            else:
                standing = queries.alternatives_of(paragraph)
                if standing:
                    paragraph.refresh_from_db()
                    chosen = chance.choice(standing)
                    choosing.choose_alternative(
                        alternative=chosen, on=paragraph.revision, reason="x", **act
                    )
                    set_aside |= {word for each in standing for word in words(each.text)}
        except (errors.ParagraphDeleted, errors.MovedOn, errors.TooMany, errors.ChooseFirst):
            continue
    _every_text_is_kept(sent)
    _every_word_stands(sent, paragraphs, taken_out | set_aside)
    for paragraph in paragraphs:
        _history_replays(paragraph)


def _every_text_is_kept(sent):
    """What was sent is in the history to the letter."""
    kept = set(Revision.objects.values_list("paragraph_id", "text"))
    kept |= set(Revision.objects.values_list("paragraph_id", "submitted"))
    kept |= set(Alternative.objects.values_list("paragraph_id", "text"))
    assert set(sent) <= kept


def _every_word_stands(sent, paragraphs, taken_out):
    """A word that nobody took out, and no choice set aside, is in the text now."""
    now = set()
    for paragraph in paragraphs:
        paragraph.refresh_from_db()
        now |= words(paragraph.revision.text)
    assert {word for _, text in sent for word in words(text)} <= now | taken_out


def _history_replays(paragraph):
    """Step by step the revisions lead to what the paragraph says, and each to the next."""
    paragraph.refresh_from_db()
    revisions = queries.revisions_of(paragraph)
    assert [each.serial for each in revisions] == list(range(1, len(revisions) + 1))
    text, section, is_deleted = "", None, False
    for each in revisions:
        if each.kind == "written" and each.serial > 1:
            # Written over: only what its author had before them.
            assert each.base.text == text
        if each.kind == "moved":
            assert each.text == text
        text, section, is_deleted = each.text, each.section, each.kind == "deleted"
    assert (text, section) == (paragraph.revision.text, paragraph.section)
    assert is_deleted == (paragraph.deleted_at is not None)
    assert "".join(span.text for span in queries.blamed(paragraph)) == text
