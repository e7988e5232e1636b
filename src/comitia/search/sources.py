"""Stores whose things are found by searching, beside mail: what each of them gives.

A store adds itself by one line in `config.searched` that names a module of its own, with
FOLLOWS, `subjects`, `entries` and `things` as in `Module` below.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from comitia.search.schema import Entry


@dataclass(frozen=True)
class Thing:
    """Something found, as results show it: what it is called, where its page is, whose it is."""

    key: int
    kind: str
    title: str
    path: str
    at: datetime
    by: str = ""
    language: str = ""
    number: str = ""
    text: str = field(default="", repr=False)


class Module(Protocol):
    """What a store gives. Keys are its own."""

    # Kinds of entries in the ledger, after which things have to be indexed again.
    FOLLOWS: frozenset[str]

    def subjects(self) -> Iterable[str]:
        """All subjects of the ledger under which it has things to be found."""

    def entries(self, subject: str) -> Sequence[Entry]:
        """What is to be found under a subject now; empty where that is nothing any more."""

    def things(self, keys: Collection[int]) -> Sequence[Thing]:
        """What results show of these. Whether it may be seen has been judged before."""


@dataclass(frozen=True)
class Source:
    """A store whose things are found. Its number stands in every key, and is never given again."""

    number: int
    module: str

    @property
    def gives(self) -> Module:
        return cast(Module, import_module(self.module))
