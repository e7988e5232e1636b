"""A part of the report on its way to translators and back, and why a file is not read."""

from dataclasses import dataclass

MOST_BYTES = 20_000_000
MOST_UNITS = 25_000


class Unreadable(Exception):
    """The file as a whole is not what it should be; the text says what to do, for a person."""


@dataclass(frozen=True)
class Unit:
    """What a file says of one part: its address, the original it was made from, the translation.

    `serial` is the revision of the original that the file names, 0 where it names none; `line` is
    where it stands in the file, from 1. `previous` is what a translation that is behind was made
    from.
    """

    id: str
    source: str
    target: str
    serial: int = 0
    line: int = 0
    number: str = ""
    is_checked: bool = False
    is_behind: bool = False
    previous: str = ""


@dataclass(frozen=True)
class Bundle:
    """A whole file: which report, from which language into which."""

    group: str
    source_language: str
    language: str
    units: tuple[Unit, ...]
