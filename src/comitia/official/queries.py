"""Reads of official letters that pages and commands share."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from comitia.official.models import OfficialDispatch, OfficialLetter, OfficialVersion
from comitia.official.rendering import Letter, thawed
from comitia.outbox.models import Letter as Queued
from comitia.outbox.queries import copies_of

MOST_COPIES = 1_000_000


def issued_letters(kind: str = "") -> QuerySet[OfficialLetter]:
    """What the public may read, the newest first; of a kind only, where one is named."""
    found = _letters().filter(issued_at__isnull=False)
    return found.filter(kind=kind) if kind else found


def drafts() -> QuerySet[OfficialLetter]:
    """Letters that are not issued yet, the newest first."""
    return _letters().filter(issued_at=None).order_by("-made_at", "-id")


def _letters() -> QuerySet[OfficialLetter]:
    return OfficialLetter.objects.select_related(
        "body", "meeting__body", "group", "corrects", "corrects_circular", "made_by"
    ).prefetch_related("versions", "corrects__versions")


def with_amendments(found: QuerySet[OfficialLetter]) -> QuerySet[OfficialLetter]:
    """The letters, with what corrects or adds to each."""
    issued = OfficialLetter.objects.filter(issued_at__isnull=False).order_by("issued_at", "id")
    return found.prefetch_related(Prefetch("amendments", issued.prefetch_related("versions")))


def version_in(letter: OfficialLetter, language: str) -> OfficialVersion | None:
    """The issued version in a language, else the original; None of a draft."""
    issued = {each.language: each for each in letter.versions.all() if each.frozen}
    return issued.get(language) or issued.get(letter.original) or next(iter(issued.values()), None)


def letter_of(version: OfficialVersion) -> Letter:
    """A version as it was issued. Raises ValueError for one that was not."""
    if version.frozen is None:
        raise ValueError("not issued yet")
    return thawed(version.frozen)


def reference_of(letter: OfficialLetter, language: str = "") -> str:
    """What a letter is called, in a language where it was issued in that; of a draft its kind."""
    version = version_in(letter, language)
    if version is None or version.frozen is None:
        return f"{letter.get_kind_display()} {letter.pk}"
    return str(version.frozen["reference"])


def subject_of(letter: OfficialLetter, language: str = "") -> str:
    """A letter's subject, in a language where there is one; of a draft as it is written so far."""
    versions = {each.language: each for each in letter.versions.all()}
    version = versions.get(language) or versions.get(letter.original)
    return " ".join(str(version.fields.get("subject", "")).split()) if version else ""


@dataclass(frozen=True)
class Told:
    """Who was sent what, and what became of it: a state of the outbox, and its last answer."""

    dispatch: OfficialDispatch
    state: str
    reply: str = ""


def told(letter: OfficialLetter) -> list[Told]:
    """Everybody a letter was sent to, by name, with what became of each copy."""
    rows = list(
        letter.dispatches.select_related("person")
        .prefetch_related("entities")
        .order_by("person__name", "person_id")
    )
    states = {}
    for queued in Queued.objects.filter(once__in={row.letter for row in rows}):
        for copy in copies_of(queued, most=MOST_COPIES):
            states[(queued.once, copy.key)] = (copy.state, copy.reply)
    return [
        Told(row, *states.get((row.letter, f"person:{row.person_id}"), ("unknown", "")))
        for row in rows
    ]
