"""What would show that a row of the timetable is done, judged by its words. Pure."""

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

OTHER = "other"


@cache
def _table() -> tuple[tuple[str, tuple[str, ...]], ...]:
    read = tomllib.loads((files(__package__) / "proofs.toml").read_text(encoding="utf-8"))
    return tuple((row["proof"], tuple(map(_folded, row["words"]))) for row in read["proof"])


def proof_of(action: str) -> str:
    """The Milestone.Proof that a row's action calls for, as `interim_sent`; else `other`."""
    text = _folded(action)
    for proof, words in _table():
        if any(word in text for word in words):
            return proof
    return OTHER


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", " ".join(text.split())).casefold()
    return "".join(letter for letter in text if unicodedata.category(letter) != "Mn")
