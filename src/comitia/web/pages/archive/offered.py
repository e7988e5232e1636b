"""What was done to a message, and what its reader may do with it: for the pages that show it."""

from dataclasses import dataclass

from comitia.archive.access import Reading
from comitia.archive.models import Act, Message
from comitia.archive.queries import placing_of, redaction_of
from comitia.archive.tending import ACTION
from comitia.people.models import Person


@dataclass(frozen=True)
class Acts:
    """For archive/acts/message.html and thread.html. `message` is the thread's first there.

    `placing` and `redaction` are acts done to the message; `names` tells whether the reader may
    know by whom.
    """

    message: Message
    placing: Act | None
    redaction: Act | None
    names: bool
    may_tend: bool = False
    may_redact: bool = False
    may_have_sent: bool = False

    @property
    def state(self) -> tuple[object, ...]:
        """All that a page shows of it and that may change."""
        entry = self.redaction and self.redaction.entry
        return (
            self.placing and self.placing.pk,
            self.redaction and self.redaction.pk,
            entry and entry.position,
            *(self.names, self.may_tend, self.may_redact, self.may_have_sent),
        )

    @property
    def any(self) -> bool:
        """Whether there is anything to be done."""
        return self.may_tend or self.may_redact or self.may_have_sent


def acts_for(person: Person | None, message: Message, reading: Reading) -> Acts:
    """What the includes under archive/acts/ show to this reader."""
    placing, redaction = placing_of(message), redaction_of(message)
    names = not reading.masks_addresses
    if person is None:
        return Acts(message, placing, redaction, names)
    lies_open = message.redacted_at is None
    return Acts(
        message,
        placing,
        redaction,
        names,
        may_tend=lies_open and reading.may(ACTION),
        may_redact=lies_open and reading.may("redact"),
        may_have_sent=not reading.masks_addresses,
    )
