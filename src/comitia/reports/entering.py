"""What the verbs of the report share: take hold of it, look at texts and reasons, enter the act."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from comitia.base.text import storable
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.ledger.models import Entry
from comitia.people.actors import By, actor_of
from comitia.reports import rules
from comitia.reports.errors import BadText, NoReasonGiven
from comitia.reports.models import Report


def hold(report: Report, *, by: By, at: datetime, action: str = "edit_report") -> Report:
    """The report, held until the transaction ends, for somebody who may do `action`.

    Whoever else changes the same report waits, so that serials and positions are given once.
    Raises NotAllowed.
    """
    require(by, action, report.group, at=at)
    return Report.objects.select_for_update().select_related("group").get(pk=report.pk)


def enter(kind: str, report: Report, data: dict[str, Any], *, by: By, at: datetime) -> Entry:
    """Write what was done into the ledger."""
    actor = actor_of(by, at=at)
    return ledger.append(kind, f"report:{report.group.name}", data, by=actor, at=at)


def fit_text(text: str) -> str:
    """A paragraph's text as it is kept. Raises BadText where there is none, or too much."""
    text = storable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise BadText(_("Write a text; to take the paragraph away, delete it."))
    if len(text) > rules.MOST_LETTERS:
        raise BadText(
            _("A paragraph holds at most %(most)s letters; this has %(letters)s. Divide it.")
            % {"most": rules.MOST_LETTERS, "letters": len(text)}
        )
    return text


def fit_heading(heading: str) -> str:
    """A heading as it is kept, on one line. Raises BadText."""
    heading = " ".join(storable(heading).split())
    if not heading:
        raise BadText(_("Write a heading."))
    if len(heading) > rules.MOST_HEADING_LETTERS:
        raise BadText(
            _("A heading has at most %(most)s letters.") % {"most": rules.MOST_HEADING_LETTERS}
        )
    return heading


def fit_reason(reason: str, *, required: bool = False) -> str:
    """A reason as it is kept. Raises NoReasonGiven, BadText."""
    reason = storable(reason).strip()
    if required and not reason:
        raise NoReasonGiven(_("Say why: others will want to know."))
    if len(reason) > rules.MOST_REASON_LETTERS:
        raise BadText(
            _("A reason has at most %(most)s letters.") % {"most": rules.MOST_REASON_LETTERS}
        )
    return reason


def next_number(rows: Any, field: str) -> int:
    """One more than the greatest `field` among `rows`, which the caller's hold keeps still."""
    last = rows.aggregate(last=Max(field))["last"]
    return (last or 0) + 1
