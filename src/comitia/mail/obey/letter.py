"""What each of these stations is given, and what it gives back."""

from dataclasses import dataclass, field
from datetime import datetime

from comitia.archive.envelope import Envelope
from comitia.base.languages import known_language
from comitia.groups.models import Group
from comitia.mail import notices
from comitia.mail.addresses import Address
from comitia.mail.answer import answer
from comitia.mail.authenticate import Authentication
from comitia.mail.models import Arrival
from comitia.people.models import Person
from comitia.people.queries import person_of


@dataclass(frozen=True)
class Letter:
    """A mail to one of a group's addresses other than its list."""

    arrival: Arrival
    address: Address
    group: Group
    envelope: Envelope
    data: bytes
    opening: str
    authentication: Authentication
    at: datetime

    @property
    def writer(self) -> Person | None:
        """The person who has confirmed the address in From."""
        return person_of(self.envelope.author.address)

    @property
    def language(self) -> str:
        """The writer's language: their own if we know them, else what their program says."""
        person = self.writer
        if person is not None:
            return person.language
        said = self.envelope.first("content-language") or self.envelope.first("accept-language")
        return known_language(said.replace(";", ",").split(",")[0].strip(), self.group.language)

    def answer(self, text: str, *, kind: str = "answer", daily: bool = False) -> bool:
        """Answer the sender, where that is right; `text` is in `language`."""
        notice = notices.reply_to_command(
            self.group, self.envelope, text=text, language=self.language, kind=kind
        )
        return answer(notice, arrival=self.arrival, envelope=self.envelope, at=self.at, daily=daily)


@dataclass(frozen=True)
class Done:
    """How the arrival ends, and what was understood."""

    outcome: Arrival.Outcome
    reason: str = field(default="")


def obeyed(reason: str) -> Done:
    """The mail was understood; `reason` says as what."""
    return Done(Arrival.Outcome.OBEYED, reason)


def discarded(reason: str) -> Done:
    """The mail asks for nothing that we do."""
    return Done(Arrival.Outcome.DISCARDED, reason)
