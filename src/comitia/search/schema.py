"""What is indexed of one thing, and how it stands in the index."""

from dataclasses import dataclass, field
from datetime import datetime

import tantivy

from comitia.search.analyse import FIELDS, split

# Raised when the schema or the analysis changes, so that every index is built anew.
SCHEMA = 2
MAIL = "mail"
# Every so many things one is in the sample, by which very many are counted.
SAMPLE_OF = 64
# Sources number their own things; this many bits of a key are theirs.
KEY_BITS = 48


@dataclass(frozen=True)
class Entry:
    """What is indexed of one thing. `key` is its own; a later entry of that key replaces it.

    Who may read the archive of `group` may find it; where `is_open`, so may everybody. `person` and
    `entity_name` are those counted beside the results; `about` is what
    it is indexed again with, for all things but mail.
    """

    key: int
    group: int
    number: int
    at: datetime
    kind: str = MAIL
    is_open: bool = False
    subject: str = ""
    author: str = ""
    address: str = ""
    entity: str = ""
    entity_name: str = ""
    recipients: tuple[tuple[str, str], ...] = ()
    has: tuple[str, ...] = ()
    about: str = ""
    text: str = field(default="", repr=False)


def schema() -> tantivy.Schema:
    """The fields. What is `fast` can be counted or sorted by; only phrases need positions."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    for name in ("group", "number", "open", "sample"):
        builder.add_unsigned_field(name, indexed=True)
    builder.add_unsigned_field("year", fast=True)
    builder.add_integer_field("at", fast=True)
    for name in ("author", "entity", "recipient"):
        builder.add_text_field(name, tokenizer_name="name")
    for name in ("address", "recipient_address", "has", "about"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "person", "entity_name"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in FIELDS:
        builder.add_text_field(f"subject_{name}", tokenizer_name=name)
        builder.add_text_field(f"text_{name}", tokenizer_name=name)
    return builder.build()


def key_of(source: int, own: int) -> int:
    """The key of the thing that its source knows by `own`. Mail is source 0: its key is its own."""
    return source << KEY_BITS | own


def own_key(key: int) -> tuple[int, int]:
    """The source and the key there, of which `key_of` made the key."""
    return key >> KEY_BITS, key & (1 << KEY_BITS) - 1


def document(entry: Entry) -> tantivy.Document:
    """An entry as the index takes it."""
    if not (entry.group or entry.is_open):
        raise ValueError("who may find it? Nobody, in no group; everybody, unless that is said.")
    made = tantivy.Document()
    made.add_unsigned("key", entry.key)
    made.add_unsigned("group", entry.group)
    made.add_unsigned("number", entry.number)
    made.add_unsigned("open", int(entry.is_open))
    # Keys are given in order, so what stands together in time is spread over the sample evenly.
    made.add_unsigned("sample", int(entry.key % SAMPLE_OF == 0))
    made.add_unsigned("year", entry.at.year)
    made.add_integer("at", int(entry.at.timestamp()))
    _add(made, "kind", entry.kind)
    _add(made, "author", entry.author)
    _add(made, "person", entry.author)
    _add(made, "address", entry.address.lower())
    _add(made, "entity", entry.entity)
    _add(made, "entity_name", entry.entity_name)
    _add(made, "about", entry.about)
    for each in entry.has:
        _add(made, "has", each)
    for name, address in entry.recipients:
        _add(made, "recipient", name)
        _add(made, "recipient_address", address.lower())
    for language, text in split(entry.subject).items():
        _add(made, f"subject_{language}", text)
    for language, text in split(entry.text).items():
        _add(made, f"text_{language}", text)
    return made


def _add(document: tantivy.Document, name: str, value: str) -> None:
    if value:
        document.add_text(name, value)
