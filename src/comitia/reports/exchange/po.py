"""PO files out and in, as gettext's tools and web translators read them."""

import re
from datetime import UTC, datetime
from io import BytesIO

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from comitia.base.languages import known_language
from comitia.base.text import storable
from comitia.reports.exchange.unit import MOST_BYTES, MOST_UNITS, Bundle, Unit, Unreadable
from comitia.reports.exchange.words import broken, too_large, too_many

_LOCALES = {"zh-hans": "zh_Hans"}
_REVISION = re.compile(r"revision ([0-9]{1,8})\b")
# A file that names no other day: the same bundle gives the same bytes.
_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)
_PROJECT = re.compile(r"report:([a-z0-9.]{1,40}):([a-z-]{2,10})")


def write(bundle: Bundle) -> bytes:
    """The bundle as a file; what is behind is fuzzy and shows the original it was made from."""
    catalog = Catalog(
        locale=_LOCALES.get(bundle.language, bundle.language),
        project=f"report:{bundle.group}:{bundle.source_language}",
        version="1",
        fuzzy=False,
        creation_date=_NO_DAY,
        revision_date=_NO_DAY,
        charset="utf-8",
    )
    for unit in bundle.units:
        comments = [f"revision {unit.serial}"] if unit.serial else []
        catalog.add(
            unit.source,
            unit.target,
            context=unit.id,
            auto_comments=[*comments, *([unit.number] if unit.number else [])],
            flags={"fuzzy"} if unit.is_behind else (),
            previous_id=unit.previous if unit.is_behind else (),
        )
    file = BytesIO()
    write_po(file, catalog, width=0, include_previous=True)
    return file.getvalue()


def read(data: bytes) -> Bundle:
    """The bundle in a file; fuzzy entries come as they are. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(too_large(MOST_BYTES))
    try:
        catalog = read_po(BytesIO(data), abort_invalid=True)
    except PoFileError as error:
        raise Unreadable(broken("PO", error.lineno)) from None
    except (ValueError, LookupError, TypeError, IndexError, UnknownLocaleError):
        # Babel meets a broken header, charset or quote with whatever its parts raise.
        raise Unreadable(broken("PO", 0)) from None
    units: list[Unit] = []
    for message in catalog:
        if not message.id:
            continue
        if len(units) >= MOST_UNITS:
            raise Unreadable(too_many(MOST_UNITS))
        units.append(_unit(message))
    known = _PROJECT.match(catalog.project or "")
    return Bundle(
        group=known[1] if known else "",
        source_language=known[2] if known else "",
        language=known_language(str(catalog.locale_identifier or ""), ""),
        units=tuple(units),
    )


def _unit(message: Message) -> Unit:
    source = message.id if isinstance(message.id, str) else message.id[0]
    target = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
    said = _REVISION.search(" ".join(message.auto_comments))
    return Unit(
        id=(message.context or "")[:100],
        source=storable(source),
        target=storable(target or ""),
        serial=int(said[1]) if said else 0,
        line=message.lineno or 0,
        is_behind=message.fuzzy,
    )
