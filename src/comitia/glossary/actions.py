"""Concepts are loaded, added, changed, retired and restored. Each change is in the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comitia.base.ids import fresh_token
from comitia.base.languages import LANGUAGES
from comitia.base.rows import insert_rows
from comitia.glossary.errors import BadConcept
from comitia.glossary.models import Concept, Edition, Subject, Term
from comitia.glossary.queries import names_of
from comitia.glossary.rules import (
    MOST_LETTERS,
    MOST_VARIANTS,
    Fault,
    Written,
    faults,
    fold,
    write_terms,
)
from comitia.glossary.shipped import Shipped, digest, shipped
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM, Actor

Terms = Mapping[str, Iterable[Written]]
MOST_NOTE_LETTERS = 500
_FIELDS = (
    "concept_id", "language", "text", "folded", "place", "is_preferred", "is_abbreviation",
)  # fmt: skip
# A concept of that key could not be reached: its page has another use.
_NOT_A_KEY = frozenset({"new"})


@dataclass(frozen=True)
class Loaded:
    """How many concepts came with this release, changed with it, or are the house's own now."""

    added: int = 0
    updated: int = 0
    kept: int = 0


def load_shipped(*, at: datetime, by: Actor = SYSTEM) -> Loaded:
    """Add what this release ships and bring up to date what the house has not touched.

    Safe to repeat; where nothing is new, two small queries tell.
    """
    if Edition.objects.filter(shipped=digest()).exists():
        return Loaded()
    with transaction.atomic():
        # One after the other, where several processes start at once.
        Edition.objects.get_or_create(pk=1)
        if Edition.objects.select_for_update().get(pk=1).shipped == digest():
            return Loaded()
        known = {row.key: row for row in Concept.objects.prefetch_related("terms")}
        fresh, stale, kept = [], [], 0
        for each in shipped():
            row = known.get(each.key)
            if row is None:
                fresh.append(each)
            elif row.origin == Concept.Origin.HOUSE or row.is_edited:
                kept += 1
            elif not _same(row, each):
                stale.append((row, each))
        made = Concept.objects.bulk_create([_concept(each) for each in fresh])
        terms = [
            term for row, each in zip(made, fresh, strict=True) for term in _rows(row, each.terms)
        ]
        for row, each in stale:
            row.subject, row.note, row.review = each.subject, each.note, list(each.review)
            row.save()
            row.terms.all().delete()
            terms += _rows(row, each.terms)
        insert_rows(Term, _FIELDS, terms)
        _turn(shipped=digest())
        loaded = Loaded(len(fresh), len(stale), kept)
        data = {"added": loaded.added, "updated": loaded.updated, "kept": loaded.kept}
        ledger.append("glossary.loaded", "glossary", data, by=by, at=at)
    return loaded


@transaction.atomic
def add_concept(
    *,
    subject: str,
    terms: Terms,
    note: str = "",
    review: Iterable[str] = (),
    key: str = "",
    by: Actor,
    at: datetime,
) -> Concept:
    """Add a concept of the house, under `key` or one made of its English term.

    Raises BadConcept.
    """
    given = {language: tuple(these) for language, these in terms.items()}
    key = key.strip().lower()
    review = list(review)
    errors = _errors(given, subject=subject, note=note, review=review)
    if not any(given.values()):
        errors["terms"] = _("Write a term in one language at least.")
    if key and (key != slugify(key) or len(key) > 60 or key in _NOT_A_KEY):
        errors["key"] = _("Use small letters from a to z, digits and hyphens.")
    elif key and Concept.objects.filter(key=key).exists():
        errors["key"] = _("There is such a concept already.")
    if errors:
        raise BadConcept(errors)
    row = Concept.objects.create(
        key=key or _free_key(given),
        subject=subject,
        note=note.strip(),
        review=_in_order(review),
        origin=Concept.Origin.HOUSE,
    )
    insert_rows(Term, _FIELDS, _rows(row, given))
    _told(row, "added", {"subject": subject, "terms": _lines(given)}, by=by, at=at)
    return row


