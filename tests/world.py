"""A small world known by name, made by the verbs themselves.

Alice convenes t09demo for Examplia; Bob is a delegate of Example Telecom, whose focal point is
Fiona; Sam is of the secretariat; Charlie belongs to Sample Networks, an Associate, and must see
nothing; Dora belongs to the Administration of Samplia and has asked for nothing yet.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from comitia.bodies.models import Body, Decision
from comitia.groups import actions, seats
from comitia.groups.models import Group, Membership, Role
from comitia.groups.queries import copies_by_language
from comitia.ledger.actors import SYSTEM
from comitia.people import actions as people
from comitia.people.models import Entity, Person

NOW = datetime(2011, 4, 4, 9, 0, tzinfo=UTC)
SOURCE = "Example Circular 1, § 3"


@dataclass
class World:
    """Everybody and everything by name."""

    group: Group
    parent: Body
    decision: Decision
    alice: Person
    bob: Person
    charlie: Person
    dora: Person
    fiona: Person
    sam: Person
    examplia: Entity
    telecom: Entity
    samplia: Entity
    networks: Entity
    seat: Membership

    now: datetime = NOW

    def later(self, **span: float) -> datetime:
        """An instant after now, as later(days=7)."""
        return self.now + timedelta(**span)


def person(name: str, *, entity: Entity | None = None, language: str = "en") -> Person:
    """Somebody with a confirmed address NAME@EXAMPLE."""
    address = f"{name.lower()}@{entity.slug if entity else 'house'}.example"
    made = people.meet(address=address, name=name, language=language)
    people.confirm(person=made, address=address, by=SYSTEM, at=NOW)
    if entity:
        people.affiliate(person=made, entity=entity, by=SYSTEM, at=NOW)
    return made


def entity(name: str, category: str, **fields: str) -> Entity:
    """A plainly fictional member."""
    slug = name.lower().replace(" ", "-")
    return Entity.objects.create(name=name, slug=slug, category=category, **fields)


def make_world() -> World:
    """Make it; the database must be empty of these names."""
    parent = Body.objects.create(
        acronym="EXAG",
        slug="exag",
        kind=Body.Kind.ADVISORY_GROUP,
        names={"en": "Example Advisory Group"},
    )
    decision = Decision.objects.create(
        body=parent,
        decided_from=date(2011, 2, 8),
        decided_until=date(2011, 2, 11),
        text="To establish a correspondence group and to appoint its convener.",
    )
    examplia = entity("Examplia", Entity.Category.MEMBER_STATE)
    telecom = entity("Example Telecom", Entity.Category.SECTOR_MEMBER, acronym="EXTEL")
    samplia = entity("Samplia", Entity.Category.MEMBER_STATE)
    networks = entity("Sample Networks", Entity.Category.ASSOCIATE)
    sam = person("Sam")
    sam.is_secretariat = True
    sam.save()
    alice = person("Alice", entity=examplia)
    bob = person("Bob", entity=telecom)
    charlie = person("Charlie", entity=networks)
    dora = person("Dora", entity=samplia)
    fiona = person("Fiona", entity=telecom, language="fr")
    people.name_focal_point(
        person=fiona, entity=telecom, letter="Letter of 1 March 2011", by=SYSTEM, at=NOW
    )
    group = actions.establish(
        name="t09demo",
        title="Correspondence group on the example",
        parent=parent,
        decision=decision,
        purpose="To draft a report to the assembly.",
        eligibility=["member_state", "sector_member"],
        eligibility_source=SOURCE,
        by=SYSTEM,
        at=NOW,
    )
    actions.open_reflector(group=group, by=SYSTEM, at=NOW)
    for state in (Group.State.CONVENED, Group.State.ACTIVE):
        actions.step(group=group, state=state, by=SYSTEM, at=NOW)
    actions.appoint(
        group=group,
        kind=Role.Kind.CONVENER,
        person=alice,
        entity=examplia,
        decision=decision,
        by=SYSTEM,
        at=NOW,
    )
    for member, of in ((alice, examplia), (bob, telecom)):
        seat = seats.admit(
            group=group, person=member, entity=of, address=member.email, by=SYSTEM, at=NOW
        )
    return World(
        group=group,
        parent=parent,
        decision=decision,
        alice=alice,
        bob=bob,
        charlie=charlie,
        dora=dora,
        fiona=fiona,
        sam=sam,
        examplia=examplia,
        telecom=telecom,
        samplia=samplia,
        networks=networks,
        seat=seat,
    )


def getting_posts(group: Group, at: datetime = NOW) -> list[str]:
    """The addresses to which a post of that moment goes."""
    return [
        each.address
        for copies in copies_by_language(group, on=at.date()).values()
        for each in copies
    ]
