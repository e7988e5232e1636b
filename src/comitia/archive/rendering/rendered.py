"""A message as it is shown: what a page, the index and mail take from it, and how it is kept."""

import json
from dataclasses import asdict, dataclass, replace

from comitia.archive.rendering import html as markup
from comitia.archive.rendering.attachments import Attachment
from comitia.archive.rendering.blocks import (
    TEXT,
    Block,
    masked,
    masked_address,
    plain,
    shortened,
)
from comitia.archive.rendering.events import Event
from comitia.archive.rendering.signatures import Signature
from comitia.base.packing import pack, unpack

# Raised when what is derived changes, so that kept renderings are made anew.
VERSION = 2
# Notes, in the words of a key that pages translate.
CUT_SHORT = "cut-short"
ENCRYPTED = "encrypted"
CHARSET = "charset-assumed"
BOUNDS = "out-of-bounds"
PICTURES = "pictures-not-loaded"


@dataclass(frozen=True)
class Rendered:
    """A message as it is shown. Everything in it is safe to put on a page as it stands.

    `html` is there only where the author wrote HTML and no plain text; a page shows it by
    `html_at`. `notes` are (key, detail). `recipients` are (name, address) of To and Cc; `kinds`
    say what it has: document, image … `events` are invitations, `signatures` what was verified.
    """

    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]
    html: str | None
    notes: tuple[tuple[str, str], ...]
    recipients: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def text(self) -> str:
        """The words alone, for the index and for plain-text doors."""
        return "\n".join(plain(each.html) for each in self.blocks)

    def html_at(self, link: str) -> str | None:
        """Its HTML with the pictures that came with it, on the page of the message at `link`."""
        return None if self.html is None else markup.placed(self.html, link)

    def shows_picture(self, path: str) -> bool:
        """Whether the part of this path is a picture that stands in its HTML."""
        return self.html is not None and f'"{markup.PLACEHOLDER}{path}"' in self.html

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
        """The same with e-mail addresses masked, and without recipients, which no page shows."""
        return replace(
            self,
            blocks=tuple(
                [
                    replace(each, html=masked(each.html)) if "@" in each.html else each
                    for each in self.blocks
                ]
            ),
            html=None if self.html is None else masked(self.html),
            recipients=(),
            events=tuple(_masked_event(each) for each in self.events),
            signatures=tuple(
                replace(
                    each,
                    by=masked(each.by),
                    addresses=tuple(masked_address(address) for address in each.addresses),
                )
                for each in self.signatures
            ),
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
            events=tuple(Event.from_kept(each) for each in kept["events"]),
            signatures=tuple(Signature.from_kept(each) for each in kept["signatures"]),
        )


def _masked_box(name: str, address: str) -> tuple[str, str]:
    return masked(name), masked_address(address) if address else ""


def _masked_event(event: Event) -> Event:
    return replace(
        event,
        what=masked(event.what),
        where=masked(event.where),
        organiser=_masked_box(*event.organiser),
        answers=tuple((*_masked_box(name, box), state) for name, box, state in event.answers),
    )
