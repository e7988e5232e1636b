"""Begin the report a group owes. What is done to it then has a file for each subject.

`outlining` sections, `writing` paragraphs, `choosing` among alternatives, `suggesting`, `grounds`
(sources and open points), `freezing` and `sending` versions, `translating`.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.base.languages import known_language
from comitia.groups.models import Group
from comitia.groups.roles import require
from comitia.mandates.models import Clause
from comitia.people.actors import By
from comitia.reports import rules
from comitia.reports.entering import enter, fit_heading
from comitia.reports.errors import AlreadyStarted
from comitia.reports.models import Report, Section
from comitia.reports.queries import obligations_of


@transaction.atomic
def start_report(
    *, group: Group, by: By, at: datetime, title: str = "", language: str = ""
) -> Report:
    """Begin the report, with a section for each obligation of the mandate, ready to be changed.

    Without a title it is called after the group, in the group's language, as is the text. Raises
    AlreadyStarted, NotAllowed, BadText.
    """
    require(by, "edit_report", group, at=at)
    if Report.objects.filter(group=group).exists():
        raise AlreadyStarted(_("%(group)s has its report already.") % {"group": group.name})
    language = known_language(language or group.language)
    with override(language):
        title = fit_heading((title or _("Report of %(group)s") % {"group": group.title})[:300])
        first, last = _("Introduction"), _("Conclusions")
    report = Report.objects.create(group=group, title=title, language=language, started_at=at)
    asked = [obligation.clause for obligation in obligations_of(group)]
    proposed: list[tuple[str, Clause | None]] = [
        (first, None),
        *((rules.shortened(clause.text), clause) for clause in asked[: rules.MOST_SECTIONS // 2]),
        (last, None),
    ]
    taken: set[str] = set()
    for position, (heading, clause) in enumerate(proposed, start=1):
        # An address made of the clause's is the same in whatever language the text is.
        slug = rules.slug_of(clause.anchor if clause else _address(position), taken)
        taken.add(slug)
        section = Section.objects.create(
            report=report, slug=slug, position=position, heading=heading, made_at=at
        )
        if clause:
            section.clauses.add(clause)
    data = {"title": title, "language": language, "sections": sorted(taken)}
    enter("report.started", report, data, by=by, at=at)
    return report


def _address(position: int) -> str:
    return "introduction" if position == 1 else "conclusions"
