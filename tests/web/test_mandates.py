"""A resolution's page says where its language is out of step with the original, and leads there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from comitia.ledger.actors import SYSTEM
from comitia.mandates.actions import ItemText, ResolutionText, SectionText, store_resolution

ADDRESS = "/resolutions/12-sampletown-2010/"
OUT_OF_STEP = "This language version is out of step with the original."
# noting a) to c), instructs 1 and 2: the same facts in each.
NOTING = {
    "en": ("noting", ["that 1,250 harbours announce the tide;", "the report of May 2034;", "it"]),
    "fr": ("notant", ["que 1 250 ports annoncent la marée;", "le rapport de mai 2034;", "cela"]),
    "ar": ("وإذ يلاحظ", ["أن ١٬٢٥٠ ميناء تعلن عن المد؛", "تقرير مايو 2034؛", "ذلك"]),
}
INSTRUCTS = {
    "en": ("instructs the Director", ["to collect;", "to report by 25 November 2036."]),
    "fr": (
        "charge le Directeur",
        ["de recueillir;", "de faire rapport avant le 25 novembre 2036."],
    ),
    "ar": ("يكلف المدير", ["بجمعها؛", "بتقديم تقرير قبل 25 نوفمبر 2036."]),
}


@pytest.fixture
def store_in(world):
    """Store it in a language, without the items of these labels, the last item reading so."""

    def made(language, *, without="", last="", is_original=False):
        sections = []
        for key, labels, (heading, items) in (
            ("noting", "abc", NOTING[language]),
            ("instructs", "12", INSTRUCTS[language]),
        ):
            texts = [*items[:-1], last or items[-1]] if key == "instructs" else items
            sections.append(
                SectionText(
                    key,
                    key == "instructs",
                    heading,
                    [
                        ItemText(text, label)
                        for label, text in zip(labels, texts, strict=True)
                        if label not in without
                    ],
                )
            )
        text = ResolutionText("12", "Sampletown", 2010, language, "Tides", language, sections)
        store_resolution(text, is_original=is_original, by=SYSTEM, at=world.now)

    return made


def html_of(pages, language, reader="en"):
    answer = pages.get(f"{ADDRESS}?language={language}", headers={"accept-language": reader})
    return answer.content.decode()


def note_in(html):
    """The rows of the note: words, and where they lead."""
    found = re.search(r'<div class="note warn" role="note">.*?</div>', html, re.DOTALL)
    if found is None:
        return []
    return [
        (re.sub(r"<[^>]+>", "", row).strip(), re.findall(r'href="([^"]*)"', row))
        for row in re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL)
    ]


def test_what_differs_is_said_with_the_way_to_it_in_both_versions(pages, store_in):
    store_in("fr")
    store_in("en", is_original=True)
    store_in("ar", without="c", last="بتقديم تقرير قبل 2 ديسمبر 2036.")
    assert note_in(html_of(pages, "en")) == note_in(html_of(pages, "fr")) == []
    html = html_of(pages, "ar")
    assert OUT_OF_STEP in html
    assert note_in(html) == [
        ("noting c) missing in ar · English", ["?language=en#noting-c"]),
        (
            "instructs 2): the date 2036-11-25 is missing in ar · English",
            ["#instructs-2", "?language=en#instructs-2"],
        ),
        (
            "instructs 2): the date 2036-12-02 is only in ar · English",
            ["#instructs-2", "?language=en#instructs-2"],
        ),
    ]
    assert 'id="instructs-2"' in html
    assert 'id="noting-c"' in html_of(pages, "en")


def test_what_is_only_in_a_translation_leads_nowhere_else(pages, store_in):
    store_in("en", without="c", is_original=True)
    store_in("fr")
    assert note_in(html_of(pages, "fr")) == [("noting c) only in fr", ["#noting-c"])]


def test_without_an_original_the_first_that_was_stored_counts_as_such(pages, store_in):
    store_in("fr")
    store_in("ar", without="c")
    assert note_in(html_of(pages, "fr")) == []
    assert note_in(html_of(pages, "ar")) == [
        ("noting c) missing in ar · Français", ["?language=fr#noting-c"])
    ]


def test_an_arabic_reader_is_told_in_arabic_from_right_to_left(pages, store_in):
    store_in("en", is_original=True)
    store_in("ar", without="c")
    html = html_of(pages, "ar", reader="ar")
    assert re.search(r'<html[^>]* dir="rtl"', html)
    with translation.override("ar"):
        assert translation.gettext(OUT_OF_STEP) in html
    assert OUT_OF_STEP not in html
    ((words, links),) = note_in(html)
    assert "missing" not in words
    assert "c)" in words
    assert links == ["?language=en#noting-c"]


def test_it_costs_one_question_once_the_pair_was_looked_at(pages, store_in):
    asked = {}
    store_in("en", is_original=True)
    store_in("ar", without="c")
    for language in ("en", "ar"):
        html_of(pages, language)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            html_of(pages, language)
        asked[language] = [each["sql"] for each in queries]
    assert len(asked["en"]) == len(asked["ar"])
    assert sum('FROM "mandates_clause"' in sql for sql in asked["ar"]) == 1
