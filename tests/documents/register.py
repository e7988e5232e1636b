"""A register in the small world: two meetings ahead, a Director, and files to submit."""

from dataclasses import dataclass
from datetime import date

from comitia.bodies.models import Meeting, Officer
from comitia.people.models import Person
from tests.world import NOW, World, person


@dataclass
class Register:
    world: World
    january: Meeting
    july: Meeting
    director: Person


def make_register(world: World) -> Register:
    january = Meeting.objects.create(
        body=world.parent, planned_month=date(2012, 1, 1), opens=date(2012, 1, 10)
    )
    july = Meeting.objects.create(
        body=world.parent, planned_month=date(2012, 7, 1), opens=date(2012, 7, 2)
    )
    director = person("Deirdre")
    Officer.objects.create(
        person=director, body=world.parent, office=Officer.Office.DIRECTOR, since=NOW
    )
    return Register(world, january, july, director)
