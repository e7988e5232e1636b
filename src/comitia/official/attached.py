"""Documents of a group's register that a letter names: under which item, and whether they exist.

An agenda attaches them to its items; a report refers to contributions (A.1 § 3.2.8).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comitia.documents import actions as register
from comitia.documents.access import sight_of
from comitia.documents.models import Document
from comitia.documents.symbols import Symbol, path_of, understood
from comitia.official.amended import letter_amended
from comitia.official.models import OfficialLetter
from comitia.official.shapes import Unfit, items
from comitia.official.superseding import in_force
from comitia.people.actors import By
from comitia.people.models import Person

MOST_ITEM_LETTERS = 40
_LISTS = ("contributions", "documents")


@dataclass(frozen=True)
class Named:
    """A document that a letter names: by which symbol, and under which item of its agenda."""

    symbol: Symbol
    text: str
    item: str = ""


@dataclass(frozen=True)
class Attached:
    """A document of the register that a letter names, as a reader may see it."""

    named: Named
    title: str
    path: str


def named_in(written: Mapping[str, str]) -> list[Named]:
    """The symbols of documents in the lists of a letter, each once, in their order."""
    found: dict[tuple[str, int], Named] = {}
    for named in _all_named(written):
        found.setdefault((named.symbol.series, named.symbol.number), named)
    return list(found.values())


def _all_named(written: Mapping[str, str]) -> Iterator[Named]:
    try:
        for item in items(written.get("agenda", ""), most_parts=2, numbered=True):
            title = f"{item.number} {item.parts[0]}"[:MOST_ITEM_LETTERS]
            for text in item.parts[1].split(",") if len(item.parts) > 1 else ():
                symbol = understood(text)
                if symbol is not None:
                    yield Named(symbol, text.strip(), title)
        for name in _LISTS:
            for item in items(written.get(name, ""), most_parts=2):
                symbol = understood(item.parts[0])
                if symbol is not None:
                    yield Named(symbol, item.parts[0])
    except Unfit:
        # The field itself is refused, with the reason, where it is written.
        return


def missing_of(letter: OfficialLetter, written: Mapping[str, str]) -> list[str]:
    """A sentence for each document that is named and is not in the group's register."""
    if letter.group is None:
        return []
    text = _("%(document)s is not in the register of %(group)s.")
    known = _documents(letter, named_in(written))
    return [
        text % {"document": named.text, "group": letter.group.name}
        for named in named_in(written)
        if (named.symbol.series, named.symbol.number) not in known
    ]


def attached_for(
    person: Person | None, letter: OfficialLetter, written: Mapping[str, str], *, at: datetime
) -> list[Attached]:
    """The documents that a letter names and the reader (None: the public) may see."""
    if letter.group is None:
        return []
    named = named_in(written)
    known = _documents(letter, named)
    sight = sight_of(person, letter.group, at=at)
    ids = [document.pk for document in known.values()]
    seen = set(Document.objects.filter(sight.documents(), pk__in=ids).values_list("pk", flat=True))
    return [
        Attached(each, document.title, path_of(document))
        for each in named
        if (document := known.get((each.symbol.series, each.symbol.number))) is not None
        and document.pk in seen
    ]


def place(letter: OfficialLetter, *, by: By, at: datetime) -> int:
    """Tell the register under which item of an issued agenda its documents are taken; how many.

    So does a corrigendum to an agenda. Any other letter places nothing.
    """
    agenda = letter.corrects or letter
    if agenda.kind != OfficialLetter.Kind.AGENDA or agenda.group is None:
        return 0
    named = named_in(in_force(letter_amended(agenda), agenda.original))
    known = _documents(agenda, named)
    placed = 0
    for each in named:
        document = known.get((each.symbol.series, each.symbol.number))
        if document is not None and each.item and document.agenda_item != each.item:
            register.place_on_agenda(document=document, item=each.item, by=by, at=at)
            placed += 1
    return placed


def _documents(letter: OfficialLetter, named: list[Named]) -> dict[tuple[str, int], Document]:
    numbers = {each.symbol.number for each in named}
    found = Document.objects.filter(group=letter.group, number__in=numbers)
    return {(each.series, each.number or 0): each for each in found}
