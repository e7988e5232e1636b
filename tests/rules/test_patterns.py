"""Patterns of moderators: they find what Python's own find, and none takes long."""

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.mail.moderate.patterns import BadPattern, TooMuch, compiled, found_in
from comitia.mail.moderate.patterns.matching import Budget


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("casino", "Visit our CASINO now", True),
        (r"\bcat\b", "concatenate", False),
        (r"\bcat\b", "a cat.", True),
        (r"^free", "It is\nFREE of charge", True),
        (r"^free", "It is free", False),
        (r"now$", "Buy now\nor never", True),
        (r"v[i1l]agra", "V1AGRA", True),
        (r"[^a-z ]{3,}", "only words here", False),
        (r"\d{4}-\d{4}", "call 5555-1234", True),
        (r"(?:win|won) (a|the) (car|boat)", "you have won the boat", True),
        (r"a{2,3}b", "ab", False),
        (r"a{2,3}b", "aaab", True),
        (r"a{0,2}b", "b", True),
        (r"x{y", "x{y", True),
        (r"[]]", "a]", True),
        (r"[a\-z]", "-", True),
        (r"[\w.]+@stranger\.example", "x.y@stranger.example", True),
        (r"STRASSE", "Straße", True),
        ("彩票", "免费彩票", True),
        (r"\bكازينو\b", "أفضل كازينو هنا", True),
        (r"\bКАЗИНО\b", "лучшее казино", True),
    ],
)
def test_what_is_found(pattern, text, found):
    assert compiled(pattern).found(text) is found


@pytest.mark.parametrize(
    "pattern",
    [
        "", " ", "(", ")", "a)", "[a", "*a", "a|*", "\\1", "\\k", "\\", "(?=a)", "(?P<n>a)",
        "a" * 201, "a{101}", "a{3,2}", "[z-a]", "(" * 30 + "a" + ")" * 30, "a*", "x?", "a|",
        "((a{50}){50}){50}", "$",
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_words(pattern):
    with pytest.raises(BadPattern, match=r"\w"):
        compiled(pattern)


PIECES = st.sampled_from(
    ["a", "b", "ab", ".", r"\w", r"\b", r"\s", "^", "$", "[ab]", "[^a]", "[a-c]", r"\d"]
)
TREES = st.recursive(
    PIECES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,2}", "*?"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)


@given(TREES, st.text(alphabet="abc1 \n_", max_size=12))
def test_it_finds_what_re_finds(pattern, text):
    try:
        matcher = compiled(pattern)
    except BadPattern:
        assert re.search(pattern, "", re.MULTILINE)
        return
    assert matcher.found(text) is bool(re.search(pattern, text, re.MULTILINE))


@given(st.text(max_size=60))
def test_any_text_is_a_pattern_or_refused(pattern):
    with suppress(BadPattern):
        compiled(pattern).found("Hello, world")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+b", "a" * 20_000),
        ("(a|a)*b", "a" * 20_000),
        (r"(\w+\s?)+!", "word " * 4_000),
        (".*.*.*.*.*x", "ab" * 10_000),
        ("(a?){100}(a){100}b", "a" * 20_000),
    ],
)
def test_what_keeps_re_busy_for_ever_takes_no_time(pattern, text):
    begun = time.process_time()
    assert compiled(pattern).found(text) is False
    assert time.process_time() - begun < 2


def test_beyond_its_steps_it_is_given_up():
    with pytest.raises(TooMuch):
        compiled("a(b|c)+d").found("abcbcbc", Budget(steps=3))


def test_the_first_that_is_in_any_text_is_told_and_a_broken_one_passed_over():
    assert found_in(["nothing", "(", "sect", "hello"], ["Section 2", "Hello"]) == "sect"
    assert found_in(["nothing"], ["Section 2"]) is None
