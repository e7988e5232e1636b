"""Bring in what translators send back, part by part; say of each what becomes of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.groups.roles import require
from comitia.people.actors import By
from comitia.reports import rules
from comitia.reports.errors import ReportsRefusal
from comitia.reports.exchange import po, xliff
from comitia.reports.exchange.unit import Bundle, Unit, Unreadable
from comitia.reports.languages import TITLE, Segment, language_version, segments
from comitia.reports.models import LanguageVersion, Report, Revision
from comitia.reports.queries import content_of
from comitia.reports.translating import ACTION, MOST_LETTERS, submit_heading, submit_translation

What = Literal["add", "behind", "nothing", "refused"]


@dataclass(frozen=True)
class Line:
    """What becomes of a part: it is added, added though behind, changes nothing, or is refused.

    `reason` says why it is refused, or what it is behind.
    """

    line: int
    id: str
    what: What
    reason: str = ""


@transaction.atomic
def bring_in(
    data: bytes, *, report: Report, language: str, apply: bool, by: By, at: datetime
) -> list[Line]:
    """Take a file's translations in, or (without `apply`) only say what would become of each.

    What is refused keeps nothing else out. A part made from an older revision is taken in as that,
    unless there is one from a newer. Raises Unreadable, NotAllowed.
    """
    require(by, ACTION, report.group, at=at)
    version = language_version(report, language)
    if version is None:
        raise Unreadable(_("Begin this language first, then bring translations in."))
    bundle = _read(data)
    if not bundle.units:
        raise Unreadable(_("Nothing in this file could be read as XLIFF or PO."))
    _look_whose(bundle, report, language)
    bringing = _Bringing(report, version, by, at, apply=apply)
    known = Counter(unit.id for unit in bundle.units)
    lines = []
    for unit in bundle.units:
        if known[unit.id] > 1:
            reason = _("“%(id)s” is in the file more than once.") % {"id": unit.id}
            lines.append(Line(unit.line, unit.id, "refused", reason))
        else:
            lines.append(bringing.line(unit))
    return lines


def _read(data: bytes) -> Bundle:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_xml = start.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return xliff.read(data) if is_xml else po.read(data)


def _look_whose(bundle: Bundle, report: Report, language: str) -> None:
    if bundle.group and bundle.group != report.group.name:
        raise Unreadable(_("This file is of the report of %(group)s.") % {"group": bundle.group})
    if bundle.language and bundle.language != language:
        raise Unreadable(
            _("This file is in another language: %(language)s.") % {"language": bundle.language}
        )


class _Bringing:
    """Judges parts one by one against the report as it stands, and takes them in."""

    def __init__(
        self, report: Report, version: LanguageVersion, by: By, at: datetime, *, apply: bool
    ) -> None:
        self._version = version
        self._by = by
        self._at = at
        self._apply = apply
        found = segments(report, version.language, content_of(report))
        self._segments = {each.id: each for each in found}
        self._paragraphs = {each.key: each for each in report.paragraphs.all()}
        self._sections = {f"section:{each.slug}": each for each in report.sections.all()}
        self._revisions: dict[str, list[tuple[int, str, int]]] = {}
        rows = Revision.objects.filter(paragraph__report=report).order_by("serial")
        for key, serial, text, pk in rows.values_list("paragraph__key", "serial", "text", "pk"):
            self._revisions.setdefault(key, []).append((serial, text, pk))

    def line(self, unit: Unit) -> Line:
        """What becomes of a part."""
        if not unit.target.strip():
            return Line(unit.line, unit.id, "nothing")
        if len(unit.target) > MOST_LETTERS:
            return _refused(unit, _("This translation is too long."))
        if unit.id in self._paragraphs:
            return self._paragraph(unit)
        if unit.id == TITLE or unit.id in self._sections:
            return self._heading(unit)
        return _refused(
            unit, _("The report has no part “%(id)s”.") % {"id": rules.shortened(unit.id, 40)}
        )

    def _paragraph(self, unit: Unit) -> Line:
        made_from = self._made_from(unit)
        if made_from is None:
            return _refused(unit, _("Its original is no text that this paragraph ever had."))
        serial, text, pk = made_from
        segment = self._segments.get(unit.id)
        if segment is None:
            return _refused(unit, _("This paragraph was deleted."))
        if _is_there(segment, unit, text):
            return Line(unit.line, unit.id, "nothing")
        newer = segment.state != "missing" and segment.made_from > serial
        if newer and segment.made_from_text != text:
            return _refused(unit, _("There is a translation of a newer text already."))
        behind = text != segment.source
        return self._take(
            unit,
            behind,
            _("It was made from revision %(old)s; now there is revision %(new)s.")
            % {"old": serial, "new": segment.serial},
            lambda: submit_translation(
                version=self._version,
                paragraph=self._paragraphs[unit.id],
                text=unit.target,
                made_from=Revision.objects.get(pk=pk),
                by=self._by,
                at=self._at,
            ),
        )

    def _heading(self, unit: Unit) -> Line:
        segment = self._segments.get(unit.id)
        if segment is None:
            return _refused(unit, _("This section is retired."))
        source = " ".join(unit.source.split())
        if not source:
            return _refused(unit, _("It does not say what it was made from."))
        if segment.translation == " ".join(unit.target.split()) and (
            segment.made_from_text == source
        ):
            return Line(unit.line, unit.id, "nothing")
        behind = source != segment.source
        if behind and segment.state in ("draft", "checked"):
            return _refused(unit, _("There is a translation of a newer text already."))
        return self._take(
            unit,
            behind,
            _("Now the heading is “%(heading)s”.") % {"heading": segment.source},
            lambda: submit_heading(
                version=self._version,
                section=self._sections.get(unit.id),
                text=unit.target,
                made_from=source,
                by=self._by,
                at=self._at,
            ),
        )

    def _take(
        self, unit: Unit, behind: bool, why_behind: str, submit: Callable[[], object]
    ) -> Line:
        if self._apply:
            try:
                submit()
            except ReportsRefusal as refusal:
                return _refused(unit, str(refusal))
        if behind:
            return Line(unit.line, unit.id, "behind", why_behind)
        return Line(unit.line, unit.id, "add")

    def _made_from(self, unit: Unit) -> tuple[int, str, int] | None:
        """The revision a part was made from: by its text, as programs lose what else they carry.

        The newest where several said the same; else the one that the file names, where its text
        differs in blanks alone.
        """
        rows = self._revisions.get(unit.id, [])
        wanted = "".join(unit.source.split())
        same = [row for row in rows if row[1] and "".join(row[1].split()) == wanted]
        named = [row for row in same if row[0] == unit.serial]
        fitting = named or same
        return fitting[-1] if fitting else None


def _is_there(segment: Segment, unit: Unit, text: str) -> bool:
    same = segment.translation == unit.target.replace("\r\n", "\n").strip()
    return segment.state != "missing" and same and segment.made_from_text == text


def _refused(unit: Unit, reason: str) -> Line:
    return Line(unit.line, unit.id, "refused", reason)
