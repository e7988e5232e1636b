"""Where truth is kept: one SQLite file in the data folder, or a PostgreSQL address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from comitia.config.environment import BadSetting


def database(address: str | None, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `address` (postgresql://…), or for SQLite where it is None.

    Raises BadSetting for an address of another kind.
    """
    if address is None:
        return sqlite(data / "comitia.sqlite3")
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadSetting(
            f"COMITIA_DATABASE begins with {parts.scheme!r}; "
            "use postgresql://USER:PASSWORD@HOST:PORT/NAME, or leave it unset for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as a server's database: readers never wait, writers queue for 20 s at most.

    BEGIN IMMEDIATE takes the write lock at once, so that a transaction which reads first and writes
    later cannot fail half-way. synchronous=FULL: an acknowledged message survives a power cut.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        # A file for the tests too: in memory, SQLite locks whole tables between threads.
        "TEST": {"NAME": path.with_name("test.sqlite3")},
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
