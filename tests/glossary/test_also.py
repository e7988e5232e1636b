"""What a query holds is found in every language, and told in the others."""

import pytest

from comitia.glossary.actions import load_shipped
from comitia.glossary.queries import also


@pytest.fixture
def terms(world):
    load_shipped(at=world.now)


@pytest.mark.parametrize(
    ("text", "term", "other"),
    [
        ("reports of the study groups", "study groups", ("zh-hans", "研究组")),
        ("commissions d’études", "commissions d’études", ("en", "study group")),
        ("las comisiones de estudio", "comisiones de estudio", ("en", "study group")),
        ("исследовательских комиссий", "исследовательских комиссий", ("en", "study group")),
        ("电信标准化顾问组", "电信标准化顾问组", ("en", "TSAG")),
        ("والفريق الاستشاري", "والفريق الاستشاري", ("en", "advisory group")),
        ("wtsa-12", "wtsa", ("ru", "ВАСЭ")),
        ("AMNT", "AMNT", ("zh-hans", "世界电信标准化全会")),
        ("TSAG研究组", "TSAG", ("ru", "КГСЭ")),
    ],
)
def test_a_term_is_found_and_told(terms, text, term, other):
    found = {each.term: each.others for each in also(text)}
    assert term in found
    assert other in found[term]


@pytest.mark.parametrize("text", ["", " ", "x", "las", "的", "\x00", "study", "d'", "групп" * 500])
def test_where_there_is_no_term_nothing_is_told(terms, text):
    assert also(text) == []


def test_the_longest_term_wins(terms):
    assert [each.term for each in also("lead study group and study groups")] == [
        "lead study group",
        "study groups",
    ]


def test_an_empty_glossary_tells_nothing(world):
    assert also("study group") == []
