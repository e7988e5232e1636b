"""Files as a door is given them: which languages they are in, and what the first one's cover says.

They are read while somebody waits, so within bounds; what cannot be read the submitter has to say.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace

from comitia.documents import texts
from comitia.documents.cover import Cover
from comitia.documents.coverlines import language_of, split_names
from comitia.documents.filing import Given
from comitia.documents.kinds import kind_of
from comitia.papers.cover import OF_PROPERTIES, Found, cover_of
from comitia.papers.cover import Cover as Sheet
from comitia.people.models import Entity
from comitia.people.queries import entity_named

# So many files are read at once by one process; who comes then is asked to fill the cover in.
AT_ONCE = 2
WAIT_SECONDS = 5
_reading = threading.BoundedSemaphore(AT_ONCE)


def read_files(given: Sequence[Given]) -> tuple[list[Given], Cover]:
    """The files, each with its language where that can be told, and what the first one's cover
    says. What cannot be read is left for the submitter to say."""
    if not _reading.acquire(timeout=WAIT_SECONDS):
        return list(given), Cover()
    try:
        read = [_read(each) for each in given]
    finally:
        _reading.release()
    sheets = [cover_of(each.paper) if each.paper else None for each in read]
    files = [
        replace(each, language=each.language or _language(sheet, one.plain), read=one)
        for each, one, sheet in zip(given, read, sheets, strict=True)
    ]
    sheet = next((each for each in sheets if each is not None), None)
    return files, _cover(sheet, language=files[0].language if files else "")


def _read(given: Given) -> texts.Read:
    kind = kind_of(given.data, given.name)
    return texts.read(given.data, kind.name) if kind.name else texts.Read()


def _language(sheet: Sheet | None, plain: str) -> str:
    """As its sheet says, else as its words tell, else as the file's properties have it."""
    said = sheet.language if sheet else None
    if said is not None and said.block != OF_PROPERTIES:
        return said.value
    return language_of(plain) or (said.value if said else "")


def _cover(sheet: Sheet | None, *, language: str) -> Cover:
    if sheet is None:
        return Cover(language=language)
    sources, others = recognised("; ".join(each.value for each in sheet.sources))
    contact = sheet.contacts[0] if sheet.contacts else None
    return Cover(
        title=_value(sheet.title),
        sources=sources,
        source_text=", ".join(others),
        abstract=_value(sheet.abstract),
        purpose=_value(sheet.purpose),
        question=_value(sheet.questions) or _value(sheet.section),
        keywords=[each.value for each in sheet.keywords],
        contact={
            "name": contact.name,
            "organization": contact.organization,
            "country": contact.country,
            "email": contact.email,
            "phone": contact.tel,
        }
        if contact
        else {},
        language=language,
    )


def _value(found: Found | None) -> str:
    return found.value if found else ""


def recognised(text: str) -> tuple[list[Entity], list[str]]:
    """The members among the names in a line, and the other names as they are written.

    A name may hold a comma itself, so semicolons are tried alone first.
    """
    found: list[Entity] = []
    others: list[str] = []
    for part in filter(None, (each.strip() for each in text.replace("；", ";").split(";"))):
        whole = entity_named(part)
        for name in [part] if whole else split_names(part):
            entity = whole or entity_named(name)
            if entity is None:
                others.append(name)
            else:
                found.append(entity)
    return found, others
