"""Paragraphs of published reports as searching finds them: of each report the last version sent."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from comitia.groups.models import Group
from comitia.reports.addresses import version_path
from comitia.reports.content import Part, Passage
from comitia.reports.models import Paragraph, Report, Version
from comitia.reports.queries import content_in
from comitia.search.schema import Entry
from comitia.search.sources import Thing

FOLLOWS = frozenset({"report.sent"})


def subjects() -> Iterable[str]:
    """The subjects of all reports of which a version was sent."""
    sent = Group.objects.filter(report__versions__sending__isnull=False).order_by("name")
    return [f"report:{name}" for name in sent.values_list("name", flat=True).distinct()]


def entries(subject: str) -> Sequence[Entry]:
    """The paragraphs of the last version of a report that was sent, open to everybody."""
    _, _, name = subject.partition(":")
    found = _last_sent(Report.objects.filter(group__name=name).values_list("pk", flat=True))
    return [
        Entry(
            key=key,
            kind="report",
            is_open=True,
            group=version.report.group_id,
            number=version.ordinal,
            at=version.at,
            subject=f"{version.title} {part.heading}",
            author=version.person_name,
            text=passage.text,
        )
        for version, part, passage, key in found
    ]


def things(keys: Collection[int]) -> Sequence[Thing]:
    """What results show of these paragraphs."""
    wanted = set(keys)
    reports = Paragraph.objects.filter(pk__in=wanted).values_list("report", flat=True).distinct()
    return [
        Thing(
            key=key,
            kind="report",
            title=f"{version.title}: {passage.number} {part.heading}",
            path=version_path(version.report.group.name, version.ordinal, passage.key),
            at=version.at,
            by=version.person_name,
            language=version.language,
            number=str(version.document or ""),
            text=passage.text,
        )
        for version, part, passage, key in _last_sent(reports)
        if key in wanted
    ]


def _last_sent(reports: Iterable[int]) -> Iterator[tuple[Version, Part, Passage, int]]:
    """Each paragraph of the last version sent of each report; its row's id is its key."""
    chosen: dict[int, Version] = {}
    rows = Version.objects.filter(report__in=list(reports), sending__isnull=False)
    for version in rows.select_related("report__group", "document").order_by("ordinal"):
        chosen[version.report_id] = version
    ids: dict[int, dict[str, int]] = defaultdict(dict)
    paragraphs = Paragraph.objects.filter(report__in=chosen)
    for report, key, pk in paragraphs.values_list("report", "key", "pk"):
        ids[report][key] = pk
    for version in chosen.values():
        for part in content_in(version).parts:
            for passage in part.passages:
                yield version, part, passage, ids[version.report_id][passage.key]
