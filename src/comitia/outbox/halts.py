"""Sending is halted and goes on again: of everything, to one domain, or of one group."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.outbox.models import Halt


@dataclass(frozen=True)
class Halts:
    """What is not to be sent now."""

    everything: bool
    domains: frozenset[str]
    groups: frozenset[str]


def halts_now() -> Halts:
    """What is halted at this moment."""
    rows = list(Halt.objects.values_list("scope", "name"))
    return Halts(
        everything=any(scope == Halt.Scope.EVERYTHING for scope, _ in rows),
        domains=frozenset(name for scope, name in rows if scope == Halt.Scope.DOMAIN),
        groups=frozenset(name for scope, name in rows if scope == Halt.Scope.GROUP),
    )


@transaction.atomic
def halt(*, scope: Halt.Scope, name: str = "", reason: str = "", by: Actor, at: datetime) -> Halt:
    """Send nothing of this from now on; halted already, change nothing.

    `name` is the domain or the group. Copies that are on their way at this moment still arrive. The
    time that copies wait so counts among the days after which a copy is given up.
    """
    name = "" if scope == Halt.Scope.EVERYTHING else name.strip().lower()
    row, fresh = Halt.objects.get_or_create(
        scope=scope,
        name=name,
        defaults={"reason": reason, "since": at, "by": by.name},
    )
    if fresh:
        data = {"scope": str(scope), "name": name, "reason": reason}
        ledger.append("outbox.halted", _subject(row), data, by=by, at=at)
    return row


@transaction.atomic
def resume(*, scope: Halt.Scope, name: str = "", by: Actor, at: datetime) -> bool:
    """Send it again; False where it was not halted."""
    name = "" if scope == Halt.Scope.EVERYTHING else name.strip().lower()
    row = Halt.objects.filter(scope=scope, name=name).first()
    if row is None or not Halt.objects.filter(pk=row.pk).delete()[0]:
        return False
    data = {"scope": str(scope), "name": name}
    ledger.append("outbox.resumed", _subject(row), data, by=by, at=at)
    return True


def _subject(row: Halt) -> str:
    return f"group:{row.name}" if row.scope == Halt.Scope.GROUP else "outbox"
