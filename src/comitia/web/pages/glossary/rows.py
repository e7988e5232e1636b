"""A concept as pages show it: what it is called in each language, in that language's direction."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from comitia.base.languages import RIGHT_TO_LEFT
from comitia.glossary.models import Concept
from comitia.glossary.queries import names_of
from comitia.web.context import OWN_NAMES


@dataclass(frozen=True)
class Shown:
    """A term, and where a search for it is."""

    text: str
    is_abbreviation: bool
    search: str


@dataclass(frozen=True)
class Cell:
    """The terms of one language; `wants_review`: a native reader should look at them."""

    language: str
    direction: str
    own_name: str
    terms: list[Shown]
    wants_review: bool


@dataclass(frozen=True)
class Row:
    """A concept: its name for the reader, and what it is called in each language."""

    concept: Concept
    name: str
    cells: list[Cell]


def row_of(concept: Concept, *, reader: str) -> Row:
    """The concept for a reader of a language, whose own terms come first."""
    names = names_of(concept)
    search = reverse("search")
    ordered = sorted(OWN_NAMES, key=lambda each: each[0] != reader)
    cells = [
        Cell(
            language,
            "rtl" if language in RIGHT_TO_LEFT else "ltr",
            own_name,
            [
                Shown(each.text, each.is_abbreviation, f"{search}?{_question(each.text)}")
                for each in names.get(language, ())
            ],
            language in concept.review,
        )
        for language, own_name in ordered
    ]
    named = next((cell.terms[0].text for cell in cells if cell.terms), concept.key)
    return Row(concept, named, cells)


def _question(text: str) -> str:
    """The words next to each other, as the search understands it."""
    return urlencode({"q": f'"{text}"' if " " in text else text})
