"""Which parts of a message are read, and in what form."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from comitia.archive.rendering import html as markup
from comitia.archive.rendering.attachments import Attachment, listed
from comitia.archive.rendering.blocks import (
    TEXT,
    Block,
    cut,
    masked,
    plain,
    shortened,
    unflowed,
)
from comitia.archive.rendering.charsets import decode
from comitia.archive.rendering.kinds import kinds_of
from comitia.archive.rendering.parts import Part, parse
from comitia.base.headers import every
from comitia.base.mailboxes import mailboxes
from comitia.base.packing import pack, unpack

# Raised when what is derived changes, so that kept renderings are made anew.
VERSION = 2
MOST_TEXT_BYTES = 500_000
MOST_ATTACHMENTS = 200
MOST_RECIPIENTS = 50
MOST_RECIPIENT_BYTES = 20_000
_BINARY_IN_TEXT = 10

# Notes, in the words of a key that pages translate.
CUT_SHORT = "cut-short"
ENCRYPTED = "encrypted"
CHARSET = "charset-assumed"
BOUNDS = "out-of-bounds"


@dataclass(frozen=True)
class Rendered:
    """A message as it is shown. Everything in it is safe to put on a page as it stands.

    `html` is there only where the author wrote HTML and no plain text. `notes` are (key, detail).
    `recipients` are (name, address) of To and Cc; `kinds` say what it has: document, image …
    """

    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]
    html: str | None
    notes: tuple[tuple[str, str], ...]
    recipients: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words alone, for the index and for plain-text doors."""
        return "\n".join(plain(each.html) for each in self.blocks)

    def brief(self, most_letters: int, most_quoted: int) -> "Rendered":
        """Its beginning: so much of its own words, and of each quotation; noted if that cuts it."""
        kept: list[Block] = []
        left = most_letters
        for each in self.blocks:
            if left <= 0:
                break
            if each.kind == TEXT:
                kept.append(shortened(each, left))
                left -= len(kept[-1].html)
            else:
                kept.append(shortened(each, most_quoted))
        if sum(each.lines for each in kept) == sum(each.lines for each in self.blocks):
            return replace(self, html=None)
        return replace(
            self, blocks=tuple(kept), html=None, notes=(*self.notes, (CUT_SHORT, "brief"))
        )

    def for_public(self) -> "Rendered":
        """The same with e-mail addresses masked."""
        return replace(
            self,
            blocks=tuple(replace(each, html=masked(each.html)) for each in self.blocks),
            html=None if self.html is None else masked(self.html),
        )

    def packed(self) -> bytes:
        """It as a row of MessageText keeps it."""
        return pack(json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def from_packed(cls, packed: bytes | memoryview) -> "Rendered":
        """What `packed` gave, again. Raises Damaged or ValueError where it is not that."""
        kept = json.loads(unpack(packed))
        return cls(
            blocks=tuple(Block(**each) for each in kept["blocks"]),
            attachments=tuple(Attachment(**each) for each in kept["attachments"]),
            html=kept["html"],
            notes=tuple((key, detail) for key, detail in kept["notes"]),
            recipients=tuple((name, address) for name, address in kept["recipients"]),
            kinds=tuple(kept["kinds"]),
        )


def render(raw: bytes) -> Rendered:
    """A message's bytes as a page shows them, whatever they are."""
    root, bounds = parse(raw)
    notes = [(BOUNDS, each) for each in bounds]
    shown = list(_shown(root, notes))
    blocks: list[Block] = []
    pages: list[str] = []
    has_html = False
    left = MOST_TEXT_BYTES
    for part in shown:
        if left <= 0:
            notes.append((CUT_SHORT, ""))
            break
        text, page = _read(part, left, notes)
        left -= len(text)
        these = cut(text)
        blocks += these
        if page is None:
            pages += [f'<div class="{each.kind}">{each.html}</div>' for each in these]
        else:
            has_html = True
            pages.append(page)
    seen = {part.path for part in shown} | set(_other_forms(root))
    others = [part for part in root.walk() if not part.children and part.path not in seen]
    attachments = [listed(part) for part in others[:MOST_ATTACHMENTS]]
    return Rendered(
        blocks=tuple(blocks),
        attachments=tuple(attachments),
        html="\n".join(pages) if has_html else None,
        notes=tuple(dict.fromkeys(notes)),
        recipients=_recipients(root),
        kinds=kinds_of(root.walk()),
    )


def _recipients(root: Part) -> tuple[tuple[str, str], ...]:
    """To whom it went, as its header says: names and addresses of To and Cc, some of many."""
    values = [value for name in ("to", "cc") for value in every(root.fields, name)]
    # Of a field of a megabyte, the beginning is enough.
    found = [box for value in values[:4] for box in mailboxes(value[:MOST_RECIPIENT_BYTES])]
    return tuple((box.name[:200], box.address) for box in found[:MOST_RECIPIENTS])


def _shown(part: Part, notes: list[tuple[str, str]]) -> Iterator[Part]:
    """The parts that make the text of a message, in order (RFC 2046 5.1)."""
    if not part.children:
        if not part.disposition.startswith("attachment") and _is_text(part):
            yield part
    elif part.kind == "multipart/encrypted":
        notes.append((ENCRYPTED, ""))
    elif part.kind == "multipart/alternative":
        yield from _best([list(_shown(child, notes)) for child in part.children])
    elif part.kind == "multipart/related":
        yield from _shown(part.children[0], notes)
    else:
        for child in part.children:
            yield from _shown(child, notes)


def _best(choices: list[list[Part]]) -> list[Part]:
    """Plain text where it says anything, else what else can be read."""
    for choice in choices:
        if any(each.kind == "text/plain" and each.content(20_000).strip() for each in choice):
            return choice
    marked_up = (choice for choice in choices if any(each.kind == "text/html" for each in choice))
    return next(marked_up, None) or next((choice for choice in choices if choice), [])


def _other_forms(root: Part) -> Iterator[str]:
    """The paths of texts that say again what the chosen alternative says."""
    for part in root.walk():
        if part.kind == "multipart/alternative":
            for form in part.walk():
                if form.kind.startswith("text/") and not form.filename:
                    yield form.path


def _is_text(part: Part) -> bool:
    if part.kind == "text/html":
        return not part.filename
    named_binary = part.filename and part.content(1_000).count(0) > _BINARY_IN_TEXT
    return part.kind == "text/plain" and not named_binary


def _read(part: Part, most_bytes: int, notes: list[tuple[str, str]]) -> tuple[str, str | None]:
    """A part's text, and its safe HTML where it is HTML."""
    data = part.content(most_bytes)
    if len(data) >= most_bytes:
        notes.append((CUT_SHORT, ""))
    charset = part.parameters.get("charset")
    if part.kind == "text/html":
        text, assumed = decode(data, charset or markup.declared_charset(data))
    else:
        text, assumed = decode(data, charset)
    if assumed:
        notes.append((CHARSET, assumed))
    if part.kind == "text/html":
        page = markup.sanitised(text)
        return markup.text_of(text), page
    if part.parameters.get("format", "").lower() == "flowed":
        del_space = part.parameters.get("delsp", "").lower() == "yes"
        text = unflowed(text, del_space=del_space)
    return text, None
