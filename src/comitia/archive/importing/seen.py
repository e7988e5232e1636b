"""Which messages a source has shown already: constant in memory, whatever the source's size."""

import sqlite3
from collections.abc import Sequence


class Seen:
    """Counts equal contents. What it knows lies in a file without a name, gone when it closes."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None)
        self._table.execute("PRAGMA synchronous=OFF")
        self._table.execute("PRAGMA journal_mode=OFF")
        self._table.execute(
            "CREATE TABLE seen (digest BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID"
        )

    def times(self, digests: Sequence[bytes]) -> list[int]:
        """For each, the how-manieth of its kind it is, from 1."""
        count = self._table.execute
        found: list[int] = []
        count("BEGIN")
        for digest in digests:
            ((times,),) = count(
                "INSERT INTO seen VALUES (?, 1) "
                "ON CONFLICT (digest) DO UPDATE SET times = times + 1 RETURNING times",
                (digest,),
            ).fetchall()
            found.append(times)
        count("COMMIT")
        return found

    def close(self) -> None:
        self._table.close()
