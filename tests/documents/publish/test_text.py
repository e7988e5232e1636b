"""Plain text and Markdown: every word, lines that keep their width, changes in brackets."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comitia.documents.publish.cover import Cover
from comitia.documents.publish.markdown import markdown_file
from comitia.documents.publish.text import WIDTH, text_file
from comitia.documents.publish.wrapping import width_of, wrapped
from comitia.papers.blocks import Cell, Note, Paper, Paragraph, Row, Run, Table
from comitia.papers.markdown import markdown_paper
from comitia.papers.plain import paper_text
from tests.documents.publish.covers import cover_in, hostile_cover
from tests.documents.publish.material import LANGUAGES, WORDS, hostile, rich


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_has_every_word_in_lines_of_72(language: str) -> None:
    text = text_file(rich(language), cover_in(language)).decode()
    for name, word in WORDS[language].items():
        # Words in a cell are broken over its lines.
        assert bare(word) in bare(text) or name in {"item", "cell"}
    assert max(width_of(line) for line in text.split("\n")) <= WIDTH
    assert f"[-{WORDS[language]['old']}-]" in text.replace("\n", " ") or language == "zh-hans"


def test_a_table_is_readable_as_text() -> None:
    text = text_file(rich("en", changes=False), Cover()).decode()
    table = text.partition("what they cost")[2].partition("[Picture")[0].strip().split("\n")
    assert [line.replace(" ", "") for line in table if "|" in line] == [
        "Option|Cost", "keepthepresentstructure|10|CHF", "|20|EUR",
    ]  # fmt: skip
    assert [number for number, line in enumerate(table) if "-+-" in line] == [0, 2, 5]


@given(st.text(st.sampled_from("ab 中。（ع،\n"), max_size=80), st.integers(2, 20))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert bare("".join(lines)) == bare(text)
    assert max(map(width_of, lines)) <= width


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown_has_the_same_words_when_it_is_read(language: str) -> None:
    paper = rich(language, changes=False)
    again = markdown_paper(markdown_file(paper, Cover()).decode())
    for name, word in WORDS[language].items():
        assert bare(word) in bare(paper_text(again)) or name == "old"
    headings = [each for each in again.blocks if isinstance(each, Paragraph) and each.label]
    assert [each.label for each in headings if each.kind == "heading"] == ["1", "2", "2.1.1"]


# Signs that mean something in Markdown, at random.
_LETTERS = st.text(
    st.sampled_from("ab1 *_`~#>|[](){}<>!\\-+=.:&;$^\"'/中ع\n"), min_size=1, max_size=24
)
_RUNS = st.lists(
    st.builds(
        Run,
        _LETTERS,
        st.frozensets(st.sampled_from(["strong", "emphasis", "struck", "code"])),
        st.sampled_from(["", "https://example.org/a_b?(c)", "#x"]),
    ),
    max_size=4,
).map(tuple)
_KINDS = st.sampled_from(["text", "quote", "code", "caption"])
_PARAGRAPHS = st.builds(Paragraph, _RUNS, _KINDS)
_ITEMS = st.builds(
    Paragraph, _RUNS, st.just("item"), st.integers(0, 3), st.sampled_from(["•", "1.", "7)"])
)
_TABLES = st.lists(
    st.lists(st.builds(lambda each: Cell((each,)), _PARAGRAPHS), min_size=2, max_size=2),
    min_size=1,
    max_size=3,
).map(lambda rows: Table(tuple(Row(tuple(cells), head=not n) for n, cells in enumerate(rows))))


def words_of(paper: Paper) -> str:
    return bare(paper_text(paper)).replace("\u200b", "")


@given(st.lists(_PARAGRAPHS | _ITEMS | _TABLES, max_size=4))
@example([Paragraph((Run("1"), Run("1", frozenset({"strong", "emphasis", "struck"})), Run("1")))])
@example([Paragraph((Run("1"), Run("\n", frozenset({"strong"})), Run(" ")))])
def test_markdown_of_any_paper_has_its_words(blocks: list[Paragraph | Table]) -> None:
    # An item without words leaves nothing behind but its label.
    kept = [
        each
        for each in blocks
        if not isinstance(each, Paragraph)
        or bare(paper_text(Paper((each,))).removeprefix(each.label))
    ]
    paper = Paper(tuple(kept))
    again = markdown_paper(markdown_file(paper, Cover()).decode())
    assert words_of(again) == words_of(paper)


def test_a_note_is_cited_and_defined() -> None:
    note = Note("k", "1", (Paragraph((Run("See *12*."),)), Paragraph((Run("And more."),))))
    paper = Paper((Paragraph((Run("Text"), Run("1", note="k"))),), (note,))
    again = markdown_paper(markdown_file(paper, Cover()).decode())
    assert words_of(again) == words_of(paper)


def test_hostile_papers_are_text_all_the_same() -> None:
    for made in (text_file, markdown_file):
        assert made(hostile(), hostile_cover()) == made(hostile(), hostile_cover())
