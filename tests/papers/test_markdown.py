"""Markdown as a paper: what each construct becomes, and that nothing in it leads astray."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.papers.blocks import Cell, Note, Paragraph, Picture, Row, Run, Table
from comitia.papers.markdown import MOST_CHARACTERS, markdown_paper
from comitia.papers.refusals import TooLarge

STRONG, EMPHASIS = frozenset({"strong"}), frozenset({"emphasis"})


def only(text: str):
    (block,) = markdown_paper(text).blocks
    return block


def runs(text: str) -> tuple[Run, ...]:
    block = only(text)
    assert isinstance(block, Paragraph)
    return block.runs


def test_a_heading_gives_its_typed_number_as_label() -> None:
    assert only("## 2.1 Scope") == Paragraph((Run("Scope"),), "heading", 2, "2.1")
    assert only("# Scope").label == ""


def test_marks_links_and_code_within_a_paragraph() -> None:
    assert runs("a **b *c*** `d` ~~e~~ [f](https://itu.example/x)") == (
        Run("a "),
        Run("b ", STRONG),
        Run("c", STRONG | EMPHASIS),
        Run(" "),
        Run("d", frozenset({"code"})),
        Run(" "),
        Run("e", frozenset({"struck"})),
        Run(" "),
        Run("f", link="https://itu.example/x"),
    )


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/", True),
        ("mailto:alice@a.example", True),
        ("#clause-2", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//a.example/", False),
    ],
)
def test_only_safe_links_stay_links(address: str, kept: bool) -> None:
    assert runs(f"[x]({address})") == (Run("x", link=address if kept else ""),)


def test_raw_html_is_text() -> None:
    assert only("<script>alert(1)</script>") == Paragraph((Run("<script>alert(1)</script>"),))
    assert runs("a <b onclick=x>b</b>") == (Run("a <b onclick=x>b</b>"),)


def test_lists_have_depth_and_labels_and_further_paragraphs_none() -> None:
    found = [
        (block.level, block.label, block.runs[0].text)
        for block in markdown_paper("3. one\n\n   more\n4. two\n   - deep\n5) other").blocks
    ]
    assert found == [
        (0, "3.", "one"), (0, "", "more"), (0, "4.", "two"), (1, "•", "deep"), (0, "5)", "other"),
    ]  # fmt: skip


def test_lettered_lines_are_items_though_markdown_has_none() -> None:
    found = markdown_paper("a) to invite\nb) to **report**").blocks
    assert found == (
        Paragraph((Run("to invite"),), "item", 0, "a)"),
        Paragraph((Run("to "), Run("report", STRONG)), "item", 0, "b)"),
    )


def test_lines_of_a_paragraph_join_as_their_script_does() -> None:
    assert runs("one\ntwo  \nthree") == (Run("one two\nthree"),)
    assert runs("通信\n小组") == (Run("通信小组"),)


def test_a_table_has_its_head() -> None:
    def cell(text: str) -> Cell:
        return Cell((Paragraph((Run(text),)),))

    assert only("| a | b |\n|---|---|\n| c | |") == Table(
        (Row((cell("a"), cell("b")), head=True), Row((cell("c"), Cell())))
    )


def test_footnotes_are_cited_by_number() -> None:
    paper = markdown_paper("Word[^x] and [^none].\n\n[^x]: The *note*\n    goes on.\n\nEnd.")
    assert paper.blocks[0] == Paragraph((Run("Word"), Run("1", note="x"), Run(" and [^none].")))
    assert paper.blocks[1] == Paragraph((Run("End."),))
    said = Paragraph((Run("The "), Run("note", EMPHASIS), Run(" goes on.")))
    assert paper.notes == (Note("x", "1", (said,)),)


def test_a_footnote_in_code_is_code() -> None:
    assert only("```\n[^x]: no note\n```") == Paragraph((Run("[^x]: no note"),), "code")


def test_a_quote_and_a_picture_that_is_not_fetched() -> None:
    paper = markdown_paper("> said\n\n![a plan](https://spy.example/p.png)")
    assert paper.blocks == (Paragraph((Run("said"),), "quote"), Picture("", b"", "a plan"))
    assert paper.remarks == ("pictures_left_out",)


def test_front_lines_are_lines_of_their_own() -> None:
    paper = markdown_paper("---\ntitle: A plan\nsource:\n  - Atlantis\n---\n# Scope")
    assert [block.runs[0].text for block in paper.blocks] == [
        "title: A plan", "source: Atlantis", "Scope",
    ]  # fmt: skip


def test_a_text_beyond_the_bound_is_refused() -> None:
    assert runs("a" * 10_000)
    with pytest.raises(TooLarge):
        markdown_paper("a" * (MOST_CHARACTERS + 1))


_PIECES = st.sampled_from(
    ["a", "*", "**", "_", "`", "[", "](", ")", "<b>", "|", "|-|", "#", "[^1]", "[^1]: ", "![", "~~"]
) | st.sampled_from(
    ["```", "javascript:", "\\", "通", " ", "\n", "\n\n", "- ", "1. ", "> ", "    ", "---\n", "a) "]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_text_is_a_paper_of_whole_runs(text: str) -> None:
    for block in markdown_paper(text).blocks:
        for run in getattr(block, "runs", ()):
            assert run.text or block.kind == "code"
            assert "javascript:" not in run.link
