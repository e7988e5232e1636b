"""Reads of bodies, their meetings, officers and decisions. All of it is public."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from comitia.bodies.models import Body, Decision, Meeting, Officer
from comitia.people.queries import held_at


def bodies() -> QuerySet[Body]:
    """Every body, by acronym, with the one above it."""
    return Body.objects.select_related("parent")


def body_with_slug(slug: str) -> Body | None:
    """The body whose page that is."""
    return bodies().filter(slug=slug.lower()).first()


def meetings_of(body: Body) -> QuerySet[Meeting]:
    """A body's meetings, the latest first."""
    return body.meetings.order_by("-planned_month")


def meeting_in(body: Body, day: date) -> Meeting | None:
    """The body's meeting that has that day, or is planned for its month."""
    return (
        body.meetings.filter(
            Q(opens__lte=day, closes__gte=day) | Q(planned_month=day.replace(day=1))
        )
        .order_by("-opens")
        .first()
    )


def decisions_of(body: Body) -> QuerySet[Decision]:
    """What a body decided, the latest first."""
    return body.decisions.select_related("meeting")


def officers_of(body: Body, *, at: datetime) -> list[Officer]:
    """Who holds which office at an instant."""
    rows = body.officers.filter(held_at(at)).select_related("person")
    return sorted(rows, key=lambda row: list(Officer.Office).index(Officer.Office(row.office)))


def chair_of(body: Body, *, at: datetime) -> Officer | None:
    """Who chairs the body at an instant."""
    return next(
        (row for row in officers_of(body, at=at) if row.office == Officer.Office.CHAIR), None
    )
