"""Bodies become known, meet, move their meetings, decide, and choose officers."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies.models import Body, Decision, Meeting, Officer
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.people.models import Person
from comitia.people.queries import held_at


class BadDates(Exception):
    """A meeting or a decision would end before it begins."""


@transaction.atomic
def know_body(
    *,
    acronym: str,
    kind: str,
    names: dict[str, str] | None = None,
    parent: Body | None = None,
    by: Actor,
    at: datetime,
) -> Body:
    """The body with that acronym; made where there is none. Names in new languages are added."""
    acronym = " ".join(acronym.split())
    body = Body.objects.filter(acronym__iexact=acronym).first()
    names = names or {}
    if body is None:
        body = Body.objects.create(
            acronym=acronym,
            slug=acronym.lower().replace(" ", "-"),
            kind=Body.Kind(kind),
            names=names,
            parent=parent,
        )
        data = {"kind": str(body.kind), "names": names}
        ledger.append("body.known", f"body:{body.slug}", data, by=by, at=at)
    elif names.keys() - body.names.keys():
        body.names = {**names, **body.names}
        body.save(update_fields=["names"])
    return body


@transaction.atomic
def plan_meeting(
    *,
    body: Body,
    month: date,
    opens: date | None = None,
    closes: date | None = None,
    place: str = "",
    by: Actor,
    at: datetime,
) -> Meeting:
    """The body's meeting planned for a month; made where there is none. Raises BadDates.

    Days and a place that were not known before are kept; to move a meeting is another verb.
    """
    meeting = Meeting.objects.filter(body=body, planned_month=month.replace(day=1)).first()
    if meeting is None:
        meeting = Meeting.objects.create(body=body, planned_month=month.replace(day=1), place=place)
        data = {"month": f"{month:%Y-%m}"}
        ledger.append("meeting.planned", f"body:{body.slug}", data, by=by, at=at)
    elif place and not meeting.place:
        meeting.place = place
        meeting.save(update_fields=["place"])
        data = {"month": f"{month:%Y-%m}", "place": place}
        ledger.append("meeting.placed", f"body:{body.slug}", data, by=by, at=at)
    if opens and meeting.opens is None:
        meeting = move_meeting(meeting=meeting, opens=opens, closes=closes or opens, by=by, at=at)
    return meeting


@transaction.atomic
def move_meeting(
    *, meeting: Meeting, opens: date, closes: date, source: str = "", by: Actor, at: datetime
) -> Meeting:
    """Fix or change the days of a meeting; rows anchored to it follow. Raises BadDates.

    `source` says where the new days are announced.
    """
    if closes < opens:
        raise BadDates(_("A meeting cannot close before it opens."))
    if (meeting.opens, meeting.closes) == (opens, closes):
        return meeting
    before = meeting.opens.isoformat() if meeting.opens else ""
    meeting.opens, meeting.closes = opens, closes
    meeting.save(update_fields=["opens", "closes"])
    data = {
        "meeting": meeting.pk,
        "planned": f"{meeting.planned_month:%Y-%m}",
        "before": before,
        "opens": opens.isoformat(),
        "closes": closes.isoformat(),
        "source": source,
    }
    ledger.append("meeting.dated", f"body:{meeting.body.slug}", data, by=by, at=at)
    return meeting


@transaction.atomic
def record_decision(
    *,
    body: Body,
    text: str,
    decided_from: date,
    decided_until: date | None = None,
    meeting: Meeting | None = None,
    source: str = "",
    by: Actor,
    at: datetime,
) -> Decision:
    """What a body decided, when and where it is recorded, in words that can be cited.

    The same decision from the same source is kept once. Raises BadDates.
    """
    decided_until = decided_until or decided_from
    if decided_until < decided_from:
        raise BadDates(_("A decision cannot end before it begins."))
    decision, fresh = Decision.objects.get_or_create(
        body=body,
        meeting=meeting,
        decided_from=decided_from,
        decided_until=decided_until,
        text=text,
        source=source,
    )
    if fresh:
        data = {
            "decision": decision.pk,
            "text": text,
            "from": decided_from.isoformat(),
            "until": decided_until.isoformat(),
            "source": source,
        }
        ledger.append("decision.recorded", f"body:{body.slug}", data, by=by, at=at)
    return decision


@transaction.atomic
def elect(*, body: Body, person: Person, office: str, by: Actor, at: datetime) -> Officer:
    """A person takes an office of a body; a new chair or Director replaces the one before."""
    held = Officer.objects.filter(held_at(at), body=body, office=office)
    same = held.filter(person=person).first()
    if same is not None:
        return same
    if office != Officer.Office.VICE_CHAIR:
        held.update(until=at)
    officer = Officer.objects.create(
        body=body, person=person, office=Officer.Office(office), since=at
    )
    data = {"office": office, "person": person.pk, "name": str(person)}
    ledger.append("officer.elected", f"body:{body.slug}", data, by=by, at=at)
    return officer
