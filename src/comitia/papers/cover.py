"""What the cover sheet of a paper says: who sends it, under which title, to which meeting.

Read from tables (a label, then its value), from lines of "label: value", and from the fields at
the head of Markdown, by labels in six languages (cover.toml). Every field says which block it
was found in. Nothing is guessed but the title, which then says so.
"""

import re
from dataclasses import dataclass, field

from comitia.papers.blocks import Paper, Paragraph
from comitia.papers.contacts import Contact, contact_of
from comitia.papers.labelled import Entry, entries, key_of, language_named
from comitia.papers.symbols_of_documents import is_document_symbol

_LOOKED_AT = 80
_MOST_LETTERS = 5_000
# Fields that are one line on a sheet; of these the first that is found counts.
_SINGLE = (
    *("symbol", "meeting", "date", "place", "questions", "section", "group", "working_party"),
    *("intended_type", "title", "abstract", "purpose"),
)
_ASKED = re.compile(r"<[^<>@]*>")
OF_PROPERTIES = -1


@dataclass(frozen=True, slots=True)
class Found:
    """A field as the sheet writes it, and where."""

    value: str
    block: int = OF_PROPERTIES
    """Its place in `Paper.blocks`; OF_PROPERTIES where the file says it beside its text."""
    guessed: bool = False
    """Whether no label says that it is this."""


@dataclass(frozen=True, slots=True)
class Cover:
    symbol: Found | None = None
    """COM 14-10, TD 415 Rev.1 …"""
    meeting: Found | None = None
    date: Found | None = None
    place: Found | None = None
    questions: Found | None = None
    section: Found | None = None
    group: Found | None = None
    working_party: Found | None = None
    intended_type: Found | None = None
    title: Found | None = None
    abstract: Found | None = None
    purpose: Found | None = None
    sources: tuple[Found, ...] = ()
    keywords: tuple[Found, ...] = ()
    contacts: tuple[Contact, ...] = ()
    language: Found | None = None
    """One of the six, by its code."""
    original_language: Found | None = None


@dataclass
class _Sheet:
    """A sheet while it is read, entry by entry."""

    found: dict[str, Found] = field(default_factory=dict)
    sources: list[Found] = field(default_factory=list)
    keywords: list[Found] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        key, value = entry.key, entry.value.strip()[:_MOST_LETTERS]
        # What stands in angle brackets is what a form asks for, and not an answer.
        if not value or _ASKED.fullmatch(value) or (value[-1] in ":：" and key_of(value)):
            return
        if key in {"source", "keywords"}:
            held = self.sources if key == "source" else self.keywords
            if not held:
                ends = "\n;；؛" if key == "source" else "\n;；؛,，、،"
                held += [Found(each, entry.block) for each in _parts(value, ends)]
        elif key == "contact":
            self.contacts.append(contact_of(value, entry.block))
        elif key in Contact.LABELS:
            # On lines of their own they belong to the contact above.
            known = contact_of("", entry.block) if not self.contacts else self.contacts.pop()
            self.contacts.append(known.with_field(key, _line(value)))
        elif key in {"language", "original"}:
            if code := language_named(value):
                self.found.setdefault(key, Found(code, entry.block))
        elif key == "only":
            for each in ("language", "original"):
                self.found.setdefault(each, Found(value, entry.block))
        elif key in _SINGLE:
            shown = value if key == "abstract" else _line(value)
            self.found.setdefault(key, Found(shown, entry.block))
        elif not key and is_document_symbol(value):
            self.found.setdefault("symbol", Found(_line(value), entry.block))


def cover_of(paper: Paper) -> Cover:
    """What the cover sheet of a paper says. Pure, and never raises."""
    sheet = _Sheet()
    for entry in entries(paper.blocks[:_LOOKED_AT]):
        sheet.take(entry)
    found = sheet.found
    single = {key: found.get(key) for key in _SINGLE}
    single["title"] = single["title"] or _first_title(paper) or _property(paper.title)
    return Cover(
        **single,
        sources=tuple(sheet.sources),
        keywords=tuple(sheet.keywords),
        contacts=tuple(each for each in sheet.contacts if not each.is_empty()),
        language=found.get("language") or _property(paper.language),
        original_language=found.get("original"),
    )


def _first_title(paper: Paper) -> Found | None:
    """The first title of the paper, else its first heading."""
    for kind in ("title", "heading"):
        for place, block in enumerate(paper.blocks[:_LOOKED_AT]):
            if isinstance(block, Paragraph) and block.kind == kind:
                text = _line("".join(run.text for run in block.runs if not run.note))
                if text and not _ASKED.fullmatch(text):
                    return Found(text[:500], place, guessed=True)
    return None


def _property(value: str) -> Found | None:
    return Found(value) if value else None


def _parts(value: str, ends: str) -> list[str]:
    for end in ends[1:]:
        value = value.replace(end, ends[0])
    return [shown for part in value.split(ends[0]) if (shown := _line(part).strip(".。"))]


def _line(text: str) -> str:
    return " ".join(text.split())
