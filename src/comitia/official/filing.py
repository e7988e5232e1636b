"""A letter written as a file (TOML): what it is about, and its fields in each language.

    kind = "collective_letter"
    original = "en"
    meeting = "TSAG 2012-01"          or [meeting] with body, opens, closes, place
    [fields]                          what is the same in all languages
    signatory = "…"
    [en]                              what is written in each
    subject = "…"

A corrigendum names the letter it `corrects`, and has [corrections] for all languages and
[en.corrections] for each.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.base.languages import LANGUAGES
from comitia.bodies import actions as bodies
from comitia.bodies.models import Body, Meeting
from comitia.circulars.models import Circular
from comitia.groups.queries import group_named
from comitia.official.drafts import (
    USUAL_CATEGORIES,
    Plan,
    change_letter,
    correct_for_all,
    draft_amendment,
    draft_amendment_to_circular,
    draft_letter,
    open_letter,
    write_version,
)
from comitia.official.errors import Unready
from comitia.official.kinds import AMENDING
from comitia.official.models import OfficialLetter
from comitia.people.actors import By, actor_of

MOST_BYTES = 2_000_000
_PLAIN = {
    "kind": str,
    "original": str,
    "series": str,
    "body": str,
    "group": str,
    "corrects": str,
    "unscheduled": bool,
}
_TABLES = ("fields", "corrections", *LANGUAGES)


@dataclass(frozen=True)
class Filed:
    """What a file says, not looked up yet."""

    plain: Mapping[str, Any]
    meeting: str | Mapping[str, Any] | None = None
    categories: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version_corrections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_filed(data: bytes) -> Filed:
    """Read a file. Raises Unready, naming what in it cannot be."""
    if len(data) > MOST_BYTES:
        raise Unready({"": _("This file is too large for a letter.")})
    try:
        read = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unready({"": _("This is no TOML: %(fault)s") % {"fault": error}}) from error
    errors: dict[str, str] = {}
    known = {*_PLAIN, *_TABLES, "meeting", "categories"}
    for name, value in read.items():
        if name not in known:
            errors[name] = _("A letter has no such part.")
        elif name in _PLAIN and not isinstance(value, _PLAIN[name]):
            errors[name] = _("This is not what stands here in a letter.")
        elif name in _TABLES and not isinstance(value, dict):
            errors[name] = _("Write the fields below [%(name)s].") % {"name": name}
    categories = read.get("categories", [])
    if not isinstance(categories, list) or not all(isinstance(one, str) for one in categories):
        errors["categories"] = _("This is not what stands here in a letter.")
    if errors:
        raise Unready(errors)
    versions, corrected = {}, {}
    for language in LANGUAGES:
        if language in read:
            table = dict(read[language])
            corrected[language] = _texts(f"{language}.corrections", table.pop("corrections", {}))
            versions[language] = _texts(language, table)
    return Filed(
        plain={name: read[name] for name in _PLAIN if name in read},
        meeting=read.get("meeting"),
        categories=tuple(categories),
        fields=_texts("fields", read.get("fields", {})),
        corrections=_texts("corrections", read.get("corrections", {})),
        versions=versions,
        version_corrections={name: table for name, table in corrected.items() if table},
    )


def _texts(where: str, table: Any) -> dict[str, str]:
    """The fields of a table as text; days are written as days."""
    if not isinstance(table, dict):
        raise Unready({where: _("Write the fields below [%(name)s].") % {"name": where}})
    found = {}
    for name, value in table.items():
        if isinstance(value, date):
            value = value.isoformat()
        if not isinstance(value, str):
            raise Unready({f"{where}.{name}": _("Write this as text, in quotation marks.")})
        found[name] = value
    return found


@transaction.atomic
def keep_filed(
    *, filed: Filed, by: By, at: datetime, into: OfficialLetter | None = None
) -> OfficialLetter:
    """Draft the letter that a file is, or write it into a draft; all of it, or nothing.

    Raises NotAllowed, Unready, AlreadyIssued, NotIssued.
    """
    kind = filed.plain.get("kind", into.kind if into else "")
    if into is None and kind not in AMENDING:
        letter = draft_letter(plan=_plan(filed, None, by=by, at=at), by=by, at=at)
    else:
        letter = open_letter(into) if into is not None else _amendment(filed, kind, by=by, at=at)
        plan = _plan(filed, letter, by=by, at=at)
        letter = change_letter(letter=letter, plan=plan, by=by, at=at)
    if filed.corrections:
        letter = correct_for_all(letter=letter, corrections=filed.corrections, by=by, at=at)
    for language, fields in filed.versions.items():
        try:
            write_version(
                letter=letter,
                language=language,
                fields=fields,
                corrections=filed.version_corrections.get(language),
                by=by,
                at=at,
            )
        except Unready as unready:
            named = {f"{language}.{name}": text for name, text in unready.errors.items()}
            raise Unready(named) from unready
    return letter


def _amendment(filed: Filed, kind: str, *, by: By, at: datetime) -> OfficialLetter:
    name = str(filed.plain.get("corrects", "")).lower()
    letter = OfficialLetter.objects.filter(slug=name).exclude(slug="").first()
    if letter is not None:
        return draft_amendment(letter=letter, kind=kind, by=by, at=at)
    series, _circular, number = name.rpartition("-circular-")
    read = Circular.objects.filter(series__iexact=series, number=number)
    circular = read.order_by("-is_original", "id").first()
    if circular is None:
        raise Unready({"corrects": _("No letter with this name was issued.")})
    return draft_amendment_to_circular(circular=circular, kind=kind, by=by, at=at)


def _plan(filed: Filed, letter: OfficialLetter | None, *, by: By, at: datetime) -> Plan:
    """What the file says; where it says nothing, what the draft says."""
    plain = filed.plain
    group = letter.group if letter else None
    if "group" in plain:
        group = group_named(plain["group"])
        if group is None:
            raise Unready({"group": _("There is no group of this name.")})
    body = letter.body if letter else None
    if "body" in plain:
        body = body_called(plain["body"], "body")
    meeting = letter.meeting if letter else None
    if filed.meeting is not None:
        meeting = _meeting(filed.meeting, by=by, at=at)
    usual = letter.categories if letter else USUAL_CATEGORIES
    return Plan(
        kind=plain.get("kind", letter.kind if letter else ""),
        original=plain.get("original", letter.original if letter else ""),
        series=plain.get("series", letter.series if letter else "TSB"),
        body=body,
        meeting=meeting,
        group=group,
        categories=filed.categories or tuple(usual),
        unscheduled=plain.get("unscheduled", letter.unscheduled if letter else False),
        fields=filed.fields,
    )


def body_called(acronym: str, field: str) -> Body:
    """The body of that acronym, whatever its case. Raises Unready beside the field."""
    found = Body.objects.filter(acronym__iexact=acronym.strip()).first()
    if found is None:
        raise Unready({field: _("There is no body of this name.")})
    return found


def _meeting(said: str | Mapping[str, Any], *, by: By, at: datetime) -> Meeting:
    if isinstance(said, Mapping):
        opens, closes = said.get("opens"), said.get("closes", said.get("opens"))
        if not isinstance(opens, date) or not isinstance(closes, date):
            raise Unready({"meeting": _("Say on which days it opens and closes, as 2012-01-10.")})
        return meeting_on(
            body_called(str(said.get("body", "")), "meeting"),
            opens,
            closes,
            str(said.get("place", ""))[:120],
            by=by,
            at=at,
        )
    acronym, _blank, month = str(said).rpartition(" ")
    body = body_called(acronym, "meeting")
    try:
        planned = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Unready({"meeting": _("Write body and month, as TSAG 2012-01.")}) from None
    found = Meeting.objects.filter(body=body, planned_month=planned).first()
    if found is None:
        raise Unready({"meeting": _("No meeting of this body is planned for this month.")})
    return found


def meeting_on(
    body: Body, opens: date, closes: date, place: str, *, by: By, at: datetime
) -> Meeting:
    """The body's meeting in the month of its opening; planned where it is not. Raises Unready."""
    try:
        return bodies.plan_meeting(
            body=body,
            month=opens,
            opens=opens,
            closes=closes,
            place=place,
            by=actor_of(by, at=at),
            at=at,
        )
    except bodies.BadDates as error:
        raise Unready({"meeting": str(error)}) from error
