"""The piece of a text that results show."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comitia.search.ask import read
from comitia.search.snippets import AROUND, marks_of, snippet

AT = datetime(2011, 3, 15, tzinfo=UTC)
FAR = "on and on " * 80


def shown(text: str, asked: str) -> str:
    return snippet(text, marks_of(read(asked, at=AT)))


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        (f"{FAR}We NETWORKED the office.", "networks", "<mark>NETWORKED</mark>"),
        (f"{FAR}İstanbul: the Réseaux grow", "reseaux", "<mark>Réseaux</mark>"),
        (f"{FAR}“Quoted” networks", "network", "<mark>networks</mark>"),
        (f"{FAR}renetworked networks", "network", "renetworked <mark>networks</mark>"),
        (f"{FAR}通信组通过邮件", "通信组", "<mark>通信组</mark>"),
        (f"{FAR}عقدت المشاورات مع", "المشاورة", "<mark>المشاورات</mark>"),
    ],
)
def test_words_are_marked_wherever_they_stand(text: str, asked: str, marked: str) -> None:
    assert marked in shown(text, asked)


def test_without_a_word_found_the_beginning_is_shown() -> None:
    assert shown(FAR, "networks").startswith("on and on ")
    assert "<mark>" not in shown(FAR, "networks")


@given(some.text(), some.text(min_size=1, max_size=20))
def test_what_is_shown_is_a_piece_of_the_text(text: str, asked: str) -> None:
    piece = shown(text.replace("&", "").replace("<", "").replace(">", ""), asked)
    plain = piece.replace("<mark>", "").replace("</mark>", "").strip("…")
    assert len(plain) <= 2 * AROUND + len("&quot;") * plain.count("&")
