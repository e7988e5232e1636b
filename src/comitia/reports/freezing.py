"""Freeze the report as it stands: interim, revised, final. A version is never altered."""

from datetime import datetime
from importlib import import_module

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.config import frozen_when
from comitia.groups import actions as groups
from comitia.groups.models import Group
from comitia.jobs import actions as jobs
from comitia.people.actors import By, actor_of
from comitia.reports import content, rules
from comitia.reports.entering import enter, hold, next_number
from comitia.reports.errors import NotReadyToFreeze, OutOfOrder
from comitia.reports.models import Report, Suggestion, Version
from comitia.reports.models.authored import authorship
from comitia.reports.queries import content_of
from comitia.reports.registering import register
from comitia.reports.words import VERSION

Kind = Version.Kind


@transaction.atomic
def freeze(*, report: Report, kind: str, by: By, at: datetime) -> Version:
    """Keep the report as it stands as a version of `kind`; a final one lets the group report.

    Later changes go into the next version. Raises OutOfOrder; NotReadyToFreeze, whose text says
    what must be done before; NotAllowed.
    """
    report = hold(report, by=by, at=at, action="publish_version")
    frozen = list(report.versions.values_list("kind", flat=True))
    if not rules.may_follow(kind, frozen):
        raise OutOfOrder(_out_of_order(kind, frozen))
    found = content_of(report)
    text = content.canonical(found)
    barred = [*_barred(report, kind, found, text), *_guarded(report, kind, at)]
    if barred:
        raise NotReadyToFreeze("\n".join(barred))
    ordinal = next_number(report.versions, "ordinal")
    document = register(report, kind, found, by=by, at=at)
    data = {
        "version": ordinal,
        "document": document.pk,
        "kind": kind,
        "sha256": rules.digest(text),
        "paragraphs": sum(1 for _passage in found.passages()),
        "open_points": [point.number for point in found.points()],
    }
    version = Version.objects.create(
        report=report,
        ordinal=ordinal,
        kind=kind,
        title=report.title,
        language=report.language,
        content=text,
        sha256=rules.digest(text),
        entry=enter("report.frozen", report, data, by=by, at=at),
        document=document,
        at=at,
        **authorship(actor_of(by, at=at)),
    )
    jobs.enqueue("reports.publish", {"version_id": version.pk}, at=at)
    # DOMAIN 5, GROUP: active -> reporting when the final report is frozen.
    if kind == Kind.FINAL and report.group.state == Group.State.ACTIVE:
        groups.step(
            group=report.group,
            state=Group.State.REPORTING,
            by=actor_of(by, at=at),
            at=at,
            because=f"report {ordinal}",
        )
    return version


def what_bars(report: Report, kind: str, *, at: datetime) -> list[str]:
    """What would keep a version of `kind` from being frozen now, a sentence for each."""
    frozen = list(report.versions.values_list("kind", flat=True))
    found = content_of(report)
    order = [] if rules.may_follow(kind, frozen) else [_out_of_order(kind, frozen)]
    text = content.canonical(found)
    return [*order, *_barred(report, kind, found, text), *_guarded(report, kind, at)]


def _out_of_order(kind: str, frozen: list[str]) -> str:
    if "final" in frozen:
        return _("The final report is frozen: no version comes after it.")
    if not frozen:
        return _("Freeze an interim report first.")
    return _("A %(kind)s cannot come after a %(last)s.") % {
        "kind": VERSION.get(kind, kind),
        "last": VERSION[frozen[-1]],
    }


def _barred(report: Report, kind: str, found: content.Content, text: str) -> list[str]:
    """What the report itself has to say against it."""
    barred = []
    if not any(True for _passage in found.passages()):
        barred.append(_("The report has no paragraph yet. Write one first."))
    same = report.versions.filter(kind=kind, sha256=rules.digest(text)).first()
    if same is not None:
        barred.append(
            _("Nothing has changed since version %(number)s was frozen.") % {"number": same.ordinal}
        )
    if kind != Kind.FINAL:
        return barred
    waiting = report.suggestions.filter(state=Suggestion.State.OPEN).count()
    if waiting:
        barred.append(
            ngettext(
                "%(waiting)s suggestion waits. Accept or decline it first.",
                "%(waiting)s suggestions wait. Accept or decline them first.",
                waiting,
            )
            % {"waiting": waiting}
        )
    # DOMAIN 5: what is not settled is carried as an open issue.
    noted = {point.paragraph for point in found.points()}
    unsettled = [
        passage.number
        for passage in found.passages()
        if passage.alternatives and passage.key not in noted
    ]
    if unsettled:
        barred.append(
            _(
                "Texts stand beside one another in %(paragraphs)s. Choose among them, or raise an "
                "open point on each of these paragraphs."
            )
            % {"paragraphs": ", ".join(unsettled)}
        )
    return barred


def _guarded(report: Report, kind: str, at: datetime) -> list[str]:
    """What stores above this one have to say against it."""
    barred: list[str] = []
    for name in frozen_when.GUARDS:
        module, _dot, function = name.rpartition(".")
        barred += getattr(import_module(module), function)(report, kind, at=at)
    return barred
