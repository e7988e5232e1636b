"""What a language version lacks or has beside its original."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal, TypeVar

from comitia.documents.redline.sequences import matching
from comitia.reports.aligning.facts import Facts
from comitia.reports.aligning.structure import Item, Section, Structure

Code = Literal[
    "section_missing",
    "section_extra",
    "item_missing",
    "item_extra",
    "label_differs",
    "table_shape",
    "date_missing",
    "date_extra",
    "number_missing",
    "number_extra",
]
Part = TypeVar("Part")
# What it costs to leave one side alone, and what speaks against two being the same.
_ALONE = 0.9
_OTHER_LABEL = 0.6
_OTHER_FACTS = 0.8
_NEVER = 3 * _ALONE
_MOST_PAIRS = 40_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its code, where, and what is missing, extra or otherwise (the other's)."""

    code: Code
    section: str
    """The section's code: a verb, level and label, or empty before the first heading."""
    title: str
    """Its heading as the original has it; as the other does, where only that has it."""
    path: tuple[str, ...]
    """The labels down to the item; empty where the section as such is meant."""
    kind: str
    """item, text, table, picture, equation, note; heading for what is said of a section."""
    place: int = 0
    """Which of its kind it is in its section, from 1: for what has no label."""
    what: str = ""
    """The date or number; of a label or a table's shape, what the other has."""
    anchors: tuple[str, str] = ("", "")
    """Its addresses in the original and in the other version, empty where it has none."""


def differences(original: Structure, other: Structure) -> list[Difference]:
    """What to look at in the other version, in the order of the original; none if in step."""
    length, other_length = _length(original), _length(other)
    ratio = other_length / length if length and other_length else 1.0

    def apart(one: Section, two: Section) -> float:
        if one.code != two.code:
            return _NEVER
        return 0.1 * abs(len(one.items) - len(two.items)) + _apart(
            _all_facts(one), _all_facts(two), one.length, two.length, ratio
        )

    found: list[Difference] = []
    for one, two in _beside(original.sections, other.sections, apart, lambda section: section.code):
        if one is not None and two is not None:
            found += [_heading(one, two, code, what) for code, what in _facts(one.facts, two.facts)]
            found += _in_section(one, two, ratio)
        else:
            found.append(_heading(one, two, "section_extra" if one is None else "section_missing"))
    return found


def _in_section(original: Section, other: Section, ratio: float) -> Iterator[Difference]:
    def apart(one: Item, two: Item) -> float:
        if one.kind != two.kind:
            return _NEVER
        unlike = _OTHER_LABEL if one.path != two.path else 0.0
        return unlike + _apart(one.facts, two.facts, one.length, two.length, ratio)

    pairs = _beside(original.items, other.items, apart, _called)
    in_step = all(one is not None and two is not None for one, two in pairs)
    for one, two in pairs:
        if one is None or two is None:
            yield _item(original, one, two, "item_extra" if one is None else "item_missing")
            continue
        # Behind what is missing, labels may well be others.
        if in_step and one.path != two.path:
            yield _item(original, one, two, "label_differs", " ".join(two.path))
        if one.shape != two.shape:
            what = f"{two.shape[0]} × {two.shape[1]}"
            yield _item(original, one, two, "table_shape", what)
        for code, what in _facts(one.facts, two.facts):
            yield _item(original, one, two, code, what)


def _called(item: Item) -> Hashable:
    return item.kind, item.path


def _heading(one: Section | None, two: Section | None, code: Code, what: str = "") -> Difference:
    """Said of a section as such, by the names that the original has for it, if it is there."""
    section = one or two
    assert section is not None
    return Difference(code, section.code, section.title, (), "heading", 0, what, _anchors(one, two))


def _item(
    section: Section, one: Item | None, two: Item | None, code: Code, what: str = ""
) -> Difference:
    item = one or two
    assert item is not None
    return Difference(
        code, section.code, section.title, item.path, item.kind, item.place, what,
        _anchors(one, two),
    )  # fmt: skip


def _anchors(one: Section | Item | None, two: Section | Item | None) -> tuple[str, str]:
    return one.anchor if one else "", two.anchor if two else ""


def _facts(one: Facts, two: Facts) -> Iterator[tuple[Code, str]]:
    held: tuple[tuple[Code, tuple[str, ...], tuple[str, ...]], ...] = (
        ("date_missing", one.dates, two.dates),
        ("date_extra", two.dates, one.dates),
        ("number_missing", one.numbers, two.numbers),
        ("number_extra", two.numbers, one.numbers),
    )
    for code, there, here in held:
        # However often it is said: languages repeat themselves differently.
        for what in dict.fromkeys(each for each in there if each not in here):
            yield code, what


def _apart(one: Facts, two: Facts, length: int, other_length: int, ratio: float) -> float:
    """How unlike two parts are by their facts and lengths: 0 is as alike as can be."""
    held = Counter((*one.dates, *one.numbers))
    others = Counter((*two.dates, *two.numbers))
    unlike = 0.0
    if together := (held | others).total():
        unlike = _OTHER_FACTS * (1 - (held & others).total() / together)
    if length and other_length:
        unlike += min(1.0, abs(log(other_length / (length * ratio))) / 2)
    return unlike


def _length(structure: Structure) -> int:
    return sum(section.length for section in structure.sections)


def _all_facts(section: Section) -> Facts:
    return Facts(
        tuple(date for item in section.items for date in item.facts.dates),
        tuple(number for item in section.items for number in item.facts.numbers),
    )


def _beside(
    ones: Sequence[Part],
    twos: Sequence[Part],
    apart: Callable[[Part, Part], float],
    key: Callable[[Part], Hashable],
) -> list[tuple[Part | None, Part | None]]:
    """Both in order, what is the same beside each other, at the least cost; None is a lack."""
    if len(ones) * len(twos) > _MOST_PAIRS:
        return _beside_by_key(ones, twos, key)
    costs = [[_ALONE * number for number in range(len(twos) + 1)]]
    for number, one in enumerate(ones):
        above = costs[-1]
        row = [_ALONE * (number + 1)]
        for place, two in enumerate(twos):
            alone = min(above[place + 1], row[place]) + _ALONE
            row.append(min(alone, above[place] + apart(one, two)))
        costs.append(row)
    found: list[tuple[Part | None, Part | None]] = []
    i, j = len(ones), len(twos)
    while i or j:
        if i and j and costs[i][j] == costs[i - 1][j - 1] + apart(ones[i - 1], twos[j - 1]):
            i, j = i - 1, j - 1
            found.append((ones[i], twos[j]))
        elif i and costs[i][j] == costs[i - 1][j] + _ALONE:
            i -= 1
            found.append((ones[i], None))
        elif j:
            j -= 1
            found.append((None, twos[j]))
        else:
            i -= 1
            found.append((ones[i], None))
    return found[::-1]


def _beside_by_key(
    ones: Sequence[Part], twos: Sequence[Part], key: Callable[[Part], Hashable]
) -> list[tuple[Part | None, Part | None]]:
    """The same where there are too many to try all: only by what the parts are called."""
    found: list[tuple[Part | None, Part | None]] = []
    i = j = 0
    shared = matching([key(one) for one in ones], [key(two) for two in twos])
    for start, start_two, length in [*shared, (len(ones), len(twos), 0)]:
        found += [(one, None) for one in ones[i:start]]
        found += [(None, two) for two in twos[j:start_two]]
        found += [(ones[start + n], twos[start_two + n]) for n in range(length)]
        i, j = start + length, start_two + length
    return found
