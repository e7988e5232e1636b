"""Terms read, judged and folded: pure laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.glossary.lexicon import Name, lexicon, matches
from comitia.glossary.rules import Written, faults, fold, read_terms, write_terms
from comitia.glossary.shipped import shipped

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("", ()),
        (" ; ；؛ ", ()),
        ("study group", (Written("study group"),)),
        ("study  group ;[SG]", (Written("study group"), Written("SG", True))),
        ("工作组；研究组", (Written("工作组"), Written("研究组"))),
        ("a; a; [a]", (Written("a"),)),
        ("[]", (Written("[]"),)),
        ("e\u0301tude", (Written("étude"),)),
    ],
)
def test_a_line_of_terms(line, terms):
    assert read_terms(line) == terms


@given(st.lists(texts))
def test_what_is_written_is_read_the_same(lines):
    terms = read_terms("; ".join(lines))
    if not faults("en", terms):
        assert read_terms(write_terms(terms)) == terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Équipe", "equipe"),
        ("отчёт", "ОТЧЕТ"),
        ("تَقْريـر", "تقرير"),
        ("أمانة", "امانة"),
        ("ＷＴＳＡ", "wtsa"),
        ("d’études", "d'etudes"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_folds_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("пой", "пои"), ("red", "read")])
def test_what_stays_apart(one, other):
    assert fold(one) != fold(other)


@given(texts)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("ru", "study", "letters"),
        ("ru", "Cектор", "letters"),
        ("ar", "study", "letters"),
        ("zh-hans", "study", "letters"),
        ("en", "Сектоp", "letters"),
        ("en", "—", "no-word"),
        ("en", "a]b", "signs"),
        ("en", "a\u202eb", "signs"),
        ("en", "a" * 201, "too-long"),
        ("en", "\ufdfa" * 150, "too-long"),
    ],
)
def test_what_bars_a_term(language, text, reason):
    assert [each.reason for each in faults(language, [Written(text)])] == [reason]


@given(texts, st.sampled_from(["ar", "zh-hans", "en", "fr", "ru", "es"]))
def test_no_text_raises(text, language):
    known = lexicon([Name(1, language, text)]) if text else lexicon([])
    for match in matches(known, f"{text} {text}"):
        assert 0 <= match.begin < match.end <= 2 * len(text) + 1
    assert faults(language, read_terms(text)) is not None


CONCEPTS = shipped()
LEXICON = lexicon(
    Name(number, language, term.text, term.is_abbreviation or concept.subject == "mandate")
    for number, concept in enumerate(CONCEPTS)
    for language, terms in concept.terms.items()
    for term in terms
)


@given(st.data())
def test_shipped_terms_are_found_within_any_words_around_them(data):
    concept = data.draw(st.integers(0, len(CONCEPTS) - 1))
    language = data.draw(st.sampled_from(sorted(CONCEPTS[concept].terms)))
    term = data.draw(st.sampled_from(CONCEPTS[concept].terms[language])).text
    before, after = data.draw(st.tuples(*[st.sampled_from(["", "xyzzy ", "«", "12, "])] * 2))
    found = matches(LEXICON, f"{before}{term} {after}")
    if len(term) > 1:
        # Little words before and after it are no part of what was found.
        (match,) = found
        assert len(before) <= match.begin < match.end <= len(before) + len(term)
        assert concept in match.concepts
