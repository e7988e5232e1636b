"""Who did something, for whom, as it stood at that time: kept with every entry of the ledger."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """A person acting for an entity, or the system itself acting by a rule.

    `kind` is person, system or command; `name` and `entity` are as they stood then, and stay so.
    """

    kind: str
    person_id: int | None = None
    name: str = ""
    entity_id: int | None = None
    entity: str = ""

    def entry(self) -> dict[str, Any]:
        """The actor as it is written into an entry."""
        return asdict(self)


SYSTEM = Actor("system", name="Comitia")


def command(name: str) -> Actor:
    """The administrator at the command line, by the name of the account there."""
    return Actor("command", name=name)
