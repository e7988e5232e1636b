"""The facts of a cover sheet, as a submitter gives or corrects them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from comitia.base.text import storable
from comitia.documents.models import Issue, Source
from comitia.documents.rules import MOST_ABSTRACT_LETTERS, MOST_SOURCES, MOST_TITLE_LETTERS
from comitia.people.models import Entity

CONTACT_FIELDS = ("name", "organization", "country", "email", "phone")
MOST_KEYWORDS = 20
MOST_FIELD_LETTERS = {"purpose": 120, "question": 60, "source_text": 500, "keyword": 60}


@dataclass(frozen=True)
class Cover:
    """What a cover says. `language` is that of the original; `sources` stand in their order."""

    title: str = ""
    sources: Sequence[Entity] = ()
    source_text: str = ""
    abstract: str = ""
    purpose: str = ""
    question: str = ""
    keywords: Sequence[str] = ()
    contact: Mapping[str, str] = field(default_factory=dict)
    language: str = ""


def enter(issue: Issue, cover: Cover) -> None:
    """Write the facts onto an issue that has been saved; whoever calls saves it again.

    Each is cut to what its column holds.
    """
    issue.title = _line(cover.title, MOST_TITLE_LETTERS)
    issue.abstract = storable(cover.abstract).strip()[:MOST_ABSTRACT_LETTERS]
    issue.purpose = _line(cover.purpose, MOST_FIELD_LETTERS["purpose"])
    issue.question = _line(cover.question, MOST_FIELD_LETTERS["question"])
    issue.source_text = _line(cover.source_text, MOST_FIELD_LETTERS["source_text"])
    words = (_line(each, MOST_FIELD_LETTERS["keyword"]) for each in cover.keywords)
    issue.keywords = list(dict.fromkeys(word for word in words if word))[:MOST_KEYWORDS]
    issue.contact = {
        name: _line(str(cover.contact[name]), 200)
        for name in CONTACT_FIELDS
        if cover.contact.get(name)
    }
    issue.source_rows.all().delete()
    entities = list({each.pk: each for each in cover.sources}.values())[:MOST_SOURCES]
    Source.objects.bulk_create(
        Source(issue=issue, entity=each, position=place) for place, each in enumerate(entities)
    )


def cover_of(issue: Issue) -> Cover:
    """The facts of an issue as a cover, to be shown in a form or taken over by a revision."""
    original = issue.versions.filter(is_original=True).first()
    return Cover(
        title=issue.title,
        sources=[row.entity for row in issue.source_rows.select_related("entity")],
        source_text=issue.source_text,
        abstract=issue.abstract,
        purpose=issue.purpose,
        question=issue.question,
        keywords=list(issue.keywords),
        contact=dict(issue.contact),
        language=original.language if original else "",
    )


def _line(text: str, most: int) -> str:
    return " ".join(storable(text).split())[:most]
