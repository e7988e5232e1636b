"""Old Word files and Rich Text: their words, paragraphs and notes, and no more."""

import pytest

from comitia.papers.blocks import Note, PageBreak, Paragraph, Run, Table
from comitia.papers.kinds import kind_of
from comitia.papers.plain import paper_text
from comitia.papers.refusals import Encrypted, TooLarge, UnknownKind
from comitia.papers.rtf import rtf_paper, rtf_text
from comitia.papers.word97 import word97_paper, word97_text
from tests.papers.ole import ole, word97


def test_pieces_of_both_widths_follow_each_other() -> None:
    data = word97(["Fi\xe9rst ", "часть\rSecond", " one\r"])
    assert kind_of("a.doc", "", data) == "doc"
    assert word97_text(data) == "Fiérst часть\nSecond one"
    assert word97_paper(data).blocks == (
        Paragraph((Run("Fiérst часть"),)),
        Paragraph((Run("Second one"),)),
    )


def test_rows_labels_fields_notes_and_pages() -> None:
    text = (
        "a\x07b\x07\x07c\x07d\x07\x07a)\tto act\x02\r\x13 PAGE \x14seven\x15\x0b8\r\x0cnext\r"
        "\x13 EQ \\f(1,2) \x15 half\r"
    )
    paper = word97_paper(word97([text], "\x02 said\r"))
    table, *others = paper.blocks
    assert isinstance(table, Table)
    assert paper_text(paper).split("\n")[:2] == ["a\tb", "c\td"]
    assert others == [
        Paragraph((Run("to act"), Run("1", note="f1")), "item", 0, "a)"),
        Paragraph((Run("seven\n8"),)),
        PageBreak(),
        Paragraph((Run("next"),)),
        Paragraph((Run("\\f(1,2) half"),)),
    ]
    assert paper.notes == (Note("f1", "1", (Paragraph((Run("said"),)),)),)


def test_the_language_is_what_the_file_says_and_macros_are_left_out() -> None:
    paper = word97_paper(word97(["Un texte\r"], more={"_VBA_PROJECT_CUR": b"x"}))
    assert (paper.language, paper.remarks) == ("fr", ("macros_left_out",))


def test_locked_and_other_compound_files_are_refused() -> None:
    with pytest.raises(Encrypted):
        word97_paper(word97(["a\r"], flags=0x0100))
    with pytest.raises(Encrypted):
        word97_paper(ole({"EncryptedPackage": b"x"}))
    with pytest.raises(UnknownKind):
        word97_paper(ole({"Workbook": b"x"}))


def test_footnotes_of_rich_text_stand_where_they_are_cited() -> None:
    data = rb"{\rtf1 a{\super 1{\*\footnote  said{\b so}}} b{\*\unknown not}\par c}"
    assert rtf_text(data) == "a1 [ saidso] b\nc"


def test_bullets_of_word_processors_are_bullets() -> None:
    paper = rtf_paper(rb"{\rtf1 \u-3913?\tab one\par \u-3913?\tab two\par a.\tab three}")
    assert [block.label for block in paper.blocks] == ["•", "•", "a."]


def test_rich_text_beyond_the_bound_is_refused_and_never_cut(monkeypatch) -> None:
    monkeypatch.setattr("comitia.papers.rtf.MOST_FILE_BYTES", 20)
    with pytest.raises(TooLarge):
        rtf_paper(b"{\\rtf1 " + b"a" * 20)


def test_rich_text_is_paragraphs_rows_and_labels() -> None:
    data = rb"{\rtf1\ansi\ansicpg1251 1.\tab \u1047?\'e0\par a\cell b\row c\cell d\row end}"
    paper = rtf_paper(data)
    assert paper.blocks[0] == Paragraph((Run("За"),), "item", 0, "1.")
    assert isinstance(paper.blocks[1], Table)
    assert paper_text(paper).split("\n") == ["1.\tЗа", "a\tb", "c\td", "end"]
