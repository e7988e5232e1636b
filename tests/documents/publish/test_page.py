"""The HTML file that stands alone: complete, itself in every byte, fetching nothing."""

import re

import pytest

from comitia.documents.publish.cover import Cover
from comitia.documents.publish.page import html_file
from comitia.papers.blocks import Paper
from tests.documents.publish.covers import cover_in, hostile_cover
from tests.documents.publish.material import LANGUAGES, WORDS, hostile, rich
from tests.documents.publish.test_html import VOID, Looked

VOID |= {"meta"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_complete(language: str) -> None:
    html = html_file(rich(language), cover_in(language)).decode()
    looked = Looked(html.removeprefix("<!doctype html>"))
    tags = [tag for tag, _ in looked.tags]
    assert (tags.count("h1"), tags.count("main"), tags.count("nav")) == (1, 1, 1)
    page = looked.tags[0][1]
    assert (page["lang"], page["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    # The title is said by the cover; the paper does not say it again.
    assert looked.text.count(WORDS[language]["title"]) == 2
    assert "data:image/png;base64," in html
    assert not re.search(r"(?:src|url\()\s*[=(]?[\"']?https?:", html)


def test_facts_stand_in_the_papers_language() -> None:
    text = Looked(html_file(rich("fr"), cover_in("fr")).decode().split("\n", 1)[1]).text
    for fact in ("Table des matières", "Objet", "25 novembre 2011", "anglais", "Mots clés"):
        assert fact in text


def test_same_paper_same_bytes() -> None:
    assert html_file(rich("ar"), cover_in("ar")) == html_file(rich("ar"), cover_in("ar"))


def test_hostile_text_is_inert() -> None:
    html = html_file(hostile(), hostile_cover()).decode()
    looked = Looked(html.removeprefix("<!doctype html>"))
    assert "script" not in {tag for tag, _ in looked.tags}
    assert not [facts for _, facts in looked.tags if any(name.startswith("on") for name in facts)]


def test_nothing_at_all_is_a_page_too() -> None:
    html = html_file(Paper(()), Cover()).decode()
    assert "<h1>Document</h1>" in html
