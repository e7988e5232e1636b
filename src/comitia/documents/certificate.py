"""The availability certificate of an issue: when it came and could be read, and what proves it.

It holds everything that is needed to check it by itself: the entry's own text, its place in the
ledger, the path to a signed checkpoint, and the hash of each file. `check` does so.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comitia.documents import timing
from comitia.documents.deadlines import Verdict
from comitia.documents.models import Issue
from comitia.documents.symbols import symbol_of_issue
from comitia.documents.telling import posted_once
from comitia.documents.words import EVENT, EXEMPTION, VERDICT
from comitia.ledger import proof, tree
from comitia.ledger.checkpoint import BadNote, read_note, verifier
from comitia.ledger.keys import ledger_key
from comitia.ledger.models import Checkpoint, Entry
from comitia.ledger.queries import inclusion_proof, latest_checkpoint
from comitia.outbox.models import Batch
from comitia.outbox.queries import letters_called


@dataclass(frozen=True)
class FileFact:
    """A file of the issue, and the hash by which anybody can tell that it is the one."""

    name: str
    language: str
    is_original: bool
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Proven:
    """A step with its entry: `leaf` as it is hashed, and the path to the checkpoint's root.

    `position` is None, and the path empty, while the entry waits for its place (seconds).
    """

    event: str
    at: datetime
    by: str
    entity: str
    rule: str
    reason: str
    leaf: bytes
    leaf_hash: bytes
    position: int | None
    path: Sequence[bytes]


@dataclass(frozen=True)
class Certificate:
    """What is certified of one issue, at an instant. `notified_at` is when the last notice left."""

    symbol: str
    title: str
    group: str
    submitter: str
    entity: str
    made_at: datetime
    received_at: datetime | None
    posted_at: datetime | None
    retrievable_at: datetime | None
    notified_at: datetime | None
    notices: int
    notices_left: int
    files: Sequence[FileFact]
    verdicts: Sequence[Verdict]
    steps: Sequence[Proven]
    checkpoint: str
    verifier: str

    @property
    def is_proven(self) -> bool:
        """Whether each step has its place in the ledger under the checkpoint."""
        return bool(self.steps) and all(step.position is not None for step in self.steps)


def certificate_of(issue: Issue, *, at: datetime) -> Certificate:
    """The certificate of an issue as things stand at `at`."""
    checkpoint = latest_checkpoint()
    notified_at, notices, left = _notified(issue)
    return Certificate(
        symbol=symbol_of_issue(issue),
        title=issue.title,
        group=issue.document.group.name,
        submitter=issue.submitter_name,
        entity=str(issue.entity.name) if issue.entity else "",
        made_at=at,
        received_at=issue.received_at,
        posted_at=issue.posted_at,
        retrievable_at=issue.retrievable_at,
        notified_at=notified_at,
        notices=notices,
        notices_left=left,
        files=[
            FileFact(
                each.name, each.language, each.is_original, each.file.size_bytes, each.file.sha256
            )
            for each in issue.versions.select_related("file").defer("file__packed")
        ],
        verdicts=timing.verdicts(issue, at=at),
        steps=_proven(issue, checkpoint),
        checkpoint=checkpoint.note if checkpoint else "",
        verifier=verifier(ledger_key().public_key()),
    )


def as_json(certificate: Certificate) -> dict[str, Any]:
    """The certificate as plain values, complete: `check` needs nothing else."""
    return {
        "kind": "availability certificate",
        "document": certificate.symbol,
        "title": certificate.title,
        "group": certificate.group,
        "submitter": certificate.submitter,
        "entity": certificate.entity,
        "made_at": _instant(certificate.made_at),
        "received_at": _instant(certificate.received_at),
        "posted_at": _instant(certificate.posted_at),
        "retrievable_at": _instant(certificate.retrievable_at),
        "notified_at": _instant(certificate.notified_at),
        "notices": certificate.notices,
        "notices_left": certificate.notices_left,
        "files": [vars(each) for each in certificate.files],
        "verdicts": [
            {
                "about": each.about,
                "judged": each.judged,
                "clause": each.clause,
                "edition": each.edition,
                "last_day": each.last_day.isoformat() if each.last_day else None,
                "at": _instant(each.at),
                "exemption": each.exemption,
            }
            for each in certificate.verdicts
        ],
        "steps": [
            {
                "event": each.event,
                "at": _instant(each.at),
                "by": each.by,
                "entity": each.entity,
                "rule": each.rule,
                "reason": each.reason,
                "entry": base64.b64encode(each.leaf).decode(),
                "entry_hash": each.leaf_hash.hex(),
                "position": each.position,
                "path": [step.hex() for step in each.path],
            }
            for each in certificate.steps
        ],
        "checkpoint": certificate.checkpoint,
        "verifier": certificate.verifier,
    }


def as_text(certificate: Certificate) -> str:
    """The certificate for a person to read, in the active language; instants are in UTC."""
    lines = [
        f"{certificate.symbol}  {certificate.title}",
        f"{certificate.group}  {certificate.submitter}, {certificate.entity}".rstrip(", "),
        "",
    ]
    lines += [
        f"{_instant(step.at)}  {EVENT[step.event]}" + _cited(step.rule)
        for step in certificate.steps
    ]
    lines.append("")
    for each in certificate.verdicts:
        day = f" ({each.last_day})" if each.last_day else ""
        why = f", {EXEMPTION[each.exemption]}" if each.exemption in EXEMPTION else ""
        lines.append(f"{VERDICT[each.about, each.judged]}{why}{day}: {each.rule}")
    lines.append("")
    lines += [f"SHA-256 {each.sha256}  {each.name}" for each in certificate.files]
    lines += [f"entry {step.position}  {step.leaf_hash.hex()}" for step in certificate.steps]
    return "\n".join([*lines, "", certificate.checkpoint]).rstrip() + "\n"


class DoesNotHold(Exception):
    """A certificate contradicts itself, the ledger or its signature; the text says where."""


def check(given: Mapping[str, Any], key: Ed25519PublicKey) -> None:
    """Check a certificate (as_json) against the ledger's public key alone. Raises DoesNotHold."""
    try:
        note = read_note(str(given["checkpoint"]), key)
        known: set[str] = set()
        for step in given["steps"]:
            leaf = base64.b64decode(step["entry"], validate=True)
            hashed = tree.leaf_hash(leaf)
            path = [bytes.fromhex(each) for each in step["path"]]
            position = step["position"]
            if hashed.hex() != step["entry_hash"]:
                raise DoesNotHold(f"the entry of {step['event']} is not the one that was hashed")
            if position is None:
                raise DoesNotHold(f"{step['event']} has no place in the ledger yet")
            if not proof.inclusion_holds(hashed, position, note.size, path, note.root):
                raise DoesNotHold(f"{step['event']} is not in the ledger that was signed")
            said = json.loads(leaf)
            if _parsed(said["at"]) != _parsed(step["at"]):
                raise DoesNotHold(f"{step['event']} was entered with another instant")
            known |= _hashes(said["data"])
            _agree(given, step["event"], said)
        for file in given["files"]:
            if file["sha256"] not in known:
                raise DoesNotHold(f"no entry tells of the file {file['name']}")
    except (BadNote, KeyError, TypeError, ValueError) as error:
        raise DoesNotHold(f"it is malformed or not signed: {error}") from error


