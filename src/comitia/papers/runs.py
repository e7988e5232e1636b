"""Runs and paragraphs set in order: alike runs joined, lines made one, typed labels set apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from comitia.base.text import is_han
from comitia.papers.blocks import Paragraph, Run
from comitia.papers.labels import typed_label

# While a paragraph is read: the end of a line that the program chose, and one that a person did.
SOFT_BREAK, HARD_BREAK = "\n", "\v"


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs, with neighbours that look alike as one and without empty ones."""
    groups: list[list[Run]] = []
    for run in runs:
        if not run.text:
            continue
        # Two notes cited beside each other stay two.
        if groups and not run.note and replace(groups[-1][0], text=run.text) == run:
            groups[-1].append(run)
        else:
            groups.append([run])
    return tuple(
        group[0] if len(group) == 1 else replace(group[0], text="".join(run.text for run in group))
        for group in groups
    )


def between(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a blank, but nothing between Chinese."""
    return "" if before and after and is_han(before[-1]) and is_han(after[0]) else " "


def with_lines_joined(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs with their soft breaks as what stands between lines, and hard ones as newlines."""
    for place, run in enumerate(runs):
        if run.text == SOFT_BREAK:
            before = runs[place - 1].text if place else ""
            after = runs[place + 1].text if place + 1 < len(runs) else ""
            yield replace(run, text=between(before, after))
        elif run.text == HARD_BREAK:
            yield replace(run, text="\n")
        else:
            yield run


def labelled(paragraph: Paragraph) -> Paragraph:
    """The paragraph with the label that is typed before its text in `label`."""
    if paragraph.label or not paragraph.runs:
        return paragraph
    first = paragraph.runs[0]
    heading = paragraph.kind in {"heading", "title"}
    typed = typed_label(first.text, heading=heading)
    if typed is None or first.note:
        return paragraph
    label, rest = typed
    return replace(paragraph, label=label, runs=(replace(first, text=rest), *paragraph.runs[1:]))
