"""What the cover sheet of a paper says, as the facts that lines of a mail may correct. Pure."""

from comitia.documents import coverlines
from comitia.documents.coverlines import Said
from comitia.papers.blocks import Paper
from comitia.papers.cover import Found, cover_of

MOST_LETTERS = 20_000


def read_sheet(paper: Paper) -> Said:
    """The facts that a paper's cover states; a title that is only guessed is called so."""
    cover = cover_of(paper)
    contact = next(iter(cover.contacts), None)
    facts = {
        "source": "; ".join(each.value for each in cover.sources),
        "abstract": _value(cover.abstract),
        "purpose": _value(cover.purpose),
        "question": _value(cover.questions),
        "keywords": ", ".join(each.value for each in cover.keywords),
        "contact": contact.name or contact.organization if contact else "",
        "meeting": _value(cover.meeting) or _value(cover.date),
        "language": _value(cover.original_language) or _value(cover.language),
        "item": _value(cover.section),
    }
    if cover.title is not None:
        facts["guessed_title" if cover.title.guessed else "title"] = cover.title.value
    return Said({key: value for key, value in facts.items() if value})


def language_of(paper: Paper, plain: str) -> str:
    """The language that a paper is in: by its script, what the file says, its commonest words."""
    return coverlines.language_of(plain[:MOST_LETTERS]) or paper.language


def _value(found: Found | None) -> str:
    return found.value if found else ""