def _agree(given: Mapping[str, Any], event: str, said: Mapping[str, Any]) -> None:
    """The instants at the head are those that the entries tell."""
    if event == "post" and _parsed(given["posted_at"]) != _parsed(said["at"]):
        raise DoesNotHold("it was posted at another instant")
    received = said["data"].get("received")
    if event == "submit" and received and _parsed(given["received_at"]) < _parsed(received):
        raise DoesNotHold("it was received at another instant")


def _hashes(data: Mapping[str, Any]) -> set[str]:
    """The hashes of files that an entry tells of."""
    found = {str(data["sha256"])} if "sha256" in data else set()
    for each in data.get("files", ()):
        found.add(str(each["sha256"] if isinstance(each, dict) else each))
    return found


def _proven(issue: Issue, checkpoint: Checkpoint | None) -> list[Proven]:
    size = checkpoint.size if checkpoint else 0
    return [
        _step(step.event, step.rule, step.reason, step.at, step.by, step.entry, size)
        for step in issue.steps.select_related("entry")
        if step.entry is not None
    ]


def _step(
    event: str,
    rule: str,
    reason: str,
    at: datetime,
    by: Mapping[str, Any],
    entry: Entry,
    size: int,
) -> Proven:
    placed = entry.position is not None and entry.position < size
    return Proven(
        event=event,
        at=at,
        by=str(by.get("name", "")),
        entity=str(by.get("entity", "")),
        rule=rule,
        reason=reason,
        leaf=bytes(entry.leaf),
        leaf_hash=bytes(entry.leaf_hash),
        position=entry.position if placed else None,
        path=inclusion_proof(entry, size) if placed else [],
    )


def _notified(issue: Issue) -> tuple[datetime | None, int, int]:
    """When the last notice of its posting had left, how many there are, and how many have left."""
    letters = [letter.pk for letter in letters_called(posted_once(issue))]
    last: datetime | None = None
    number = left = 0
    rows = Batch.objects.filter(letter__in=letters).values_list("outcomes", "booked_at")
    for outcomes, booked_at in rows:
        number += len(outcomes)
        left += outcomes.count("d") + outcomes.count("b")
        if booked_at is not None and (last is None or booked_at > last):
            last = booked_at
    return last, number, left


def _parsed(text: str | None) -> datetime:
    return datetime.fromisoformat(text or "")


def _instant(at: datetime | None) -> str | None:
    return (
        at.astimezone(UTC).isoformat(timespec="seconds" if not at.microsecond else "microseconds")
        if at
        else None
    )


def _cited(rule: str) -> str:
    return f" [{rule}]" if rule else ""
