"""A letter says what was changed in it, so that anybody can have the message as it came. Pure.

The field stands below all that we and later hands put on top, and speaks of what is below it, line
by line: which of those lines to copy, and which lines to write instead. The drafts of DKIM2 give
their recipes in the same two steps.
"""

import base64
import binascii
import json
from bisect import bisect_left
from collections import defaultdict
from hashlib import sha256
from typing import Any

from comitia.base.headers import split

NAME = "Comitia-Changes"
# What was taken out may be an attachment of megabytes: that is not carried along in a header.
MOST_BYTES = 4000
_CRLF = b"\r\n"


class CannotBeUndone(Exception):
    """The copy does not say how it was changed, or was changed again on its way."""


def record(came: bytes, below: bytes) -> bytes:
    """The field to stand right above `below`, by which `came` can be had again.

    Where that would be too long, it says only what the hash of the message was.
    """
    steps = _steps(came.split(_CRLF), below.split(_CRLF))
    value = f"v=1; h={sha256(came).hexdigest()}"
    if sum(len(line) for step in steps for line in step.get("d", ())) <= MOST_BYTES:
        recipe = json.dumps(steps, separators=(",", ":")).encode()
        value += f"; r={base64.b64encode(recipe).decode()}"
    words = [value[n : n + 70] for n in range(0, len(value), 70)]
    return f"{NAME}: ".encode() + b"\r\n ".join(word.encode() for word in words) + _CRLF


def undone(copy: bytes) -> bytes:
    """The message as it came, out of any copy of it. Raises CannotBeUndone."""
    fields, _ = split(copy)
    place = 0
    for field in fields:
        place += len(field.raw)
        if field.name == NAME.lower():
            break
    else:
        raise CannotBeUndone(f"It has no {NAME} field: it is no copy from a list of Comitia’s.")
    said = _read(field.value)
    if "r" not in said:
        raise CannotBeUndone(
            "Too much was taken out for the copy to carry it; the archive has the whole message."
        )
    try:
        steps = json.loads(base64.b64decode(said["r"], validate=True))
        came = _CRLF.join(_followed(steps, copy[place:].split(_CRLF)))
    except (ValueError, KeyError, TypeError, IndexError, binascii.Error) as error:
        raise CannotBeUndone(f"Its {NAME} field cannot be read.") from error
    if sha256(came).hexdigest() != said.get("h"):
        raise CannotBeUndone("It was changed again after it left the list.")
    return came


def _steps(before: list[bytes], now: list[bytes]) -> list[dict[str, Any]]:
    """How to make the lines `before` out of `now`, in one pass: {"c": [first, last]}, {"d": […]}.

    Lines are counted from 1. A line that is not at hand is looked for further on; what is passed
    over there was added.
    """
    places: dict[bytes, list[int]] = defaultdict(list)
    for number, line in enumerate(now):
        places[line].append(number)
    steps: list[dict[str, Any]] = []
    at = 0
    for number, line in enumerate(before):
        found = _next_place(line, before, number, now, at, places)
        if found is None:
            if not steps or "d" not in steps[-1]:
                steps.append({"d": []})
            steps[-1]["d"].append(line.decode("latin-1"))
            continue
        at = found + 1
        if steps and "c" in steps[-1] and steps[-1]["c"][1] == found:
            steps[-1]["c"][1] = at
        else:
            steps.append({"c": [at, at]})
    return steps


def _next_place(
    line: bytes,
    before: list[bytes],
    number: int,
    now: list[bytes],
    at: int,
    places: dict[bytes, list[int]],
) -> int | None:
    if at < len(now) and now[at] == line:
        return at
    known = places.get(line, [])
    for found in known[bisect_left(known, at) :][:20]:
        # Blank lines are everywhere: it is the one where the next line follows too.
        if number + 1 == len(before) or now[found + 1 : found + 2] == [before[number + 1]]:
            return found
    return None


def _followed(steps: list[dict[str, Any]], now: list[bytes]) -> list[bytes]:
    lines: list[bytes] = []
    for step in steps:
        if "c" in step:
            first, last = step["c"]
            if not 0 < first <= last <= len(now):
                raise ValueError("no such lines")
            lines += now[first - 1 : last]
        else:
            lines += [line.encode("latin-1") for line in step["d"]]
    return lines


def _read(value: bytes) -> dict[str, str]:
    text = "".join(value.decode("ascii", "replace").split())
    return {
        name: word for name, _, word in (each.partition("=") for each in text.split(";")) if name
    }
