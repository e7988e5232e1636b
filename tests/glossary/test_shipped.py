"""The terms we ship: complete, in the right letters, and each pointing where it says."""

import tomllib
import unicodedata
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

from comitia.base.languages import LANGUAGES
from comitia.glossary.actions import load_shipped
from comitia.glossary.models import Concept, Subject
from comitia.glossary.queries import MOST_OTHERS, also
from comitia.glossary.rules import faults, fold
from comitia.glossary.shipped import shipped

FOLDER = files("comitia.glossary") / "terms"
FIELDS = {"en", "fr", "es", "ru", "zh", "ar", "note", "review", "shares"}


def test_there_are_several_hundred():
    assert len(shipped()) >= 400


def test_the_documentation_counts_them_right():
    page = (Path(__file__).resolve().parents[2] / "docs" / "glossary.md").read_text()
    assert f"{len(shipped())} concepts are shipped" in page
    assert f"{sum(bool(each.review) for each in shipped())} entries have one" in page


def test_each_file_is_a_subject_and_each_key_stands_once():
    keys = [each.key for each in shipped()]
    assert len(keys) == len(set(keys))
    assert {each.subject for each in shipped()} == set(Subject.values)
    assert all(key == unicodedata.normalize("NFKC", key).lower() for key in keys)


def test_each_concept_has_a_name_in_each_language_and_no_fault():
    found = []
    for concept in shipped():
        for language in LANGUAGES:
            terms = concept.terms[language]
            if not terms:
                found.append(f"{concept.key}: nothing in {language}")
            elif terms[0].is_abbreviation:
                found.append(f"{concept.key}: {language} begins with an abbreviation")
            found += [f"{concept.key}: {each}" for each in faults(language, terms)]
    assert found == []


def test_the_files_are_normal_and_hold_nothing_unknown():
    for file in FOLDER.iterdir():
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            assert unicodedata.is_normalized("NFC", text), file.name
            for key, row in tomllib.loads(text).items():
                assert set(row) <= FIELDS, key
                assert set(row.get("review", "").split()) <= FIELDS, key


def test_a_term_of_two_concepts_is_declared():
    by_term = defaultdict(set)
    shares = {each.key: set(each.shares) for each in shipped()}
    for concept in shipped():
        for language, terms in concept.terms.items():
            for term in terms:
                by_term[language, fold(term.text)].add(concept.key)
    undeclared = [
        (term, one, other)
        for term, keys in by_term.items()
        for one in keys
        for other in keys
        if one < other and other not in shares[one] and one not in shares[other]
    ]
    assert undeclared == []


def test_what_is_declared_to_be_shared_is_a_concept():
    keys = {each.key for each in shipped()}
    assert {other for each in shipped() for other in each.shares} <= keys


@pytest.fixture
def loaded(world):
    load_shipped(at=world.now)


def test_each_term_tells_what_it_is_called_elsewhere(loaded):
    """One query for each term shipped: some four and a half thousand."""
    faulty = []
    keys = dict(Concept.objects.values_list("pk", "key"))
    assert len(keys) == len(shipped())
    for concept in shipped():
        preferred = {
            language: terms[0].text
            for language, terms in concept.terms.items()
            if len(terms[0].text) > 1
        }
        for language, terms in concept.terms.items():
            for term in terms:
                if len(term.text) == 1:
                    continue
                found = also(term.text)
                # Little words before and after it are no part of what was found.
                if len(found) != 1 or found[0].term not in term.text:
                    faulty.append((concept.key, term.text, found))
                    continue
                others = found[0].others
                assert len(others) <= MOST_OTHERS
                texts = {fold(text) for _, text in others} | {fold(term.text)}
                missing = [
                    text
                    for code, text in preferred.items()
                    if code != language and fold(text) not in texts
                ]
                # Of a term that several concepts share, their names take turns up to the bound.
                if missing and len(others) < MOST_OTHERS:
                    faulty.append((concept.key, term.text, missing))
    assert faulty == []
