"""The index on disk: one folder a generation, one writer at a time, any number of readers.

    DATA/search/current      names the generation that is read and written
    DATA/search/lock         held by whoever writes, in any process
    DATA/search/g…/          an index

A rebuild fills a new generation while the old one serves, then `current` is replaced in one step.
"""

import fcntl
import json
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import tantivy

from comitia.base.ids import fresh_token
from comitia.search.analyse import FIELDS, analyser, split

# Raised when the schema or the analysis changes, so that every index is built anew.
SCHEMA = 1
HEAP_BYTES = 40_000_000
REBUILD_HEAP_BYTES = 100_000_000


class Unusable(Exception):
    """There is no index that can be read; it has to be built (again)."""


@dataclass(frozen=True)
class Entry:
    """What is indexed of one thing. `key` is its own; a later entry of that key replaces it."""

    key: int
    group: int
    number: int
    at: datetime
    subject: str = ""
    author: str = ""
    address: str = ""
    entity: str = ""
    text: str = field(default="", repr=False)


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "group", "number"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_integer_field("at", indexed=True, fast=True)
    for name in ("author", "entity"):
        builder.add_text_field(name, tokenizer_name="name")
    builder.add_text_field("address", tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(f"subject_{name}", tokenizer_name=name)
        builder.add_text_field(f"text_{name}", tokenizer_name=name)
    return builder.build()


_SCHEMA = schema()


class Store:
    """An index in a folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: tuple[str, tantivy.Index] | None = None
        self._seen: tuple[int, int] | None = None
        self._guard = threading.Lock()

    def searcher(self) -> tantivy.Searcher:
        """What can be searched now, the last commit included. Raises Unusable."""
        with self._guard:
            name = self._current()
            try:
                if self._open is None or self._open[0] != name:
                    self._open = (name, _opened(self.folder / name))
                    self._seen = None
                stat = (self.folder / name / "meta.json").stat()
                if self._seen != (stat.st_mtime_ns, stat.st_ino):
                    self._open[1].reload()
                    self._seen = (stat.st_mtime_ns, stat.st_ino)
                return self._open[1].searcher()
            except (ValueError, OSError) as error:
                self._open = None
                raise Unusable(str(error)) from error

    def write(self, entries: Iterable[Entry], *, remove: Iterable[int] = ()) -> None:
        """Add or replace entries and remove keys, in one commit. Raises Unusable."""
        with self._alone():
            index = self._writable(self._current())
            _write(index, entries, remove, HEAP_BYTES)

    def rebuild(self, batches: Iterable[list[Entry]]) -> int:
        """Build a new generation from everything there is; how many entries it has.

        The old one serves meanwhile. The writer's lock is not held while `batches` are drawn: what
        changes in that time has to be written again afterwards.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"g{fresh_token(40)}"
        path = self.folder / name
        path.mkdir()
        count = 0
        try:
            index = tantivy.Index(schema(), str(path))
            _register(index)
            writer = index.writer(REBUILD_HEAP_BYTES, 1)
            for batch in batches:
                for entry in batch:
                    writer.add_document(_document(entry))
                count += len(batch)
            writer.commit()
            writer.wait_merging_threads()
            with self._alone():
                fresh = self.folder / f"current.{name}"
                fresh.write_text(json.dumps({"schema": SCHEMA, "generation": name}))
                fresh.replace(self.folder / "current")
                self._sweep(keep=name)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        return count

    def last_key(self) -> int:
        """The greatest key there is, 0 where there is none. Raises Unusable."""
        searcher = self.searcher()
        try:
            hits = searcher.search(
                tantivy.Query.all_query(), limit=1, count=False, order_by_field="key"
            ).hits
            return int(searcher.fast_field_values("key", [hits[0][1]])[0] or 0) if hits else 0
        except ValueError as error:
            raise Unusable(str(error)) from error

    def present(self, keys: Iterable[int]) -> set[int]:
        """Which of these keys are indexed. Raises Unusable."""
        keys = list(keys)
        if not keys:
            return set()
        searcher = self.searcher()
        query = tantivy.Query.term_set_query(_SCHEMA, "key", keys)
        hits = searcher.search(query, limit=len(keys), count=False).hits
        values = searcher.fast_field_values("key", [address for _, address in hits])
        return {int(each) for each in values if each is not None}

    def _current(self) -> str:
        try:
            said = json.loads((self.folder / "current").read_text())
            name = str(said["generation"])
            fits = said["schema"] == SCHEMA
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unusable(f"there is no index in {self.folder}") from error
        if not fits or not name.isalnum():
            raise Unusable("the index was made by another version")
        return name

    def _writable(self, name: str) -> tantivy.Index:
        try:
            return _opened(self.folder / name)
        except (ValueError, OSError) as error:
            raise Unusable(str(error)) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time among all processes of this machine."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _sweep(self, *, keep: str) -> None:
        # A reader that still has an old generation open keeps its files (POSIX) until it lets go.
        for path in self.folder.glob("g*"):
            if path.is_dir() and path.name != keep:
                shutil.rmtree(path, ignore_errors=True)


def _opened(path: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(path))
    _register(index)
    index.config_reader("manual")
    return index


def _register(index: tantivy.Index) -> None:
    for name in (*FIELDS, "name"):
        index.register_tokenizer(name, analyser(name))


def _write(
    index: tantivy.Index, entries: Iterable[Entry], remove: Iterable[int], heap_bytes: int
) -> None:
    try:
        writer = index.writer(heap_bytes, 1)
        for key in remove:
            writer.delete_documents_by_query(_of_key(key))
        for entry in entries:
            writer.delete_documents_by_query(_of_key(entry.key))
            writer.add_document(_document(entry))
        writer.commit()
        writer.wait_merging_threads()
    except (ValueError, OSError) as error:
        raise Unusable(str(error)) from error


def _of_key(key: int) -> tantivy.Query:
    # Not delete_documents_by_term: it takes an unsigned key for a signed one and deletes nothing.
    return tantivy.Query.term_query(_SCHEMA, "key", key)


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("key", entry.key)
    document.add_unsigned("group", entry.group)
    document.add_unsigned("number", entry.number)
    document.add_integer("at", int(entry.at.timestamp()))
    values: dict[str, Any] = {
        "author": entry.author,
        "entity": entry.entity,
        "address": entry.address.lower(),
    }
    for name, text in split(entry.subject).items():
        values[f"subject_{name}"] = text
    for name, text in split(entry.text).items():
        values[f"text_{name}"] = text
    for name, value in values.items():
        if value:
            document.add_text(name, value)
    return document
