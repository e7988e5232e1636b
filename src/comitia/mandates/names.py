"""The name that all language versions of a resolution share. Pure."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files


def slug_of(number: str, place: str, year: int) -> str:
    """As `178-guadalajara-2010`, whatever language the place is written in.

    A place in letters that are not Latin and that places.toml does not know is left out.
    """
    return "-".join(part for part in (_ascii(number), place_name(place), str(year)) if part)


def place_name(place: str) -> str:
    """A place's name for an address, as `new-delhi`; empty where it has none in Latin letters."""
    return _places().get(_folded(place)) or _ascii(place)


@cache
def _places() -> dict[str, str]:
    read = tomllib.loads((files(__package__) / "places.toml").read_text(encoding="utf-8"))
    return {_folded(form): key for key, forms in read["places"].items() for form in forms}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split())).casefold()


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
