"""Drafts: a text that was read, what a person corrected, and nothing else created yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from comitia.circulars.errors import AlreadyConfirmed
from comitia.circulars.models import Draft
from comitia.circulars.plan import Plan, make_plan
from comitia.circulars.reading import read_circular_bytes
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.people.actors import By, actor_of
from comitia.people.models import Person


def keep_draft(*, name: str, data: bytes, by: By, at: datetime) -> Draft:
    """Read a file's bytes (text, DOCX, PDF) as a circular, and keep what was read as a draft.

    Raises NotAllowed, and the reader's CannotRead, whose text says what is the matter.
    """
    require(by, "issue_circular", None, at=at)
    # Before the transaction: a large PDF takes seconds, and SQLite has one write lock.
    reading = read_circular_bytes(data)
    return keep_reading(name=name, text=reading.text, reading=reading.as_json(), by=by, at=at)


@transaction.atomic
def keep_reading(
    *, name: str, text: str, reading: Mapping[str, Any], by: By, at: datetime
) -> Draft:
    """Keep what was read from a text (Reading.as_json) for a person to correct and confirm.

    Raises NotAllowed for anybody but the secretariat.
    """
    require(by, "issue_circular", None, at=at)
    draft = Draft.objects.create(
        name=name[:200],
        text=text,
        reading=dict(reading),
        made_by=by if isinstance(by, Person) else None,
        made_at=at,
    )
    ledger.append(
        "draft.kept", f"draft:{draft.pk}", {"name": draft.name}, by=actor_of(by, at=at), at=at
    )
    return draft


@transaction.atomic
def correct_draft(*, draft: Draft, corrections: Mapping[str, Any], by: By, at: datetime) -> Draft:
    """Put corrections (path -> value) beside the reading, which itself stays as it was read.

    A list's item corrected to None is left out; a path corrected to the reading's own value again
    is as if never touched. A whole (`timetable`) takes the place of earlier corrections of its
    parts. Raises NotAllowed, AlreadyConfirmed.
    """
    require(by, "issue_circular", None, at=at)
    draft = open_draft(draft)
    kept = {
        path: value
        for path, value in draft.corrections.items()
        if not any(path.startswith(f"{whole}.") for whole in corrections)
    }
    draft.corrections = {**kept, **corrections}
    draft.save(update_fields=["corrections"])
    data = {"fields": sorted(corrections)}
    ledger.append("draft.corrected", f"draft:{draft.pk}", data, by=actor_of(by, at=at), at=at)
    return draft


@transaction.atomic
def discard_draft(*, draft: Draft, by: By, at: datetime) -> None:
    """Forget a draft that is not confirmed. Raises NotAllowed, AlreadyConfirmed."""
    require(by, "issue_circular", None, at=at)
    draft = open_draft(draft)
    ledger.append(
        "draft.discarded", f"draft:{draft.pk}", {"name": draft.name}, by=actor_of(by, at=at), at=at
    )
    draft.delete()


def plan_of(draft: Draft) -> Plan:
    """What confirming would create. Raises Incomplete with every field that is not right yet."""
    return make_plan(draft.reading, draft.corrections, text=draft.text)


def open_draft(draft: Draft) -> Draft:
    """The draft as it is now, held until the transaction ends. Raises AlreadyConfirmed."""
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.circular is not None:
        raise AlreadyConfirmed(str(draft.circular))
    return draft
