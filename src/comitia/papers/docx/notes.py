"""The notes of a Word file, and the comments that people made in it."""

from comitia.papers.blocks import Comment, Note, Run
from comitia.papers.docx.body import read_blocks
from comitia.papers.docx.state import Reading
from comitia.papers.tidy import tidied

_NOTES = (("f", "footnotes", "footnote"), ("e", "endnotes", "endnote"))
_MOST_COMMENTS = 5_000


def read_notes(reading: Reading) -> tuple[Note, ...]:
    """The notes that the paper cites, in the order in which it does."""
    found: dict[str, Note] = {}
    relations = reading.relations
    cited = dict(reading.notes)
    for letter, part, name in _NOTES:
        top = reading.parts.tree_beside(part) if any(k[0] == letter for k in cited) else None
        if top is None:
            continue
        reading.relations = reading.parts.relations_of(reading.parts.beside(part))
        for node in top.all(name):
            key = letter + node.get("id")
            if key in cited:
                found[key] = Note(key, cited[key], tidied(read_blocks(node, reading)))
    reading.relations = relations
    return tuple(found[key] for key in cited if key in found)


def read_comments(reading: Reading) -> tuple[Comment, ...]:
    """All comments of the file."""
    top = reading.parts.tree_beside("comments")
    comments = []
    for node in list(top.all("comment"))[:_MOST_COMMENTS] if top else []:
        lines = (
            "".join(run.text for run in getattr(block, "runs", ()) if isinstance(run, Run))
            for block in read_blocks(node, reading)
        )
        said = "\n".join(lines).strip()
        author, when = node.get("author")[:200], node.get("date")[:40]
        comments.append(Comment(node.get("id"), author, when, said))
    return tuple(comments)
