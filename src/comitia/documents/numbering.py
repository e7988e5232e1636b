"""Numbers: given within the transaction of the act, without gaps, and never a second time."""

from datetime import datetime

from comitia.documents import rules, timing
from comitia.documents.models import Counter, Document, Issue
from comitia.documents.steps import take
from comitia.ledger.actors import SYSTEM, Actor


def give(issue: Issue, *, by: Actor, at: datetime) -> None:
    """Give a checked issue its number, and hold it where it came late. The caller has it locked."""
    document = issue.document
    if issue.kind == Issue.Kind.ORIGINAL:
        document.number = next_number(document)
        document.save(update_fields=["number"])
        issue.ordinal = 0
    else:
        given = document.issues.filter(kind=issue.kind).values_list("ordinal", flat=True)
        issue.ordinal = rules.next_ordinal(list(given))
    issue.numbered_at = at
    issue.defects = []
    files = [
        {
            "name": each.name,
            "language": each.language,
            "original": each.is_original,
            "sha256": each.file.sha256,
            "size_bytes": each.file.size_bytes,
        }
        for each in issue.versions.select_related("file")
    ]
    take(issue, "number", by=by, at=at, data={"title": issue.title, "files": files})
    hold_if_late(issue, at=at)


def hold_if_late(issue: Issue, *, at: datetime) -> bool:
    """Hold an issue that came after the deadline of its meeting; whether it did."""
    missed = timing.missed(issue, issue.meeting)
    if missed is None:
        issue.is_late = False
        return False
    issue.is_late = True
    assert issue.received_at is not None
    data = {"received": issue.received_at.isoformat(), "last_day": missed.last_day.isoformat()}
    rule = f"{missed.rule.clause} ({missed.rule.edition})"
    take(issue, "hold_late", by=SYSTEM, at=at, rule=rule, data=data)
    return True


def next_number(document: Document) -> int:
    """The next number of the document's series; its row stays locked until the commit."""
    Counter.objects.get_or_create(group=document.group, series=document.series)
    counter = Counter.objects.select_for_update().get(group=document.group, series=document.series)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
