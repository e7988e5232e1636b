"""A reading with a person's corrections put in, each at its path. Pure."""

import copy
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

MOST_ITEMS = 500


class Incomplete(Exception):
    """The draft cannot be confirmed yet. `errors` maps a field's path to what is wrong with it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(f"{field}: {text}" for field, text in self.errors.items()))


def corrected(reading: Mapping[str, Any], corrections: Mapping[str, Any]) -> dict[str, Any]:
    """The reading with its corrections put in. A list's item set to None is left out."""
    result: dict[str, Any] = copy.deepcopy(dict(reading))
    for path in sorted(corrections, key=_by_parts):
        _put(result, path.split("."), corrections[path])
    return {key: _without_gaps(value) for key, value in result.items()}


def _by_parts(path: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in path.split(".")]


def _put(holder: Any, parts: Sequence[str], value: Any) -> None:
    last = parts[-1]
    for part, following in pairwise(parts):
        empty: Any = [] if following.isdecimal() else {}
        holder = _child(holder, part, empty)
    if isinstance(holder, list):
        _reach(holder, int(last) if last.isdecimal() else 0)
        holder[int(last) if last.isdecimal() else 0] = value
    else:
        holder[last] = value


def _child(holder: Any, part: str, empty: Any) -> Any:
    if isinstance(holder, list):
        place = int(part) if part.isdecimal() else 0
        _reach(holder, place)
        if not isinstance(holder[place], dict | list):
            holder[place] = empty
        return holder[place]
    if not isinstance(holder.get(part), dict | list):
        holder[part] = empty
    return holder[part]


def _reach(items: list[Any], place: int) -> None:
    if place > MOST_ITEMS:
        raise Incomplete({"": _("A list cannot have so many items.")})
    while len(items) <= place:
        items.append(None)


def _without_gaps(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_gaps(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_gaps(each) for each in value if each is not None]
    return value
