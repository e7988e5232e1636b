"""What the glossary knows: equivalents of a query's terms; concepts for pages and commands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest
from operator import or_

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from comitia.base.languages import LANGUAGES
from comitia.glossary.lexicon import Lexicon, Match, Name, lexicon, matches
from comitia.glossary.models import Concept, Edition, Subject, Term
from comitia.glossary.rules import Written, fold

MOST_OTHERS = 12


@dataclass(frozen=True, slots=True)
class Also:
    """A term of the field in a query, as it is written there, and what else it is called.

    `others` are (language, text): the preferred names, then abbreviations, then variants, and among
    them other names in the language asked in. Languages are codes of ours.
    """

    term: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Snapshot:
    token: str
    known: Lexicon
    # (language, text, folded) of each concept, best first.
    terms: dict[int, list[tuple[str, str, str]]]


_held = _Snapshot("", lexicon([]), {})


def also(text: str) -> list[Also]:
    """The terms of the field that `text` holds, with their equivalents in the other languages."""
    snapshot = _snapshot()
    found = []
    for match in matches(snapshot.known, text):
        said = text[match.begin : match.end]
        others = _others(snapshot, match, said)
        if others:
            found.append(Also(said, others))
    return found


def _others(snapshot: _Snapshot, match: Match, said: str) -> tuple[tuple[str, str], ...]:
    seen = {fold(said), *(fold(name.text) for name in match.names)}
    found: list[tuple[str, str]] = []
    # Each concept's terms stand best first; where several are meant, they take turns.
    for turn in zip_longest(*(snapshot.terms[concept] for concept in match.concepts)):
        for language, text, folded in filter(None, turn):
            if folded not in seen:
                seen.add(folded)
                found.append((language, text))
    return tuple(found[:MOST_OTHERS])


def _snapshot() -> _Snapshot:
    """All terms in use, read again only after a change, by whichever process made it."""
    # One for each process; replaced whole, never altered.
    global _held
    token = _token()
    if _held.token != token:
        _held = _read(token)
    return _held


def _token() -> str:
    # By hand, since every search asks this and the mapper would take the larger part of the time.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token FROM {Edition._meta.db_table} LIMIT 1")  # noqa: S608
        row = cursor.fetchone()
    return row[0] if row else ""


def _read(token: str) -> _Snapshot:
    terms_in_use = Term.objects.filter(concept__retired_at=None).order_by("concept", "place")
    found = terms_in_use.values_list(
        "concept", "concept__subject", "language", "text", "folded", "is_preferred",
        "is_abbreviation",
    )  # fmt: skip
    # One letter says too much: 请 is “invites” in a resolution, and “please” everywhere else.
    rows = [row for row in found if len(row[3]) > 1]
    terms: dict[int, list[tuple[bool, bool, int, str, str, str]]] = {}
    for concept, _, language, text, folded, is_preferred, is_abbreviation in rows:
        rank = (not is_preferred, not is_abbreviation, LANGUAGES.index(language))
        terms.setdefault(concept, []).append((*rank, language, text, folded))
    return _Snapshot(
        token,
        lexicon(_names(rows)),
        {
            # Sorting keeps the places within a language.
            concept: [each[3:] for each in sorted(these, key=lambda each: each[:3])]
            for concept, these in terms.items()
        },
    )


def _names(rows: Iterable[tuple[int, str, str, str, str, bool, bool]]) -> Iterable[Name]:
    for concept, subject, language, text, *_, is_abbreviation in rows:
        # The headings of resolutions stand as they are; “notes” is not “noting”.
        yield Name(concept, language, text, is_abbreviation or subject == Subject.MANDATE)


def concept_named(key: str) -> Concept | None:
    """The concept of that key, in use or retired."""
    return Concept.objects.filter(key=key).prefetch_related("terms").first()


def concept_ids(
    words: str = "", *, subject: str = "", language: str = "en", with_retired: bool = False
) -> list[int]:
    """Concepts with a term in which words begin so, by their names in a language."""
    concepts = Concept.objects.all() if with_retired else Concept.objects.filter(retired_at=None)
    if subject:
        concepts = concepts.filter(subject=subject)
    parts = fold(words).split()
    if parts:
        terms = Term.objects.filter(concept=OuterRef("pk"))
        for part in parts:
            terms = terms.filter(_begins_a_word(part))
        concepts = concepts.filter(Exists(terms))
    names = dict(
        Term.objects.filter(is_preferred=True, language=language).values_list("concept", "folded")
    )
    # Who has no name in this language comes last, by key.
    chosen = concepts.values_list("pk", "key")
    ordered = sorted(chosen, key=lambda each: (each[0] not in names, names.get(each[0], each[1])))
    return [pk for pk, _ in ordered]


def _begins_a_word(part: str) -> Q:
    """A term has a word that begins so: “itu” is not in «título».

    In Arabic words stand behind what is written in front of them, and Chinese has no blanks.
    """
    if not re.match("[a-z\u0400-\u04ff]", part):
        return Q(folded__contains=part)
    inside = [Q(folded__contains=f"{sign}{part}") for sign in " -'/«("]
    return reduce(or_, inside, Q(folded__startswith=part))


def concepts(ids: Iterable[int]) -> list[Concept]:
    """Concepts with their terms, in the order of `ids`."""
    ids = list(ids)
    found = Concept.objects.prefetch_related("terms").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def concepts_called(text: str) -> list[Concept]:
    """The concepts in use that have this very name, in whichever language and spelling."""
    rows = Concept.objects.filter(retired_at=None, terms__folded=fold(text)).distinct()
    return list(rows.prefetch_related("terms"))


def names_of(row: Concept) -> dict[str, tuple[Written, ...]]:
    """What a concept is called, by language, the preferred term first."""
    found: dict[str, list[Written]] = {}
    for term in sorted(row.terms.all(), key=lambda each: each.place):
        found.setdefault(term.language, []).append(Written(term.text, term.is_abbreviation))
    return {language: tuple(these) for language, these in found.items()}
