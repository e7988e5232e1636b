"""What focal points get when an official letter is issued: the letter, in plain text."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.base.languages import known_language
from comitia.groups.notices import link
from comitia.official.models import OfficialLetter
from comitia.official.rendering import Letter
from comitia.outbox.compose import Notice
from comitia.papers.blocks import Block, Paper, Paragraph, Run
from comitia.papers.plain import paper_text


def announcement(official: OfficialLetter, letter: Letter, language: str) -> Notice:
    """The letter itself, below a sentence in the reader's language.

    One notice for all who read that language: it names no entity.
    """
    language = known_language(language)
    with override(language):
        why = _(
            "You get this official letter as the focal point of a member that is entitled to it."
        )
        if letter.language != language:
            why += " " + _("It is not there in your language; this is the original.")
        page = _("With all its languages, and as DOCX and PDF: %(link)s") % {
            "link": link(f"/official/{official.slug}/")
        }
        subject = _("%(letter)s: %(subject)s") % {
            "letter": letter.reference,
            "subject": " ".join(letter.title.split()),
        }
    return Notice(
        subject=subject,
        text=f"{why}\n{page}\n\n{'-' * 68}\n\n{plain_text(letter)}",
        language=language,
        kind="official",
        group=official.group.name if official.group else "",
    )


def plain_text(letter: Letter) -> str:
    """The letter as plain text: its facts, then its paragraphs with an empty line between."""
    facts = "\n".join(f"{fact.label} {fact.value}" for fact in letter.facts)
    return "\n\n".join(filter(None, (facts, *_parts(letter.paper))))


def _parts(paper: Paper) -> Iterator[str]:
    together: list[Block] = []
    for block in paper.blocks:
        is_item = isinstance(block, Paragraph) and block.kind == "item"
        if together and not is_item:
            yield _text(together)
            together = []
        if is_item:
            together.append(block)
        else:
            yield _text([block])
    if together:
        yield _text(together)
    if paper.notes:
        yield _text([Paragraph((Run(note.label),)) for note in paper.notes])


def _text(blocks: list[Block]) -> str:
    return paper_text(Paper(tuple(blocks))).replace("\t", "  ")
