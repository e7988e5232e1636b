"""Two changes of one text, made at the same time, brought together word by word. Pure.

Where they touch different words both are in; where they touch the same, both texts stand beside
one another with their authors (`alternatives`). Nothing that either wrote is lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comitia.documents.redline.words import common, pieces, weight
from comitia.reports.alternatives import PLACE, Alternative, beside

# Two places in conflict with less between them than one of them says are one.
_MOST_BETWEEN = 24


@dataclass(frozen=True, slots=True)
class Merged:
    """What two changes come to.

    `text` holds alternatives in brackets where `conflicts` is not 0. `mine` and `theirs` are the
    whole texts as each author would have it, with what the other changed elsewhere; they and
    `text` are one where there is no conflict.
    """

    text: str
    mine: str
    theirs: str
    conflicts: int

    @property
    def clean(self) -> bool:
        return not self.conflicts


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of the text as both have it; where they differ, it is in conflict."""

    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def conflict(self) -> bool:
        return self.mine != self.theirs

    @property
    def weight(self) -> int:
        return max(sum(map(weight, self.mine)), sum(map(weight, self.theirs)))

    def with_other(self, other: "_Stretch") -> "_Stretch":
        return _Stretch(self.mine + other.mine, self.theirs + other.theirs)


def merge(base: str, mine: str, theirs: str, *, mine_by: str, theirs_by: str) -> Merged:
    """Bring together what two authors made of `base` (Markdown source). Both count alike."""
    cut = [_cut(text) for text in (base, mine, theirs)]
    stretches = _conflicts_joined(list(_stretches(*cut)))
    texts: list[str] = []
    conflicts = 0
    for stretch in stretches:
        one, other = "".join(stretch.mine), "".join(stretch.theirs)
        if one == other:
            texts.append(one)
        else:
            conflicts += 1
            texts.append(beside([Alternative(one, mine_by), Alternative(other, theirs_by)]))
    return Merged(
        "".join(texts),
        "".join(piece for stretch in stretches for piece in stretch.mine),
        "".join(piece for stretch in stretches for piece in stretch.theirs),
        conflicts,
    )


def _cut(text: str) -> list[str]:
    """The text in words, with what is not settled in it whole."""
    found: list[str] = []
    place = 0
    for unsettled in PLACE.finditer(text):
        found += pieces(text[place : unsettled.start()])
        found.append(unsettled[0])
        place = unsettled.end()
    return found + pieces(text[place:])


@dataclass(frozen=True, slots=True)
class _Edit:
    """What one author made of base[start:end]: their own text from `own` to `own_end`."""

    start: int
    end: int
    own: int
    own_end: int


def _edits(base: Sequence[str], own: Sequence[str]) -> list[_Edit]:
    found: list[_Edit] = []
    place = place_own = 0
    for start, start_own, length in [*common(base, own), (len(base), len(own), 0)]:
        if start > place or start_own > place_own:
            found.append(_Edit(place, start, place_own, start_own))
        place, place_own = start + length, start_own + length
    return found


def _stretches(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[_Stretch]:
    """The text in parts: unchanged, changed by one, changed by both alike or in conflict."""
    ours, others = _edits(base, mine), _edits(base, theirs)
    place = 0
    # How far their texts are ahead of the base's at `place`.
    ahead_mine = ahead_theirs = 0
    while ours or others:
        start = min(edits[0].start for edits in (ours, others) if edits)
        end = start
        taken: tuple[list[_Edit], list[_Edit]] = ([], [])
        growing = True
        while growing:
            growing = False
            for edits, own in ((ours, taken[0]), (others, taken[1])):
                # Touching is enough: nothing unchanged is between that would part them.
                while edits and edits[0].start <= end:
                    end = max(end, edits[0].end)
                    own.append(edits.pop(0))
                    growing = True
        if start > place:
            kept = tuple(base[place:start])
            yield _Stretch(kept, kept)
        before = (ahead_mine, ahead_theirs)
        ahead_mine += sum(e.own_end - e.own - (e.end - e.start) for e in taken[0])
        ahead_theirs += sum(e.own_end - e.own - (e.end - e.start) for e in taken[1])
        one = tuple(mine[start + before[0] : end + ahead_mine])
        other = tuple(theirs[start + before[1] : end + ahead_theirs])
        if not taken[1]:
            other = one
        elif not taken[0]:
            one = other
        elif "".join(one).split() == "".join(other).split():
            # They differ in blanks only, which is not worth anybody's choice.
            one = other = max(one, other)
        yield _Stretch(one, other)
        place = end
    if place < len(base):
        kept = tuple(base[place:])
        yield _Stretch(kept, kept)


def _conflicts_joined(stretches: list[_Stretch]) -> list[_Stretch]:
    """The same with conflicts that hardly anything parts made one, so that they can be read."""
    found: list[_Stretch] = []
    for stretch in stretches:
        found.append(stretch)
        if not stretch.conflict:
            continue
        last = next((n for n in range(len(found) - 2, -1, -1) if found[n].conflict), None)
        if last is None:
            continue
        between = sum(each.weight for each in found[last + 1 : -1])
        if between <= min(_MOST_BETWEEN, max(found[last].weight, stretch.weight)):
            joined = found[last]
            for each in found[last + 1 :]:
                joined = joined.with_other(each)
            found[last:] = [joined]
    return found
