"""Addresses of clauses within a resolution: stable, unique, readable. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Headed:
    """What an address is made from: a section's key, its addressees' keys, its items' labels."""

    key: str
    addressees: Sequence[str]
    labels: Sequence[str]


def anchors(sections: Iterable[Headed]) -> list[list[str]]:
    """An address for each item of each section, as `considering-a`, `instructs-director-tsb-2`.

    It comes from keys and labels, not from the wording, so that all language versions have the
    same. A section's only item without a label has the section's own address. Sections of one name
    are counted: `resolves`, `resolves-again-2` …
    """
    taken: set[str] = set()
    found = []
    for section in sections:
        base = _free(_slug(section.key, *section.addressees) or "section", taken)
        taken.add(base)
        rows: list[str] = []
        for place, label in enumerate(section.labels, start=1):
            mark = _slug(label) or ("" if len(section.labels) == 1 else str(place))
            anchor = f"{base}-{mark}" if mark else base
            if anchor in rows:
                anchor = f"{base}-item-{place}"
            rows.append(anchor)
        found.append(rows)
    return found


def _free(base: str, taken: set[str]) -> str:
    if base not in taken:
        return base
    number = 2
    while f"{base}-again-{number}" in taken:
        number += 1
    return f"{base}-again-{number}"


def _slug(*words: str) -> str:
    text = unicodedata.normalize("NFKC", "-".join(words)).casefold()
    return re.sub(r"[\W_]+", "-", text).strip("-")[:60].strip("-")
