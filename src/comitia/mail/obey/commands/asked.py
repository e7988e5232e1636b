"""Who asks -request@ for something, and how a command says that it cannot be done."""

from dataclasses import dataclass

from comitia.groups.models import Membership
from comitia.mail.obey.letter import Letter
from comitia.people.models import Person


class CannotBeDone(Exception):
    """A command asks for what is not, or may not be; the text says so, in the active language."""


@dataclass(frozen=True)
class Asked:
    """A letter with commands, from a person we know, who may have a seat in the group."""

    letter: Letter
    person: Person
    seat: Membership | None

    @property
    def group_name(self) -> str:
        return self.letter.group.name
