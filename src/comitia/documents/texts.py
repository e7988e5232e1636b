"""What files say, to be read and searched: taken out by a limited process, made anew at will."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from comitia.base.packing import Damaged, pack, unpack
from comitia.base.text import storable
from comitia.documents.filing import Given, content_of
from comitia.documents.kinds import READ_AS
from comitia.documents.models import Document, File, FileText
from comitia.groups.models import Group
from comitia.jobs.actions import enqueue
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM
from comitia.papers.blocks import Paper
from comitia.papers.limited import convert_paper
from comitia.papers.plain import paper_text
from comitia.papers.refusals import CannotRead, Empty
from comitia.papers.wire import from_json, to_json

LOST = "lost"


@dataclass(frozen=True)
class Read:
    """What a file says: a paper and its plain text, or the code of why neither can be had."""

    paper: Paper | None = None
    plain: str = ""
    refusal: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def read(data: bytes, kind: str) -> Read:
    """Read a file of a kind (documents.kinds). Slow; hold no transaction. Never raises."""
    try:
        paper = convert_paper(data, READ_AS.get(kind, kind))
        plain = storable(paper_text(paper))
        if not plain.strip():
            raise Empty
    except CannotRead as refusal:
        facts = {name: str(value)[:200] for name, value in refusal.facts.items()}
        return Read(refusal=refusal.code, facts=facts)
    return Read(paper, plain)


@transaction.atomic
def keep(file: File, found: Read, *, at: datetime) -> FileText:
    """Keep what was read of a file in place of what was read before; search is told."""
    paper = json.dumps(to_json(found.paper)).encode() if found.paper else b""
    text, _ = FileText.objects.update_or_create(
        file=file,
        defaults={
            "made_at": at,
            "refusal": found.refusal,
            "facts": dict(found.facts),
            "packed_paper": pack(paper) if paper else b"",
            "packed_plain": pack(found.plain.encode()) if found.plain else b"",
        },
    )
    for document_id in sorted(
        set(file.versions.values_list("issue__document_id", flat=True).distinct())
    ):
        data = {"sha256": file.sha256, "refusal": found.refusal}
        ledger.append("document.read", f"document:{document_id}", data, by=SYSTEM, at=at)
    return text


def keep_given(file: File, given: Given, *, at: datetime) -> None:
    """Keep what a door has read of a file (`filing.keep`), unless it was read before."""
    found = given.read
    if found is not None and found.paper and not FileText.objects.filter(file=file).exists():
        keep(file, found, at=at)


def paper_of(file: File) -> Read | None:
    """What is kept of a file; None while it has not been read, or its row is damaged."""
    row = FileText.objects.filter(file=file).first()
    if row is None:
        return None
    if row.refusal:
        return Read(refusal=row.refusal, facts=row.facts)
    try:
        paper = from_json(json.loads(unpack(row.packed_paper)))
        plain = unpack(row.packed_plain).decode()
    except (Damaged, ValueError, KeyError, TypeError):
        return None
    return Read(paper, plain)


def made_at(file: File) -> datetime | None:
    """When a file was last read; None while it has not been."""
    return FileText.objects.filter(file=file).values_list("made_at", flat=True).first()


def plain_of(file: File) -> str:
    """The plain text of a file; empty where there is none."""
    row = FileText.objects.filter(file=file).only("packed_plain").first()
    if row is None or not row.packed_plain:
        return ""
    try:
        return unpack(row.packed_plain).decode()
    except (Damaged, ValueError):
        return ""


def file_ids(*, group: Group | None = None, document: Document | None = None) -> list[int]:
    """All files by their ids; those of a group's register, or of one document."""
    files = File.objects.order_by("id")
    if document is not None:
        files = files.filter(versions__issue__document=document)
    elif group is not None:
        files = files.filter(versions__issue__document__group=group)
    return list(files.distinct().values_list("id", flat=True))


def read_again(ids: Iterable[int], *, at: datetime) -> None:
    """Let files wait to be read anew, as by a better reader."""
    for each in ids:
        enqueue("documents.convert", {"file_id": each}, once=f"convert:{each}", at=at)


def read_now(ids: Iterable[int], *, at: datetime) -> Iterator[tuple[File, str]]:
    """Read files one after another; each with the code of why it has no text, else empty.

    Of a file whose own bytes are damaged the code is LOST, and what was read before stays.
    """
    for each in ids:
        file = File.objects.get(pk=each)
        try:
            found = read_file(file)
        except Damaged:
            yield file, LOST
            continue
        keep(file, found, at=at)
        yield file, found.refusal


def read_file(file: File) -> Read:
    """Read the kept bytes of a file. Slow; hold no transaction."""
    return read(content_of(file), file.kind)
