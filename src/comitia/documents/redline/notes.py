"""The notes of two papers set beside each other, under keys and labels that both then use."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from comitia.documents.redline.likeness import Bag, Pair, alike, in_order
from comitia.documents.redline.normal import cited_order, each_run, renamed, with_note_keys
from comitia.documents.redline.sequences import matching
from comitia.papers.blocks import Block, Note, Run
from comitia.papers.changes import runs_of, text_of

_LEAST_ALIKE = 0.4


@dataclass(frozen=True)
class NotesPaired:
    """The blocks of both papers with keys that agree, and the notes in pairs: None is a lack.

    `labels` has, by key, the older and the newer label of notes that were renumbered; the older
    blocks cite these already by the newer.
    """

    old_blocks: tuple[Block, ...]
    new_blocks: tuple[Block, ...]
    pairs: tuple[tuple[Note | None, Note | None], ...]
    labels: dict[str, tuple[str, str]]


def paired_notes(
    old_blocks: tuple[Block, ...],
    old_notes: Sequence[Note],
    new_blocks: tuple[Block, ...],
    new_notes: Sequence[Note],
    *,
    key: Callable[[Block], Hashable],
) -> NotesPaired:
    """The notes that are cited, paired by their words and order.

    `key` is what blocks alike have in common.
    """
    by_old = {note.key: note for note in old_notes}
    by_new = {note.key: note for note in new_notes}
    cited_old, cited_new = (
        cited_order(old_blocks, old_notes),
        cited_order(new_blocks, new_notes),
    )
    odd = _cited_by_other_text(old_blocks, old_notes)
    texts = [by_old[each] for each in cited_old if each in by_old]
    others = [by_new[each] for each in cited_new if each in by_new]
    cited = [
        (texts[pair.old], others[pair.new])
        for pair in _pairs(texts, others, key)
        if texts[pair.old].label == others[pair.new].label or texts[pair.old].key not in odd
    ]
    keys = {old.key: new.key for old, new in cited}
    keys |= _other_keys(
        {*cited_old, *by_old}, set(by_old), {*cited_new, *by_new}, set(by_new), keys
    )
    labels = {new.key: (old.label, new.label) for old, new in cited if old.label != new.label}

    def as_newer(note: Note) -> Note:
        note = renamed(note, keys)
        return replace(note, blocks=each_run(note.blocks, newer_label))

    def newer_label(run: Run) -> Run:
        return replace(run, text=labels[run.note][1]) if run.note in labels else run

    older = {new.key: old for old, new in cited}
    paired = {old.key for old, _ in cited}
    pairs: list[tuple[Note | None, Note | None]] = [
        (as_newer(older[note.key]) if note.key in older else None, note) for note in others
    ]
    pairs += [(as_newer(note), None) for note in texts if note.key not in paired]
    return NotesPaired(
        each_run(with_note_keys(old_blocks, keys), newer_label), new_blocks, tuple(pairs), labels
    )


def _cited_by_other_text(blocks: Iterable[Block], notes: Iterable[Note]) -> set[str]:
    """The keys of notes that some run cites by another text than the note's label."""
    labels = {note.key: note.label for note in notes}
    return {
        run.note for run in runs_of(blocks, notes) if run.note and run.text != labels.get(run.note)
    }


def _pairs(
    old: Sequence[Note], new: Sequence[Note], key: Callable[[Block], Hashable]
) -> list[Pair]:
    found: list[Pair] = []
    place_old = place_new = 0
    shared = matching(_keys(old, key), _keys(new, key))
    for start_old, start_new, length in [*shared, (len(old), len(new), 0)]:
        gone, came = old[place_old:start_old], new[place_new:start_new]
        if len(gone) == len(came) == 1:
            between = [Pair(0, 0, 1)]
        else:
            bags = [[Bag(text_of(note.blocks)) for note in notes] for notes in (gone, came)]
            between = in_order(alike(*bags, least=_LEAST_ALIKE, may=lambda i, j: True))
        found += [Pair(p.old + place_old, p.new + place_new, p.likeness) for p in between]
        found += [Pair(start_old + n, start_new + n, 1) for n in range(length)]
        place_old, place_new = start_old + length, start_new + length
    return found


def _keys(notes: Sequence[Note], key: Callable[[Block], Hashable]) -> list[Hashable]:
    return [tuple(key(block) for block in note.blocks) for note in notes]


def _other_keys(
    old: set[str], held_old: set[str], new: set[str], held_new: set[str], keys: dict[str, str]
) -> dict[str, str]:
    """Keys for what only the older paper has, that the newer does not use for something else.

    A citation of a note that is not there keeps its key where the newer has such a one too.
    """
    found: dict[str, str] = {}
    taken = new | set(keys.values())
    for name in sorted(old - set(keys)):
        both_lack = name not in held_old and name not in held_new
        fresh = name
        while fresh in taken and not both_lack:
            fresh = f"{fresh}-before"
        taken.add(fresh)
        found[name] = fresh
    return found
