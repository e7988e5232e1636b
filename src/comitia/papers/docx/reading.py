"""A Word file read as a paper."""

from collections import Counter
from collections.abc import Iterator

from comitia.papers.blocks import Block, Paper
from comitia.papers.docx.body import read_blocks
from comitia.papers.docx.notes import read_comments, read_notes
from comitia.papers.docx.numbering import link_styles, numbering_of
from comitia.papers.docx.parts import KIND, Parts
from comitia.papers.docx.state import Reading
from comitia.papers.docx.styles import styles_of
from comitia.papers.languages import language_of
from comitia.papers.package import package
from comitia.papers.tidy import tidied
from comitia.papers.tree import Node


def docx_paper(data: bytes) -> Paper:
    """The paper that a DOCX file holds. Raises Damaged, Encrypted, TooLarge."""
    with package(data, KIND) as archive:
        parts = Parts(archive)
        body = _body(parts)
        reading = _begun(parts, body)
        blocks = tidied(read_blocks(body, reading))
        notes = read_notes(reading)
        comments = read_comments(reading)
        core = parts.plain_tree("docProps/core.xml") or Node("core")
        if parts.ends_with("vbaproject.bin"):
            reading.remark("macros_left_out")
    said = [code for code, _ in Counter(reading.languages).most_common() if code]
    told = core.first("language")
    languages = [*said[:1], told.letters() if told else "", *reading.styles.languages]
    title = core.first("title")
    return Paper(
        blocks,
        notes,
        comments,
        language_of(blocks, languages),
        " ".join(title.letters().split())[:500] if title else "",
        tuple(reading.remarks),
    )


def document_blocks(data: bytes) -> list[Block]:
    """The blocks of the document itself, empty paragraphs too, and no picture's bytes.

    Raises Damaged, Encrypted, TooLarge.
    """
    with package(data, KIND) as archive:
        parts = Parts(archive)
        body = _body(parts)
        reading = _begun(parts, body)
        reading.allowance.pictures_left = 0
        return read_blocks(body, reading)


def _body(parts: Parts) -> Node:
    top = parts.tree(parts.main)
    return top.first("body") or top


def _begun(parts: Parts, body: Node) -> Reading:
    """A reading that has yet to begin with the text."""
    part = parts.tree_beside("numbering")
    styles = styles_of(parts.tree_beside("styles"))
    numbering = numbering_of(part)
    link_styles(numbering, part, styles.numbers())
    return Reading(
        parts,
        styles,
        numbering,
        parts.relations,
        referenced=frozenset(_referenced(body)),
        ranged=frozenset(node.get("id") for node in body.deep("commentRangeStart")),
    )


def _referenced(body: Node) -> Iterator[str]:
    """The bookmarks that links and fields lead to, and other words of fields."""
    for node in body.deep("hyperlink", "instrText", "fldSimple"):
        yield node.get("anchor")
        yield from (node.get("instr") or node.letters()).replace('"', " ").split()
