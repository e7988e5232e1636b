"""What is odd in a text whatever it says: marks that do not close, tabs in words, broken lines,
one thing under two names."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from comitia.base.text import is_han
from comitia.circulars.reading.lines import Line, Text
from comitia.circulars.reading.quotes import pair_quotes
from comitia.circulars.reading.reading import Warned
from comitia.papers.folding import one_line
from comitia.papers.labels import label_of
from comitia.papers.terms import Terms

_MOST_OF_A_KIND = 10
_SHOWN = 12
_WIDEST_SETTING = 140
_TAB = re.compile(r"(?<=[^\W\d_])\t(?=[^\W\d_])")


def quote_oddities(text: Text) -> Iterator[Warned]:
    """Quotation marks without a partner."""
    pairing = pair_quotes(text.raw, 0, len(text.raw))
    for code, places in (
        ("unclosed_quote", pairing.unclosed),
        ("unopened_quote", pairing.unopened),
    ):
        for at in places[:_MOST_OF_A_KIND]:
            end = min(len(text.raw), at + _SHOWN)
            facts = {"words": one_line(text.raw[at:end])}
            yield Warned(code, text.place(at, at + 1), facts)


def tab_oddities(text: Text, lines: Sequence[Line]) -> Iterator[Warned]:
    """A tab between two letters of one word: not after a label, not between the cells of a row."""
    count = 0
    for line in lines:
        if line.blank or "\t" not in line.text:
            continue
        label = label_of(line.text)
        start = line.start + (label.length if label else 0)
        tabs = [*_TAB.finditer(text.raw, start, line.end)]
        if len(tabs) != 1 or text.raw.count("\t", start, line.end) != 1:
            continue
        at = tabs[0].start()
        before, after = text.raw[at - 1], text.raw[at + 1]
        if is_han(before) and is_han(after):
            # A label and its value may be parted by a tab; a word at the end of a clause is not.
            if at - start < 6:
                continue
        elif not (before.islower() and after.islower()):
            continue
        first = at
        while first > line.start and text.raw[first - 1].isalnum() and at - first < _SHOWN:
            first -= 1
        last = at + 1
        while last < line.end and text.raw[last].isalnum() and last - at < _SHOWN:
            last += 1
        facts = {"word": "".join(text.raw[first:last].split())}
        yield Warned("tab_inside_word", text.place(first, last), facts)
        count += 1
        if count == _MOST_OF_A_KIND:
            return


def broken_lines(
    text: Text, lines: Sequence[Line], ends: set[int], begins: set[int]
) -> Iterator[Warned]:
    """Sentences broken over lines, in a text whose other lines are not: said once, with the lines.

    `ends` has the numbers of lines that end where they should: headings, dates, rows. `begins`
    has those that begin something, so that the line before them has ended.
    """
    filled = [line for line in lines if not line.blank]
    broken = []
    for line, following in pairwise(filled):
        if following.number != line.number + 1 or line.number in ends:
            continue
        if following.number in begins or label_of(following.text) is not None:
            continue
        if line.text[-1].isalpha() and (following.text[0].isalpha() or is_han(following.text[0])):
            broken.append(line)
    # A text that is set to a width has its breaks near that width, and they tell nothing.
    width = max((len(line.text) for line in filled), default=0)
    if width <= _WIDEST_SETTING:
        broken = [line for line in broken if len(line.text) < 0.6 * width]
    if not broken or len(broken) * 3 > len(filled):
        return
    place = text.place(broken[0].start, broken[0].end)
    facts = {"lines": [line.number for line in broken[:40]]}
    yield Warned("broken_lines", place, facts)


def drift(text: Text, terms: Terms, start: int, end: int) -> Iterator[Warned]:
    """One thing under two names in one text."""
    view = text.fold(start, end)
    seen: dict[str, dict[str, tuple[int, int]]] = {}
    for term in terms.section("drift").find_all(view.text):
        seen.setdefault(term.key, {}).setdefault(term.form, (term.start, term.end))
    for key, forms in seen.items():
        if len(forms) < 2:
            continue
        spans = sorted(forms.values())
        words = [one_line(text.raw[slice(*view.span(*span))]) for span in spans]
        place = text.place(*view.span(*spans[1]))
        yield Warned("term_drift", place, {"term": key, "words": words})
