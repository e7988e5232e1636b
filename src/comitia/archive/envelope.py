"""What a message says of itself in its header, as plain values. Pure, and raises at nothing.

The header is read from the bytes by ourselves, since what is judged by it (who wrote, what is
answered) must not depend on a library's repairs. Only the shape of the body is asked of a parser:
the fast one, and where that gives up, Python's own.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

import fast_mail_parser

from comitia.archive.rendering.kinds import is_document
from comitia.archive.rendering.parameters import parameters
from comitia.base.headers import Field, by_name, every, first, split
from comitia.base.mailboxes import Mailbox, mailboxes
from comitia.base.moments import MOST_LETTERS, moment
from comitia.base.text import header_text, storable

MOST_IDS = 200
MOST_ID_LETTERS = 998
MOST_SUBJECT_LETTERS = 10_000
MOST_PARTS = 10_000

_ID = re.compile(r"<([^<>\s]+)>")
_BODY_TYPES = frozenset({"text/plain", "text/html"})

Named = dict[str, list[Field]]


@dataclass(frozen=True)
class Envelope:
    """A message's own words about itself.

    `message_id` is without brackets, as it came; where none came it is made from the bytes and
    `made_id` is true. `sent_at` is the Date field in UTC, or None where it says nothing sensible.
    `references` are the Message-IDs cited, nearest last. `attachments` counts parts that are not
    text of the body, `documents` those that are papers to read;
    `depth` is how far parts nest. `defects` names what was not as it should be.
    """

    message_id: str
    made_id: bool
    authors: tuple[Mailbox, ...]
    sender: Mailbox | None
    subject: str
    sent_at: datetime | None
    references: tuple[str, ...]
    auto_submitted: str
    list_ids: tuple[str, ...]
    size_bytes: int
    attachments: int
    documents: int
    depth: int
    defects: tuple[str, ...]
    fields: tuple[Field, ...]

    def first(self, name: str) -> str:
        """The first field called `name` (lower case) as text; empty where there is none."""
        value = first(self.fields, name)
        return "" if value is None else header_text(value)

    def every(self, name: str) -> list[str]:
        """All fields called `name` (lower case) as text, in order."""
        return [header_text(value) for value in every(self.fields, name)]

    def addresses(self, *names: str) -> list[Mailbox]:
        """The addresses of all fields with these names, in order."""
        return [
            box for name in names for value in every(self.fields, name) for box in mailboxes(value)
        ]

    @property
    def author(self) -> Mailbox:
        """The first author; nameless and addressless where From names nobody."""
        return self.authors[0] if self.authors else Mailbox("", "")


def read(data: bytes) -> Envelope:
    """The envelope of the message `data`, whatever `data` is."""
    fields, _ = split(data)
    named = by_name(fields)
    defects: list[str] = []
    given_id = _message_id(named, defects)
    froms = _values(named, "from")
    if len(froms) != 1:
        defects.append("no-from" if not froms else "many-from")
    senders = mailboxes(_first(named, "sender"))
    shape = _single(named) or _shape(data, defects)
    return Envelope(
        message_id=given_id or f"{hashlib.sha256(data).hexdigest()[:40]}@made.invalid",
        made_id=not given_id,
        authors=tuple(box for value in froms for box in mailboxes(value)),
        sender=senders[0] if senders else None,
        subject=header_text(_first(named, "subject"))[:MOST_SUBJECT_LETTERS],
        sent_at=_sent_at(named, defects),
        references=_references(named),
        auto_submitted=_auto_submitted(named),
        list_ids=tuple(_list_id(value) for value in _values(named, "list-id")),
        size_bytes=len(data),
        attachments=shape.attachments,
        documents=shape.documents,
        depth=shape.depth,
        defects=tuple(defects),
        fields=tuple(fields),
    )


def _values(named: Named, name: str) -> list[bytes]:
    return [field.value for field in named.get(name, ())]


def _first(named: Named, name: str) -> bytes:
    return named[name][0].value if name in named else b""


def _message_id(named: Named, defects: list[str]) -> str:
    values = _values(named, "message-id")
    if len(values) > 1:
        defects.append("many-message-ids")
    if not values:
        defects.append("no-message-id")
        return ""
    text = storable(values[0].decode("utf-8", "replace"))
    found = _ID.search(text)
    # Without brackets it is wrong and still an id, if it is one word.
    name = found[1] if found else text.strip("<> \t")
    if not name or len(name.split()) != 1 or len(name) > MOST_ID_LETTERS:
        defects.append("bad-message-id")
        return ""
    return name


def _references(named: Named) -> tuple[str, ...]:
    cited: dict[str, None] = {}
    for name in ("references", "in-reply-to"):
        for value in _values(named, name):
            text = storable(value.decode("utf-8", "replace"))
            ids = _ID.findall(text)
            if not ids and name == "in-reply-to" and len(text.split()) == 1 and "@" in text:
                ids = [text.strip("<>")]
            for one in ids:
                if len(one) <= MOST_ID_LETTERS:
                    cited.pop(one, None)
                    cited[one] = None
    ids = list(cited)
    # The first is the thread's root; the last are nearest.
    return tuple(ids if len(ids) <= MOST_IDS else [ids[0], *ids[1 - MOST_IDS :]])


def _sent_at(named: Named, defects: list[str]) -> datetime | None:
    if "date" not in named:
        defects.append("no-date")
        return None
    found = moment(_first(named, "date")[:MOST_LETTERS].decode("ascii", "replace"))
    if found is None:
        defects.append("bad-date")
    return found


def _auto_submitted(named: Named) -> str:
    """RFC 3834, 5: `no` is the same as nothing."""
    words = re.split(r"[\s;(]", header_text(_first(named, "auto-submitted")).lower())
    return "" if words[0] == "no" else words[0][:80]


def _list_id(value: bytes) -> str:
    text = header_text(value)
    found = re.search(r"<([^<>]*)>", text)
    return (found[1] if found else text).strip().lower()[:255]


@dataclass
class _Shape:
    """What a walk over the parts counts."""

    attachments: int = 0
    documents: int = 0
    depth: int = 0
    parts: int = 0

    def count(self, kind: str, disposition: str, filename: str) -> None:
        if kind not in _BODY_TYPES or disposition == "attachment":
            self.attachments += 1
            self.documents += is_document(kind, filename)


def _single(named: Named) -> _Shape | None:
    """The shape of a message that says it is one text, as most do: no parser need look at it."""
    kind, of_kind = parameters(_first(named, "content-type"))
    if kind not in {"", *_BODY_TYPES} or len(named.get("content-type", ())) > 1:
        return None
    disposition, more = parameters(_first(named, "content-disposition"))
    shape = _Shape(parts=1)
    name = more.get("filename") or of_kind.get("name") or ""
    shape.count(kind or "text/plain", disposition, name)
    return shape


def _shape(data: bytes, defects: list[str]) -> _Shape:
    """How many attachments and documents there are and how deep parts nest."""
    try:
        root = fast_mail_parser.parse_email_tree(data, mode="metadata")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # A panic in Rust is no Exception.
        defects.append("broken-mime")
        return _shape_by_python(data, defects)
    shape = _Shape()
    waiting = [(root, 0)]
    while waiting and shape.parts < MOST_PARTS:
        part, level = waiting.pop()
        shape.parts += 1
        shape.depth = max(shape.depth, level)
        waiting += [(child, level + 1) for child in part.children]
        kind = part.content_type.lower()
        if not part.children and not kind.startswith("multipart/"):
            shape.count(kind, part.disposition or "", part.filename or "")
    return shape


def _shape_by_python(data: bytes, defects: list[str]) -> _Shape:
    shape = _Shape()
    try:
        message: Message[str, str] = message_from_bytes(data, policy=policy.compat32)
        waiting = [(message, 0)]
        while waiting and shape.parts < MOST_PARTS:
            part, level = waiting.pop()
            shape.parts += 1
            shape.depth = max(shape.depth, level)
            payload = part.get_payload()
            if isinstance(payload, list):
                waiting += [(child, level + 1) for child in payload if isinstance(child, Message)]
            else:
                disposition = part.get_content_disposition() or ""
                shape.count(part.get_content_type(), disposition, part.get_filename() or "")
    except Exception:  # Anything may be wrong with it; the bytes are kept all the same.
        defects.append("unreadable-mime")
        return _Shape()
    return shape
