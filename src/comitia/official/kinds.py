"""What each kind of official letter is made of (kinds.toml). Pure."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

AMENDING = frozenset({"corrigendum", "addendum"})


@dataclass(frozen=True)
class Field:
    """A named part of a letter: the shape of what is written, and for how many versions at once.

    `scope` is `letter` (the same in all languages), `version` (written for each language) or
    `given` (known without being written).
    """

    name: str
    shape: str
    scope: str


@dataclass(frozen=True)
class Kind:
    """A kind of letter: which fields it has, which of them it must have, how it is numbered."""

    name: str
    numbered: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    due_before_opening: str = ""
    """The rule that says how long before a meeting it is issued."""
    due_before_opening_unscheduled: str = ""
    due_after_closing: str = ""
    """The rule that says how long after a meeting it is issued."""

    @property
    def needs_meeting(self) -> bool:
        return "meeting" in self.required

    @property
    def fields(self) -> tuple[Field, ...]:
        """All its fields, in the order of the table of fields."""
        mine = {*self.required, *self.optional}
        return tuple(field for name, field in all_fields().items() if name in mine)

    def written(self, scope: str) -> tuple[Field, ...]:
        """The fields that somebody writes, once for the letter or for each version."""
        return tuple(field for field in self.fields if field.scope == scope)


@cache
def _table() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads((files(__package__) / "kinds.toml").read_text(encoding="utf-8"))


@cache
def all_fields() -> dict[str, Field]:
    """Every field there is, by its name."""
    return {
        name: Field(name, str(row["shape"]), str(row["scope"]))
        for name, row in _table()["fields"].items()
    }


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of letter, by its name."""
    found = {}
    for name, row in _table()["kinds"].items():
        rest = {key: _names(value) for key, value in row.items() if isinstance(value, list)}
        plain = {key: str(value) for key, value in row.items() if isinstance(value, str)}
        found[name] = Kind(name=name, **plain, **rest)  # type: ignore[arg-type]
    return found


def kind_called(name: str) -> Kind:
    """The kind of that name. Raises KeyError."""
    return kinds()[name]


def _names(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(str, values))
