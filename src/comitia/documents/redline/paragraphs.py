"""Two paragraphs compared word by word: runs that stay, that came, that went."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from comitia.documents.redline.words import common, pieces, weight
from comitia.papers.blocks import Change, Paragraph, Run

# A paragraph of which less than this is shared is shown as one text out and one in.
_LEAST_SHARED = 0.2


@dataclass(frozen=True, slots=True)
class Marks:
    """The changes that a redline's author makes."""

    author: str
    at: str

    @property
    def inserted(self) -> Change:
        return Change("inserted", self.author, self.at)

    @property
    def deleted(self) -> Change:
        return Change("deleted", self.author, self.at)


def edited(old: Paragraph, new: Paragraph, marks: Marks) -> Paragraph:
    """The newer paragraph with what came and went marked in it."""
    return relabelled(old, replace(new, runs=_runs(old, new, marks)))


def relabelled(old: Paragraph, new: Paragraph) -> Paragraph:
    """The newer paragraph, telling the label of the older where that was another."""
    return new if old.label == new.label else replace(new, label_before=old.label)


def _runs(old: Paragraph, new: Paragraph, marks: Marks) -> tuple[Run, ...]:
    if old.runs == new.runs:
        return new.runs
    went, came = _cut(old.runs), _cut(new.runs)
    old_text, new_text = [text for text, _ in went], [text for text, _ in came]
    shared = common(old_text, new_text, went, came)
    kept = sum(weight(old_text[m.old + n]) for m in shared for n in range(m.length))
    total = max(sum(map(weight, old_text)), sum(map(weight, new_text)))
    if kept < _LEAST_SHARED * total:
        shared = []
    gathered: list[tuple[str, Run, Change | None]] = []
    place_old = place_new = 0
    for start_old, start_new, length in [*shared, (len(went), len(came), 0)]:
        gathered += [(*each, marks.deleted) for each in went[place_old:start_old]]
        gathered += [(*each, marks.inserted) for each in came[place_new:start_new]]
        gathered += [(*each, None) for each in came[start_new : start_new + length]]
        place_old, place_new = start_old + length, start_new + length
    return _joined(gathered)


def _cut(runs: Iterable[Run]) -> list[tuple[str, Run]]:
    """Pieces, each with how it looks: a run without text. Citations and mathematics stay whole."""
    found: list[tuple[str, Run]] = []
    for run in runs:
        looks = replace(run, text="")
        if run.note or run.equation:
            found.append((run.text, looks))
        else:
            found += [(piece, looks) for piece in pieces(run.text)]
    return found


def _joined(gathered: list[tuple[str, Run, Change | None]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    texts: list[str] = []
    before: tuple[Run, Change | None] | None = None
    for text, looks, change in gathered:
        if before is not None and before == (looks, change) and not (looks.note or looks.equation):
            texts.append(text)
            continue
        if before is not None:
            runs.append(replace(before[0], text="".join(texts), change=before[1]))
        before, texts = (looks, change), [text]
    if before is not None:
        runs.append(replace(before[0], text="".join(texts), change=before[1]))
    return tuple(runs)
