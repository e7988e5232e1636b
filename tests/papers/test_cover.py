"""What cover sheets say, from tables as the ITU sets them, from lines, and from Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.papers.blocks import Cell, Change, Paper, Paragraph, Row, Run, Table
from comitia.papers.contacts import Contact
from comitia.papers.cover import OF_PROPERTIES, Cover, Found, cover_of
from comitia.papers.markdown import markdown_paper
from comitia.papers.plain import plain_paper
from comitia.papers.symbols_of_documents import is_document_symbol


def sheet(*rows: tuple[str, ...]) -> Table:
    return Table(
        tuple(
            Row(
                tuple(
                    Cell(tuple(Paragraph((Run(line),)) for line in text.split("|"))) for text in row
                )
            )
            for row in rows
        )
    )


PAPER = Paper(
    (
        Paragraph((Run("INTERNATIONAL TELECOMMUNICATION UNION"),)),
        sheet(
            ("STUDY PERIOD 2009-2012", "COM 14 – C 10 – E"),
            ("", "Original: English"),
            ("Question(s):", "3/14, 5/14", "Geneva, 12-23 September 2011"),
            ("STUDY GROUP 14 – CONTRIBUTION 10",),
            ("Source:", "Example Telecom; Republic of Atlantis"),
            ("Title:", "A plan for the groups"),
            ("Purpose:", "Proposal"),
            (
                "Contact:",
                "Alice Example|Example Telecom|Atlantis",
                "Tel: +99 1 234|Fax: +99 1 235|E-mail: alice@telecom.example",
            ),
            ("Contact:", "Bob Sample|Sample Labs|Utopia", "Tel: +99 5 E-mail: bob@labs.example"),
            ("Keywords:", "Structure, mandate"),
            ("Abstract:", "This contribution proposes a plan.|It has two parts."),
        ),
        Paragraph((Run("Introduction"),), "heading", 1, "1"),
        Paragraph((Run("Title: not this one"),)),
    ),
    language="en",
)


def test_a_sheet_in_a_table_is_read_whole() -> None:
    assert cover_of(PAPER) == Cover(
        symbol=Found("COM 14 – C 10 – E", 1),
        meeting=Found("Geneva, 12-23 September 2011", 1),
        questions=Found("3/14, 5/14", 1),
        title=Found("A plan for the groups", 1),
        abstract=Found("This contribution proposes a plan.\nIt has two parts.", 1),
        purpose=Found("Proposal", 1),
        sources=(Found("Example Telecom", 1), Found("Republic of Atlantis", 1)),
        keywords=(Found("Structure", 1), Found("mandate", 1)),
        contacts=(
            Contact(
                *("Alice Example", "Example Telecom", "Atlantis"),
                *("+99 1 234", "+99 1 235", "alice@telecom.example", 1),
            ),
            Contact("Bob Sample", "Sample Labs", "Utopia", "+99 5", "", "bob@labs.example", 1),
        ),
        language=Found("en", OF_PROPERTIES),
        original_language=Found("en", 1),
    )


def test_the_form_of_contributions_with_several_fields_in_a_row() -> None:
    form = sheet(
        ("Question(s):", "3/14", "Meeting, date:", "Atlantis City, 1-5 March 2012"),
        ("Study Group:", "14", "Working Party:", "2", "Intended type of document (R-C-TD):", "C"),
        ("Title:", "<Title>"),
        ("Contact:", "<Name>|<Organization>|<Country>", "Tel:|Fax:|Email:"),
        ("Contact:", "Alice Example", "Tel:|Fax:|Email: alice@a.example"),
    )
    assert cover_of(Paper((form,))) == Cover(
        questions=Found("3/14", 0),
        meeting=Found("Atlantis City, 1-5 March 2012", 0),
        group=Found("14", 0),
        working_party=Found("2", 0),
        intended_type=Found("C", 0),
        contacts=(Contact("Alice Example", email="alice@a.example", block=0),),
    )


def test_a_form_in_lines_with_tabs() -> None:
    lines = "Question(s):\t3/14\tMeeting, date:\tAtlantis, 2012\nSource:\tUtopia\nTitle:\tPurpose:"
    cover = cover_of(plain_paper(lines))
    assert (cover.questions, cover.meeting) == (Found("3/14", 0), Found("Atlantis, 2012", 0))
    assert (cover.sources, cover.title) == ((Found("Utopia", 0),), None)


def test_words_in_other_tables_are_no_labels() -> None:
    assert cover_of(Paper((sheet(("Name", "Game"), ("Lebron", "Ball")),))) == Cover()
    named = sheet(("Title", "The plan"), ("Source", "Atlantis"))
    assert cover_of(Paper((named,))).title == Found("The plan", 0)


def test_what_is_under_a_label_ends_with_the_next_heading_in_all_but_name() -> None:
    lines = ("Summary", "This is said in short.", "And this.", "Keywords", "a, b", "Introduction")
    cover = cover_of(Paper(tuple(Paragraph((Run(line),)) for line in (*lines, "It begins."))))
    assert cover.abstract == Found("This is said in short.\nAnd this.", 0)
    assert [each.value for each in cover.keywords] == ["a", "b"]


@pytest.mark.parametrize(
    "lines",
    [
        "Source: Atlantis\nTitle: The plan\nQuestion(s): 3/14\nContact: Alice, Telecom, Atlantis",
        "Source : Atlantis\nTitre : The plan\nQuestion : 3/14\nContact : Alice, Telecom, Atlantis",
        "Origen: Atlantis\nTítulo: The plan\nCuestión(es): 3/14\n"
        "Contacto: Alice, Telecom, Atlantis",
        "Источник: Atlantis\nНазвание: The plan\nВопрос(ы): 3/14\n"
        "Контакт: Alice, Telecom, Atlantis",
        "来源：Atlantis\n标题：The plan\n课题：3/14\n联系人：Alice，Telecom，Atlantis",
        "المصدر: Atlantis\nالعنوان: The plan\nالمسألة: 3/14\nجهة الاتصال: Alice، Telecom، Atlantis",
    ],
)
def test_lines_are_read_in_all_six_languages(lines: str) -> None:
    cover = cover_of(plain_paper(lines))
    assert [each.value for each in cover.sources] == ["Atlantis"]
    assert cover.title == Found("The plan", 0)
    assert cover.questions == Found("3/14", 0)
    assert cover.contacts == (Contact("Alice", "Telecom", "Atlantis", block=0),)


def test_the_fields_at_the_head_of_markdown() -> None:
    text = (
        "---\ntitle: The plan\nsource: Atlantis\nlanguage: français\nkeywords: a; b\n"
        "contact: Alice <alice@a.example>\ntel: +99 1\n---\n\n## Abstract\n\nIn short.\n\n# Scope\n"
    )
    cover = cover_of(markdown_paper(text))
    assert (cover.title, cover.language) == (Found("The plan", 0), Found("fr", 2))
    assert [each.value for each in cover.keywords] == ["a", "b"]
    assert cover.contacts == (Contact("Alice", tel="+99 1", email="alice@a.example", block=4),)
    assert cover.abstract == Found("In short.", 6)


def test_a_title_without_a_label_is_a_guess_and_properties_come_last() -> None:
    heading = Paragraph((Run("Scope"),), "heading", 1)
    titled = Paragraph((Run("The plan"),), "title")
    assert cover_of(Paper((heading, titled), title="x")).title == Found("The plan", 1, guessed=True)
    assert cover_of(Paper((heading,), title="x")).title == Found("Scope", 0, guessed=True)
    assert cover_of(Paper((), title="x", language="ar")) == Cover(
        title=Found("x"), language=Found("ar")
    )
    assert cover_of(Paper((Paragraph((Run("Words."),)),))) == Cover()


@pytest.mark.parametrize(
    ("said", "code"),
    [("English only", "en"), ("только на русском языке", "ru"), ("仅有英文", "en")],
)
def test_an_only_language_is_also_the_original(said: str, code: str) -> None:
    cover = cover_of(Paper((sheet((said,)),)))
    assert cover.language == cover.original_language == Found(code, 0)


def test_deleted_words_are_not_said() -> None:
    gone = Run(" old", change=Change("deleted"))
    assert cover_of(Paper((Paragraph((Run("Title: new"), gone)),))).title == Found("new", 0)


@pytest.mark.parametrize(
    "symbol",
    [
        *("COM 19 – R 4", "COM 14-10", "TD 415", "TD293/TSAG", "TD 076 Rev.1", "Document 48-E"),
        *(
            "Addendum 16 to Document 48-E",
            "TSAG-TD245",
            "S14-PP-C-0079!A3!MSW-R",
            "T09-TSAG-C-0012",
            "TD 415 (PLEN/15)",
        ),
    ],
)
def test_symbols_of_documents(symbol: str) -> None:
    assert is_document_symbol(symbol)


@pytest.mark.parametrize("text", ["Document", "14-10", "The COM 14-10", "A 10", "WP", "TD"])
def test_what_is_no_symbol(text: str) -> None:
    assert not is_document_symbol(text)


_WORDS = st.sampled_from(
    ["Title:", "Source", "Contact:", "Tel:", "x", "\n", " ", ":", "Abstract", "TD 4", "a@b.example"]
) | st.sampled_from(["Original:", "English", "only", "\t", "标题：", "，", "Question(s):", "2012"])
_TEXTS = st.lists(_WORDS, max_size=6).map("".join)


@given(st.lists(_TEXTS, max_size=4), st.lists(st.lists(_TEXTS, max_size=3), max_size=3))
def test_any_sheet_is_read_and_says_where(lines: list[str], rows: list[list[str]]) -> None:
    blocks = [Paragraph((Run(line),)) for line in lines]
    paper = Paper((*blocks, sheet(*(tuple(row) for row in rows))))
    cover = cover_of(paper)
    places = [each.block for each in (*cover.sources, *cover.keywords, *cover.contacts)]
    assert all(0 <= place < len(paper.blocks) for place in places)
    assert cover.title is None or not cover.title.guessed
