"""What a source gives."""

from collections.abc import Callable
from dataclasses import dataclass, field

# Told of each file that is left out: its name, and why.
Tell = Callable[[str, str], object]


class BadSource(Exception):
    """This cannot be read as mail at all; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A message where it was found; `from_line` is its mbox separator, or empty."""

    data: bytes = field(repr=False)
    from_line: str = ""
    where: str = ""
