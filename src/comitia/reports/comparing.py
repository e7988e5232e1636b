"""Two states of a report compared: as a redline, and as a list of the paragraphs that changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from comitia.documents.redline import compare
from comitia.papers.blocks import Paper
from comitia.reports.content import Cited, Content, Passage
from comitia.reports.states import State

How = Literal["added", "changed", "deleted", "moved"]


@dataclass(frozen=True)
class ChangedPassage:
    """A paragraph that is not as it was: how, as it was and is, and what it rests on now.

    `sources` are those of the newer state; of a deleted one, those it had.
    """

    key: str
    how: How
    old: Passage | None
    new: Passage | None
    heading: str
    sources: tuple[Cited, ...]


def changed_passages(old: Content, new: Content) -> list[ChangedPassage]:
    """What changed from one state to the other, as the newer is read; then what was deleted.

    A paragraph that both changed and moved counts as changed; one that only its neighbours moved is
    not listed. Pure.
    """
    before = {passage.key: (slug, passage) for slug, _heading, passage in _placed(old)}
    found = []
    for slug, heading, passage in _placed(new):
        was = before.pop(passage.key, None)
        if was is None:
            how: How = "added"
        elif _said(was[1]) != _said(passage):
            how = "changed"
        elif was[0] != slug:
            how = "moved"
        else:
            continue
        older = was[1] if was else None
        found.append(ChangedPassage(passage.key, how, older, passage, heading, passage.sources))
    headings = {part.slug: part.heading for part in old.parts}
    for slug, passage in before.values():
        found.append(
            ChangedPassage(passage.key, "deleted", passage, None, headings[slug], passage.sources)
        )
    return found


def _placed(content: Content) -> Iterator[tuple[str, str, Passage]]:
    for part in content.parts:
        for passage in part.passages:
            yield part.slug, part.heading, passage


def _said(passage: Passage) -> object:
    return passage.text, passage.alternatives


def redline(old: State, new: State, *, by: str = "") -> Paper:
    """The newer as a paper with tracked changes from the older; either may be the draft as it is.

    `by` names the author of the changes. Both should be in one language.
    """
    at = new.version.at.isoformat() if new.version else ""
    return compare(old.paper, new.paper, author=by, at=at)
