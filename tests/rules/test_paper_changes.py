"""Deciding on the tracked changes of a paper, as they stand in files."""

import pytest

from comitia.papers.blocks import (
    Cell,
    Change,
    Comment,
    Equation,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
from comitia.papers.changes import accepted, has_changes, rejected, text_of

IN = Change("inserted", "Alice", "2011-11-25T10:00:00Z")
OUT = Change("deleted", "Bob", "2011-11-26T10:00:00Z")
HERE, AWAY = Change("moved_here", "Bob", "", "m"), Change("moved_away", "Bob", "", "m")


def texts(paper: Paper) -> list[str]:
    return text_of(paper.blocks).split("\n")


def test_runs_are_taken_or_declined():
    runs = (Run("The "), Run("old", change=OUT), Run("new", change=IN), Run(" text"))
    paper = Paper((Paragraph(runs, label="b)", label_before="a)"),))
    assert accepted(paper).blocks == (Paragraph((Run("The new text"),), label="b)"),)
    assert rejected(paper).blocks == (Paragraph((Run("The old text"),), label="a)"),)
    assert has_changes(paper)
    assert not has_changes(accepted(paper))


def test_a_moved_paragraph_is_in_one_place_either_way():
    paper = Paper(
        (
            Paragraph((Run("Moved", change=AWAY),), change=AWAY),
            Paragraph((Run("Stays"),)),
            Paragraph((Run("Moved", change=HERE),), change=HERE),
        )
    )
    assert texts(accepted(paper)) == ["Stays", "Moved"]
    assert texts(rejected(paper)) == ["Moved", "Stays"]


def test_a_paragraph_whose_end_alone_went_is_joined_to_the_next():
    joined = Paper((Paragraph((Run("One, "),), change=OUT), Paragraph((Run("two."),))))
    assert texts(accepted(joined)) == ["One, two."]
    assert texts(rejected(joined)) == ["One, ", "two."]
    # Before a table there is none to join it to.
    table = Table((Row((Cell((Paragraph((Run("cell"),)),)),)),))
    assert texts(accepted(Paper((joined.blocks[0], table)))) == ["One, ", "cell"]


def test_rows_tables_pictures_and_equations_come_and_go():
    row = Row((Cell((Paragraph((Run("kept"),)),)),))
    gone = Row((Cell((Paragraph((Run("gone"),)),)),), change=OUT)
    paper = Paper(
        (
            Table((row, gone)),
            Table((gone,)),
            Table((row,), change=IN),
            Picture("image/png", b"1", "a plan", change=OUT),
            Equation("a/b", change=IN),
            PageBreak(change=OUT),
        )
    )
    assert texts(accepted(paper)) == ["kept", "kept", "a/b"]
    # A table that has lost all its rows is gone with them.
    assert [type(each) for each in accepted(paper).blocks] == [Table, Table, Equation]
    assert texts(rejected(paper)) == ["kept", "gone", "gone", "a plan"]


@pytest.mark.parametrize(
    "paper",
    [
        Paper((Paragraph((Run("new", change=IN),)),)),
        Paper((Paragraph((Run("end"),), change=OUT),)),
        Paper((Paragraph((Run("label"),), label="b)", label_before=""),)),
        Paper((Picture("image/png", b"1", "a plan", change=OUT),)),
        Paper((Table((Row((), change=IN),)),)),
        Paper((Table((Row((Cell((Paragraph((Run("x", change=IN),)),)),)),)),)),
        Paper((), (Note("n", "2", (), label_before="1"),)),
        Paper((), (Note("n", "2", (Paragraph((Run("x", change=OUT),)),)),)),
    ],
)
def test_a_change_is_found_wherever_it_is(paper):
    assert has_changes(paper)
    assert not has_changes(accepted(paper))
    assert not has_changes(rejected(paper))


def test_notes_and_comments_go_with_the_text_that_has_them():
    paper = Paper(
        (
            Paragraph(
                (
                    Run("Text"),
                    Run("2", note="kept"),
                    Run("1", note="gone", change=OUT),
                    Run("odd", comments=("c",), change=IN),
                )
            ),
        ),
        (
            Note("gone", "1", (Paragraph((Run("See 3."),)),)),
            Note("kept", "2", (Paragraph((Run("See 4."),)),), label_before="3"),
            Note("uncited", "", ()),
        ),
        (Comment("c", "Carol", "", "Why?"), Comment("loose", "Carol", "", "Whole paper")),
    )
    after, before = accepted(paper), rejected(paper)
    assert [(note.key, note.label) for note in after.notes] == [("kept", "2"), ("uncited", "")]
    assert [(n.key, n.label) for n in before.notes] == [
        *(("gone", "1"), ("kept", "3"), ("uncited", "")),
    ]
    assert text_of(before.blocks) == "Text31"
    assert [each.key for each in after.comments] == ["c", "loose"]
    assert [each.key for each in before.comments] == ["loose"]
