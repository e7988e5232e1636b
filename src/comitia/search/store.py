"""The index on disk: one folder a generation, one writer at a time, any number of readers.

    DATA/search/current      names the generation that is read and written
    DATA/search/lock         held by whoever writes, in any process
    DATA/search/g…/          an index, and in `followed` how far it has followed the ledger

A rebuild fills a new generation while the old one serves, then `current` is replaced in one step.
"""

import fcntl
import json
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Query

from comitia.base.ids import fresh_token
from comitia.search.analyse import FIELDS, analyser
from comitia.search.schema import KEY_BITS, SCHEMA, Entry, document, schema

HEAP_BYTES = 20_000_000
REBUILD_HEAP_BYTES = 80_000_000

_SCHEMA = schema()


class Unusable(Exception):
    """There is no index that can be read; it has to be built (again)."""


@contextmanager
def _or_unusable() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise Unusable(str(error)) from error


class Writing:
    """An index open for writing. What was put in can be found once it is committed."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def put(self, entries: Iterable[Entry], *, are_new: bool = False) -> None:
        """Add entries in place of those of the same keys; `are_new` where there can be none."""
        for entry in entries:
            if not are_new:
                self.remove(entry.key)
            with _or_unusable():
                self._writer.add_document(document(entry))

    def remove(self, key: int) -> None:
        """Take out the entry of a key."""
        # Not delete_documents_by_term: it takes an unsigned key for a signed one and deletes none.
        self._writer.delete_documents_by_query(Query.term_query(_SCHEMA, "key", key))

    def remove_about(self, about: str) -> None:
        """Take out all that is indexed under `about`."""
        self._writer.delete_documents_by_query(Query.term_query(_SCHEMA, "about", about))

    def commit(self) -> None:
        """Let what was written be found."""
        with _or_unusable():
            self._writer.commit()


class Store:
    """An index in a folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: tuple[str, tantivy.Index] | None = None
        self._seen: tuple[int, int] | None = None
        self._guard = threading.Lock()

    def is_begun(self) -> bool:
        """Whether there ever was an index here, usable or not."""
        return self.folder.is_dir() and any(self.folder.glob("g*"))

    def searcher(self) -> tantivy.Searcher:
        """What can be searched now, the last commit included. Raises Unusable."""
        with self._guard:
            name = self.generation()
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

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Hold the index open for writing; others that write wait. Commits at the end.

        Raises Unusable. What was not committed when something raises is not written.
        """
        with self._alone():
            with _or_unusable():
                writer = _opened(self.folder / self.generation()).writer(HEAP_BYTES, 1)
            try:
                index = Writing(writer)
                yield index
                index.commit()
            finally:
                with _or_unusable():
                    writer.wait_merging_threads()

    def write(self, entries: Iterable[Entry], *, remove: Iterable[int] = ()) -> None:
        """Add or replace entries and remove keys, in one commit. Raises Unusable."""
        entries = list(entries)
        with self.writing() as index:
            for key in remove:
                index.remove(key)
            index.put(entries)

    def rebuild(self, batches: Iterable[list[Entry]], *, followed: int = 0) -> int:
        """Build a new generation from everything there is; how many entries it has.

        The old one serves meanwhile. The writer's lock is not held while `batches` are drawn: what
        changes in that time has to be written again afterwards, from `followed` on in the ledger.
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
                    writer.add_document(document(entry))
                count += len(batch)
            writer.commit()
            writer.wait_merging_threads()
            (path / "followed").write_text(str(followed))
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
        """The greatest key of a message there is, 0 where there is none. Raises Unusable."""
        searcher = self.searcher()
        mail = Query.range_query(
            _SCHEMA, "key", tantivy.FieldType.Unsigned, 0, 1 << KEY_BITS, include_upper=False
        )
        try:
            hits = searcher.search(mail, limit=1, count=False, order_by_field="key").hits
            return int(searcher.fast_field_values("key", [hits[0][1]])[0] or 0) if hits else 0
        except ValueError as error:
            raise Unusable(str(error)) from error

    def present(self, keys: Iterable[int]) -> set[int]:
        """Which of these keys are indexed. Raises Unusable."""
        keys = list(keys)
        if not keys:
            return set()
        searcher = self.searcher()
        query = Query.term_set_query(_SCHEMA, "key", keys)
        hits = searcher.search(query, limit=len(keys), count=False).hits
        values = searcher.fast_field_values("key", [address for _, address in hits])
        return {int(each) for each in values if each is not None}

    def generation(self) -> str:
        """The name of the index that is read and written now. Raises Unusable."""
        try:
            said = json.loads((self.folder / "current").read_text())
            name = str(said["generation"])
            fits = said["schema"] == SCHEMA
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unusable(f"there is no index in {self.folder}") from error
        if not fits or not name.isalnum():
            raise Unusable("the index was made by another version")
        return name

    def followed(self) -> int:
        """How far in the ledger the index has followed. Raises Unusable."""
        try:
            return int((self.folder / self.generation() / "followed").read_text())
        except (OSError, ValueError):
            return 0  # What is indexed twice is indexed once.

    def follow_to(self, position: int) -> None:
        """Remember how far in the ledger the index has followed. Raises Unusable."""
        path = self.folder / self.generation()
        fresh = path / "followed.new"
        try:
            fresh.write_text(str(position))
            fresh.replace(path / "followed")
        except OSError as error:
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
