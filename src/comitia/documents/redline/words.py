"""Text in the pieces that a redline keeps whole, and which of what two texts share is worth it.

A word is whole, a number with its points and commas too; a Chinese character is a piece, so is a
blank, a sign, a line's end. Two texts share many small words by accident: where such a one stands
between larger changes, it is counted as changed with them, so that a sentence written anew reads
as one sentence out and one in.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

from comitia.documents.redline.sequences import Match, matching

_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# With the vowel signs of Arabic, accents set apart, and joiners, which are no letters to Python.
_SIGNS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d"
_LETTER = rf"(?:[^\W\d_{_HAN}][{_SIGNS}]*)"
_PIECE = re.compile(
    rf"\d+(?:[.,:/]\d+)*(?:{_LETTER}+)?|{_LETTER}+(?:['\u2019]{_LETTER}+)*\d*"
    rf"|[^\S\n]+|\n|.",
    re.DOTALL,
)
_WORD = re.compile(rf"[\w{_SIGNS}]")
_ONE_HAN = re.compile(f"[{_HAN}]")

_WEIGHT_OF_HAN = 3
_WEIGHT_OF_FIGURE = 2
_ENDS_OF_SENTENCES = frozenset(".!?;:\u3002\uff01\uff1f\uff1b\u061f\u061b\n")
# What is shared is kept whatever is around it from about five words on.
_ALWAYS_KEPT = 24
_FURTHEST_SLIDE = 60


def pieces(text: str) -> list[str]:
    """The text cut into pieces; joined again they are the text."""
    return _PIECE.findall(text)


def is_word(piece: str) -> bool:
    """Whether it is a word, a number or a character, not a blank or a sign."""
    return piece[0].isalnum() or _WORD.match(piece) is not None


@lru_cache(maxsize=20_000)
def weight(piece: str) -> int:
    """How much a piece says, about in letters: nothing a blank, least a sign."""
    if piece.isspace():
        return 0
    if _ONE_HAN.match(piece):
        return _WEIGHT_OF_HAN
    if piece[0].isdigit():
        return _WEIGHT_OF_FIGURE * len(piece)
    return len(piece)


def common(
    old: Sequence[str],
    new: Sequence[str],
    old_keys: Sequence[Hashable] | None = None,
    new_keys: Sequence[Hashable] | None = None,
) -> list[Match]:
    """What two texts in pieces share, as a person would say it.

    Pieces are alike where their keys are, which are the pieces themselves if not given.
    """
    keys_a: Sequence[Hashable] = old if old_keys is None else old_keys
    keys_b: Sequence[Hashable] = new if new_keys is None else new_keys
    found = matching(keys_a, keys_b)
    kept = _without_accidents(found, old, new)
    return _slid(kept, old, new, keys_a, keys_b)


def _without_accidents(found: list[Match], old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """The matches that say at least as much as the lesser of the changes beside them.

    Words in a row are less likely to be alike by accident: they count for more than their letters.
    """
    sums_a, sums_b = _sums(map(weight, old)), _sums(map(weight, new))
    words = _sums(map(is_word, old))

    def changed(after: Match, before: Match) -> int:
        end_a, end_b = after.old + after.length, after.new + after.length
        # A blank put in or out is a change too, though it says nothing.
        touched = before.old > end_a or before.new > end_b
        return max(
            sums_a[before.old] - sums_a[end_a], sums_b[before.new] - sums_b[end_b], int(touched)
        )

    kept = [Match(0, 0, 0)]
    for following in [*found, Match(len(old), len(new), 0)]:
        # Where one is dropped the change grows, and the one before it is asked again.
        while len(kept) > 1:
            last = kept[-1]
            end = last.old + last.length
            size = sums_a[end] - sums_a[last.old]
            row = min(words[end] - words[last.old], 3)
            least = min(changed(kept[-2], last), changed(last, following))
            if size >= _ALWAYS_KEPT or size * max(row, 1) > least or not least:
                break
            kept.pop()
        kept.append(following)
    return kept[1:-1]


def _sums(weights: Iterable[int]) -> list[int]:
    return [0, *accumulate(weights)]


def _slid(
    found: list[Match],
    old: Sequence[str],
    new: Sequence[str],
    old_keys: Sequence[Hashable],
    new_keys: Sequence[Hashable],
) -> list[Match]:
    """The same, with what was only put in or only taken out begun where a sentence or word does.

    Of "a b, a c" where "a b" was, it is as true that ", a c" came as that "a b, " did.
    """
    slid = [Match(0, 0, 0), *found, Match(len(old), len(new), 0)]
    for number in range(len(slid) - 1):
        left, right = slid[number], slid[number + 1]
        end_a, end_b = left.old + left.length, left.new + left.length
        if end_a == right.old:
            shift = _best_shift(new, new_keys, end_b, right.new, left.length, right.length)
        elif end_b == right.new:
            shift = _best_shift(old, old_keys, end_a, right.old, left.length, right.length)
        else:
            continue
        slid[number] = Match(left.old, left.new, left.length + shift)
        slid[number + 1] = Match(right.old + shift, right.new + shift, right.length - shift)
    return [each for each in slid if each.length]


def _best_shift(
    text: Sequence[str], keys: Sequence[Hashable], start: int, end: int, back: int, ahead: int
) -> int:
    """How far the stretch is best moved, at most `back` to the left and `ahead` to the right."""
    best, best_rank = 0, _rank(text, start)
    for step, most in ((-1, back), (1, ahead)):
        shift = 0
        while abs(shift) < min(most, _FURTHEST_SLIDE):
            leaving = start + shift if step > 0 else end + shift - 1
            coming = end + shift if step > 0 else start + shift - 1
            if keys[leaving] != keys[coming]:
                break
            shift += step
            if (rank := _rank(text, start + shift)) > best_rank:
                best, best_rank = shift, rank
    return best


def _rank(text: Sequence[str], start: int) -> int:
    """How good a place `start` is for a change to begin at."""
    if start == 0:
        return 3
    before = text[start - 1]
    if before in _ENDS_OF_SENTENCES and (before == "\n" or not before.isascii()):
        return 3
    if before.isspace():
        return 3 if start > 1 and text[start - 2] in _ENDS_OF_SENTENCES else 2
    return 1 if start < len(text) and text[start].isspace() else 0
