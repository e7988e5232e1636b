"""Facts out of lines, in six languages, whatever is thrown at them. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.documents import coverlines
from comitia.documents.symbols import understood


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("Title: On time", "title", "On time"),
        ("TITRE :\tÀ l'heure", "title", "À l'heure"),
        ("Título: A tiempo", "title", "A tiempo"),
        ("Название: Вовремя", "title", "Вовремя"),
        ("标题：准时", "title", "准时"),
        ("العنوان: في الموعد", "title", "في الموعد"),
        ("Source:\tExamplia", "source", "Examplia"),
        ("- Question(s): 1/99, 2/99", "question", "1/99, 2/99"),
        ("Revision of: C 12", "revision", "C 12"),
    ],
)
def test_labels_in_six_languages(line, key, value):
    assert coverlines.read_cover(f"Hello\n{line}\nmore").get(key) == value


def test_an_abstract_runs_on_to_the_next_label():
    said = coverlines.read_cover("Abstract: One\ntwo\nTitle: T\nthree\n")
    assert (said.get("abstract"), said.get("title")) == ("One two", "T")


def test_quoted_lines_of_an_answer_say_nothing():
    assert coverlines.read_reply("> Title: Old\n").facts == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Original: English", "en"),
        ("Langue: français", "fr"),
        ("语言：中文", "zh-hans"),
        ("Idioma: es", "es"),
        ("Language: Klingon", ""),
    ],
)
def test_languages_are_named(text, code):
    assert coverlines.read_cover(text).language == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The group is of the view that the text is ready and that it should be sent.", "en"),
        ("Le groupe est d'avis que les textes sont dans les délais et que la suite est là.", "fr"),
        ("El grupo es de la opinión de que los textos se envían con las notas y al final.", "es"),
        ("Группа считает, что текст готов.", "ru"),
        ("本组认为案文已经完成。", "zh-hans"),
        ("ترى المجموعة أن النص جاهز.", "ar"),
        ("Hm.", ""),
        ("", ""),
    ],
)
def test_languages_are_told_from_a_text_where_it_is_long_enough(text, code):
    assert coverlines.language_of(text) == code


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Withdraw, please", "withdraw"),
        ("撤回。", "withdraw"),
        ("Oui", "confirm"),
        ("Yesterday", ""),
        ("next", ""),
        ("", ""),
    ],
)
def test_words_on_the_first_line(text, word):
    assert coverlines.word_in(text) == word


@given(st.text(max_size=400), st.sampled_from(["Title", "Abstract", "Source"]))
def test_nothing_raises_and_the_first_fact_stands(text, label):
    line = f"{label}: first"
    said = coverlines.read_cover(f"{line}\n{text}\n{label}: second")
    assert said.get(label.lower()).startswith("first")
    coverlines.language_of(text)
    coverlines.word_in(text)
    coverlines.meeting_meant(text)
    coverlines.split_names(text)
    understood(text)
