"""Texts of the report as HTML: a paragraph as it reads, and what changed from one to another."""

import re
from dataclasses import replace
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from comitia.documents.publish.bounds import TooLargeToPublish
from comitia.documents.publish.html import body_html
from comitia.documents.redline import compare
from comitia.papers.blocks import Block, Paper, Paragraph
from comitia.papers.markdown import markdown_paper
from comitia.papers.plain import plain_paper
from comitia.papers.refusals import CannotRead
from comitia.reports.alternatives import BAR

# One of several texts that stand beside one another, where it has no markup of its own. The blanks
# around the bar are in no address and no attribute.
_BESIDE = re.compile(rf"\[([^\[\]<>]*) {BAR} ([^\[\]<>]*)\]")
_SHOWN = rf'<span class="bracketed">[\1 <cite>{BAR} \2</cite>]</span>'


def set_text(text: str, language: str, place: str) -> SafeString:
    """A paragraph's Markdown as it reads; `place` is what it is called on the page."""
    return _set(text, language, place, get_language())


def set_redline(old: str, new: str, language: str, place: str) -> SafeString:
    """What leads from one text to another, word by word; an empty one was not there."""
    return _redline(old, new, language, place, get_language())


# Much of a report is as it was when it was last looked at, by whomever.
@lru_cache(maxsize=4096)
def _set(text: str, language: str, place: str, reader: str | None) -> SafeString:
    html = _html(_paper(text, language), place, reader)
    return SafeString(_BESIDE.sub(_SHOWN, html)) if BAR in html else html


@lru_cache(maxsize=1024)
def _redline(old: str, new: str, language: str, place: str, reader: str | None) -> SafeString:
    return _html(compare(_paper(old, language), _paper(new, language)), place, reader)


def _html(paper: Paper, place: str, reader: str | None) -> SafeString:
    try:
        return body_html(paper, below=4, prefix=f"{place}-", in_words=reader or "en")
    except TooLargeToPublish:  # Not within the bounds of a paragraph; a page is shown all the same.
        return SafeString("…")


def _paper(text: str, language: str) -> Paper:
    try:
        paper = markdown_paper(text)
    except CannotRead:
        paper = plain_paper(text)
    blocks = tuple(_no_heading(block) for block in paper.blocks)
    return replace(paper, blocks=blocks, language=language)


def _no_heading(block: Block) -> Block:
    """Sections have headings; one written within a paragraph is set as strong text."""
    if isinstance(block, Paragraph) and block.kind in {"heading", "title"}:
        runs = tuple(replace(run, marks=run.marks | {"strong"}) for run in block.runs)
        return replace(block, kind="text", level=0, runs=runs, anchor="")
    return block
