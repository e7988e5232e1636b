"""A paper in a page: all its words, right-to-left where it is, and nothing that acts."""

from html.parser import HTMLParser

import pytest

from comitia.documents.publish import bounds
from comitia.documents.publish.bounds import TooLargeToPublish
from comitia.documents.publish.cover import Cover
from comitia.documents.publish.html import body_html
from comitia.documents.publish.text import text_file
from comitia.papers.blocks import Cell, Change, Note, PageBreak, Paper, Paragraph, Row, Run, Table
from tests.documents.publish.material import LANGUAGES, WORDS, hostile, rich

VOID = {"br", "hr", "img"}
# What may stand inside a paper, and with which attributes.
ALLOWED = {
    "a", "bdi", "blockquote", "br", "caption", "code", "del", "div", "em", "figure", "h2", "h3",
    "h4", "h5", "h6", "hr", "img", "ins", "li", "mark", "p", "pre", "s", "section", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "alt", "aria-label", "aria-labelledby", "aria-level", "class", "colspan", "dir", "href", "id",
    "lang", "rel", "role", "rowspan", "scope", "src", "tabindex", "title", "width",
}  # fmt: skip


class Looked(HTMLParser):
    """Reads HTML strictly: tags nest, ids are unique, links within lead somewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open
        self.ids = [facts["id"] for _, facts in self.tags if "id" in facts]
        assert len(self.ids) == len(set(self.ids))
        for _, facts in self.tags:
            href = facts.get("href") or ""
            assert not href.startswith("#") or href[1:] in self.ids

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there(language: str) -> None:
    looked = Looked(body_html(rich(language)))
    for word in WORDS[language].values():
        assert word in looked.text
    facts = looked.tags[0][1]
    assert (facts["lang"], facts["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    tags = [tag for tag, _ in looked.tags]
    assert {"ins", "del", "table", "caption", "th", "mark", "pre", "blockquote"} <= set(tags)


def test_changes_say_who_and_when_in_the_readers_words() -> None:
    looked = Looked(body_html(rich("en"), in_words="fr"))
    titles = [facts.get("title") for tag, facts in looked.tags if tag == "del"]
    assert "supprimé : Alice Example, 25 novembre 2011" in titles
    assert "déplacé ailleurs : Alice Example, 25 novembre 2011" in titles
    moves = [facts["href"] for _, facts in looked.tags if facts.get("class") == "other-end"]
    assert moves == ["#p-m1to", "#p-m1from"]


def test_headings_leave_no_step_out() -> None:
    looked = Looked(body_html(rich("en"), below=2))
    assert [tag for tag, _ in looked.tags if tag in {"h3", "h4", "h5"}][:3] == ["h3", "h3", "h4"]


def test_a_picture_is_shown_only_through_the_page() -> None:
    assert "<img" not in body_html(rich("en"))
    shown = body_html(rich("en"), picture_url=lambda number, each: f"/x/{number}?a&b")
    images = [facts for tag, facts in Looked(shown).tags if tag == "img"]
    assert [image["src"] for image in images] == ["/x/0?a&b", "/x/1?a&b"]
    assert images[0]["alt"] == WORDS["en"]["caption"]


def test_hostile_text_is_inert() -> None:
    looked = Looked(body_html(hostile()))
    assert {tag for tag, _ in looked.tags} <= ALLOWED
    for _, facts in looked.tags:
        assert set(facts) <= ATTRIBUTES
        href = facts.get("href") or "#"
        assert href.startswith(("#", "http:", "https:", "mailto:"))
    assert "<script>alert(1)</script>" in looked.text
    assert "\u202e" not in looked.text


def test_two_papers_on_one_page_share_no_id() -> None:
    Looked(f"{body_html(rich('en'))}{body_html(rich('en'), prefix='q-')}")


def test_a_mixed_paper_turns_each_paragraph_its_own_way() -> None:
    arabic, latin = WORDS["ar"]["text"], "See the Handbook of Procedures, Geneva, third edition."
    looked = Looked(
        body_html(
            Paper(
                (Paragraph((Run(arabic),)), Paragraph((Run(latin),)), Paragraph((Run("ITU-T"),))),
                language="ar",
            )
        )
    )
    assert [facts.get("dir") for tag, facts in looked.tags if tag == "p"] == [None, "ltr", None]
    looked = Looked(body_html(Paper((Paragraph((Run(arabic),)), Paragraph((Run(latin * 9),))))))
    assert looked.tags[0][1]["dir"] == "ltr"
    assert [facts.get("dir") for tag, facts in looked.tags if tag == "p"] == ["rtl", None]


@pytest.mark.parametrize("more", [0, 1])
def test_a_table_is_bounded(more: int) -> None:
    rows = (Row((Cell(),) * 100),) * 1_000 + (Row((Cell(),)),) * more
    paper = Paper((Table(rows),))
    assert bounds.MOST_CELLS == 100_000
    if more:
        with pytest.raises(TooLargeToPublish, match=r"100,001 table cells; at most 100,000"):
            body_html(paper)
    else:
        assert body_html(paper).count("<td>") == 100_000


def test_tables_within_tables_keep_their_words_at_any_depth() -> None:
    block: Paragraph | Table = Paragraph((Run("innermost"),))
    for _ in range(5_000):
        block = Table((Row((Cell((block,)),)),))
    looked = Looked(body_html(Paper((block,))))
    assert "innermost" in looked.text
    assert len([tag for tag, _ in looked.tags if tag == "table"]) == bounds.MOST_DEPTH


def test_what_a_note_and_a_page_break_were_before_is_shown():
    cited = Paragraph((Run("Text", note=""), Run("2", note="n")))
    note = Note("n", "2", (Paragraph((Run("Said."),)),), label_before="1")
    gone = PageBreak(Change("deleted", "Alice", ""))
    page = body_html(Paper((cited, gone), notes=(note,), language="en"))
    assert "<del>1</del> <ins>2</ins>" in page
    assert 'class="page-break was-deleted" title="' in page
    assert "[[-1-][+2+]]" in text_file(Paper((cited,), notes=(note,)), Cover()).decode()
