"""Fills the example's register by the verbs that delegates and the secretariat use."""

import tomllib
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

from comitia.base import clock
from comitia.bodies.models import Meeting
from comitia.documents import actions
from comitia.documents.cover import Cover
from comitia.documents.filing import Given
from comitia.documents.models import Issue
from comitia.groups.models import Group
from comitia.groups.queries import convener
from comitia.people.actors import acting
from comitia.people.models import Person


def load_register(group: Group, secretary: Person) -> None:
    """Submit, number, post and treat the documents of register.toml, each at its own time."""
    text = (files(__package__) / "register.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["documents"]:
        at: datetime = row["at"].astimezone(UTC)
        with clock.stopped_at(at):
            issue = _submitted(group, row, at)
        posted_at = at + timedelta(days=1)
        with clock.stopped_at(posted_at):
            issue = actions.post(issue=issue, by=secretary, at=posted_at)
        _treated(issue, row.get("treated", ""), posted_at + timedelta(days=14))


def _submitted(group: Group, row: dict[str, Any], at: datetime) -> Issue:
    person = Person.objects.get(email=row["from"])
    meetings = Meeting.objects.filter(body=group.parent)
    month = row.get("meeting")
    meeting = meetings.filter(planned_month=month).first() if month else None
    language = row.get("language", "en")
    own = row["series"] == "C"
    return actions.submit(
        group=group,
        series=row["series"],
        files=[Given(f"{row['title'][:60]}.md", row["text"].lstrip().encode(), language)],
        cover=Cover(
            title=row["title"],
            source_text="" if own else "TSB",
            question=row.get("question", ""),
            keywords=row.get("keywords", ()),
            abstract=_abstract(row["text"]),
            contact={"name": person.name, "email": person.email},
            language=language,
        ),
        by=person,
        at=at,
        meeting=meeting,
        facts=actions.Facts(exemption=row.get("exemption", ""), origin={"door": "web"}),
    )


def _abstract(text: str) -> str:
    """What the second line that begins with a label says, as a delegate would copy it."""
    labelled = [line for line in text.splitlines() if line.startswith("**")]
    return labelled[1].rpartition("**")[2].strip() if len(labelled) > 1 else ""


def _treated(issue: Issue, treated: str, at: datetime) -> None:
    """The convener says what became of it."""
    role = convener(issue.document.group, at=at)
    if not treated or role is None:
        return
    by = acting(role.person, at=at, entity=role.entity)
    with clock.stopped_at(at):
        issue = actions.mark_considered(issue=issue, by=by, at=at)
        if treated == "reflected":
            actions.mark_reflected(issue=issue, where="interim, section 2", by=by, at=at)
