"""How long texts are in six languages, and what Rec. A.2 advises. Pure."""

from datetime import date

import pytest

from comitia.bodies.rulesets import in_force
from comitia.documents.lengths import advice, words_in, words_of_text
from comitia.papers.plain import plain_paper

RULES = in_force("advisory_group", date(2011, 4, 4))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("We propose a follow-up to A.1, don't we?", 8),
        ("Nous proposons l’exemple.", 3),
        ("Предлагаем краткий пример", 3),
        ("نقترح مثالا قصيرا", 3),
        ("我们建议缩短例子。", 4),
        ("— … (1)", 1),
        ("ITU-T第17研究组", 4),
    ],
)
def test_words_are_counted_as_each_script_sets_them(text, words):
    assert words_in(text) == words


def test_the_cover_is_no_part_of_the_text():
    paper = plain_paper(
        "Title: A shorter example\n\nSource: Example Telecom\n\nAbstract: In short, shorter.\n\n"
        "We propose to keep it short.\n\nContact: Bob, bob@example-telecom.example\n"
    )
    assert words_of_text(paper) == 6


@pytest.mark.parametrize(
    ("abstract", "text", "about"),
    [
        (200, 2500, []),
        (201, 2500, ["abstract"]),
        (200, 2501, ["text"]),
        (201, 2501, ["abstract", "text"]),
    ],
)
def test_advice_begins_where_the_rule_ends(abstract, text, about):
    found = advice(abstract="word " * abstract, text_words=text, rules=RULES)
    assert [each.about for each in found] == about
    assert all(each.rule == "A.2 § 1 b) (Rec. ITU-T A.2 (10/1996))" for each in found)


def test_where_no_such_rule_is_in_force_nothing_is_advised():
    assembly = in_force("assembly", date(2012, 11, 20))
    assert advice(abstract="word " * 900, text_words=90_000, rules=assembly) == []
