"""Plain text as a paper and back: paragraphs, labels, headings where they are sure, tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.papers.blocks import (
    Cell,
    Change,
    Comment,
    Equation,
    Note,
    Paper,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
from comitia.papers.plain import MOST_CHARACTERS, paper_text, plain_paper
from comitia.papers.refusals import TooLarge

GONE = Change("deleted", "Alice")


def blocks(text: str):
    return plain_paper(text).blocks


def test_full_lines_are_joined_and_short_ones_kept_apart() -> None:
    long = "A line of an average mail that was broken because full"
    assert blocks(f"{long}\ngoes on.\n\nAlice\nBob") == (
        Paragraph((Run(f"{long} goes on."),)),
        Paragraph((Run("Alice\nBob"),)),
    )


def test_labels_begin_items() -> None:
    assert blocks("instructs\n1) to act\na) to report\n- at once") == (
        Paragraph((Run("instructs"),)),
        Paragraph((Run("to act"),), "item", 0, "1)"),
        Paragraph((Run("to report"),), "item", 0, "a)"),
        Paragraph((Run("at once"),), "item", 0, "•"),
    )


@pytest.mark.parametrize(
    ("text", "label", "level"),
    [
        ("2.1 Scope\n\nText.", "2.1", 2),
        ("1. Introduction\n\nText.", "1.", 1),
        ("Scope\n=====\n\nText.", "", 1),
        ("3 Scope\n-------", "3", 2),
    ],
)
def test_a_sure_heading_is_one(text: str, label: str, level: int) -> None:
    first = blocks(text)[0]
    assert (first.kind, first.label, first.level) == ("heading", label, level)


@pytest.mark.parametrize(
    "text",
    ["1. apples\n\n2. pears", "12 March\n\nText.", "2.1 It ends.\n\nText.", "2.1 Last", "A. Smith"],
)
def test_what_may_be_something_else_is_no_heading(text: str) -> None:
    assert blocks(text)[0].kind != "heading"


def test_lines_of_as_many_tabs_are_a_table_and_come_back() -> None:
    text = "Milestone\tDate\nReport\tMay 2012"
    (table,) = blocks(text)
    assert [len(row.cells) for row in table.rows] == [2, 2]
    assert paper_text(plain_paper(text)) == text


def test_labels_before_tabs_are_no_table() -> None:
    assert [block.label for block in blocks("a)\tto act\nb)\tto report")] == ["a)", "b)"]


def test_the_text_of_a_paper_holds_labels_tables_and_notes_and_no_deleted_word() -> None:
    row = Row((Cell((Paragraph((Run("a"),)), Paragraph((Run("b"),)))), Cell()))
    gone = Row((Cell((Paragraph((Run("never"),)),)),), change=GONE)
    paper = Paper(
        (
            Paragraph((Run("Scope"),), "heading", 1, "1"),
            Paragraph((Run("kept "), Run("lost", change=GONE), Run("1", note="n"))),
            Table((row, gone)),
            Table((row,), change=GONE),
            Equation("a=b", "(1)"),
            Picture("image/png", b"x", "a plan"),
        ),
        (Note("n", "1", (Paragraph((Run("said"),)),)),),
        (Comment("c", "Bob", "", "aside"),),
    )
    assert paper_text(paper).split("\n") == [
        "1\tScope", "kept [1]", "a b\t", "a=b\t(1)", "a plan", "1\tsaid",
    ]  # fmt: skip


def test_a_text_beyond_the_bound_is_refused() -> None:
    with pytest.raises(TooLarge):
        plain_paper("a" * (MOST_CHARACTERS + 1))


_LINES = st.lists(
    st.sampled_from(["a) b", "1.1 C", "x\ty", "", "----", "word " * 12, "- d", "2. e", "通", "…"]),
    max_size=12,
)


@given(_LINES)
def test_no_word_is_lost(lines: list[str]) -> None:
    text = paper_text(plain_paper("\n".join(lines)))
    kept = "".join(text.split()).replace("•", "-")
    for line in lines:
        # A line under a heading is not a word.
        assert line == "----" or "".join(line.split()) in kept