@transaction.atomic
def change_concept(
    *,
    concept: Concept,
    subject: str | None = None,
    terms: Terms | None = None,
    note: str | None = None,
    review: Iterable[str] | None = None,
    by: Actor,
    at: datetime,
) -> Concept:
    """Change what is given, and leave the rest.

    Of `terms` a language that is given stands as it is given, an empty one is taken away. What was
    shipped is the house's own from now on. Raises BadConcept.
    """
    row = Concept.objects.select_for_update().get(pk=concept.pk)
    fields: dict[str, Any] = {
        "subject": row.subject if subject is None else subject,
        "note": row.note if note is None else note.strip(),
        "review": row.review if review is None else list(review),
    }
    given = {language: tuple(these) for language, these in (terms or {}).items()}
    before = names_of(row)
    errors = _errors(given, **fields)
    if not any({**before, **given}.values()):
        errors["terms"] = _("Write a term in one language at least.")
    if errors:
        raise BadConcept(errors)
    fields["review"] = _in_order(fields["review"])
    changed: dict[str, Any] = {}
    for name, value in fields.items():
        if value != getattr(row, name):
            changed[name] = {"from": getattr(row, name), "to": value}
            setattr(row, name, value)
    for language, these in given.items():
        if these != before.get(language, ()):
            lines = (write_terms(before.get(language, ())), write_terms(these))
            changed[language] = dict(zip(("from", "to"), lines, strict=True))
            row.terms.filter(language=language).delete()
            insert_rows(Term, _FIELDS, _rows(row, {language: these}))
    if changed:
        row.is_edited = True
        row.save()
        _told(row, "changed", changed, by=by, at=at)
    return row


@transaction.atomic
def retire_concept(*, concept: Concept, by: Actor, at: datetime) -> None:
    """Use it no more, in search or elsewhere; its page stays. Repeating it changes nothing."""
    found = Concept.objects.filter(pk=concept.pk, retired_at=None)
    if found.update(retired_at=at, is_edited=True):
        _told(concept, "retired", {}, by=by, at=at)


@transaction.atomic
def restore_concept(*, concept: Concept, by: Actor, at: datetime) -> None:
    """Use a retired concept again. Repeating it changes nothing."""
    found = Concept.objects.filter(pk=concept.pk).exclude(retired_at=None)
    if found.update(retired_at=None, is_edited=True):
        _told(concept, "restored", {}, by=by, at=at)


def _errors(terms: Terms, *, subject: str, note: str, review: Iterable[str]) -> dict[str, str]:
    errors = {}
    among_ours = _("Choose one of: %(known)s.") % {"known": ", ".join(LANGUAGES)}
    if not set(review) <= set(LANGUAGES):
        errors["review"] = among_ours
    for language, these in terms.items():
        if language not in LANGUAGES:
            errors[language] = among_ours
        elif wrong := faults(language, these):
            errors[language] = " ".join(map(_in_words, wrong))
    if subject not in Subject.values:
        errors["subject"] = _("Choose one of: %(known)s.") % {"known": ", ".join(Subject.values)}
    if len(note) > MOST_NOTE_LETTERS:
        errors["note"] = _("At most %(most)s letters, please.") % {"most": MOST_NOTE_LETTERS}
    return errors


def _in_words(fault: Fault) -> str:
    match fault.reason:
        case "too-many":
            return _("At most %(most)s terms, please.") % {"most": MOST_VARIANTS}
        case "too-long":
            return _("At most %(most)s letters, please.") % {"most": MOST_LETTERS}
        case "letters":
            return _("“%(text)s” is not in the letters of this language.") % {"text": fault.text}
        case "no-word":
            return _("“%(text)s” has no word in it.") % {"text": fault.text}
    return _("“%(text)s” has a sign that no term may have.") % {"text": fault.text}


def _in_order(codes: Iterable[str]) -> list[str]:
    chosen = set(codes)
    return [code for code in LANGUAGES if code in chosen]


def _free_key(terms: Terms) -> str:
    first = next(iter(terms.get("en", ())), None)
    base = slugify(first.text)[:50].strip("-") if first else ""
    base = base if base and base not in _NOT_A_KEY else f"{base}-concept".strip("-")
    taken = set(Concept.objects.filter(key__startswith=base).values_list("key", flat=True))
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def _concept(each: Shipped) -> Concept:
    return Concept(
        key=each.key,
        subject=each.subject,
        note=each.note,
        review=list(each.review),
        origin=Concept.Origin.SHIPPED,
    )


def _same(row: Concept, each: Shipped) -> bool:
    said = {language: these for language, these in each.terms.items() if these}
    return (row.subject, row.note, row.review) == (
        each.subject,
        each.note,
        list(each.review),
    ) and names_of(row) == said


def _rows(row: Concept, terms: Terms) -> list[tuple[Any, ...]]:
    """The terms as rows of `Term`, by its fields in _FIELDS."""
    return [
        (row.pk, language, each.text, fold(each.text), place, place == 0, each.is_abbreviation)
        for language, these in terms.items()
        for place, each in enumerate(these)
    ]


def _lines(terms: Terms) -> dict[str, str]:
    return {language: write_terms(these) for language, these in terms.items() if these}


def _told(row: Concept, change: str, data: dict[str, Any], *, by: Actor, at: datetime) -> None:
    _turn()
    data = {"concept": row.key, "change": change, **data}
    ledger.append("glossary.changed", "glossary", data, by=by, at=at)


def _turn(**fields: str) -> None:
    """Let every process read the terms again."""
    Edition.objects.update_or_create(pk=1, defaults={"token": fresh_token(), **fields})
