"""What a group chooses for mail to its list, and whom it trusts. Each change is in the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.groups.models import Group
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.mail.errors import BadChoice
from comitia.mail.flow import STEPS
from comitia.mail.models import Moderation, TrustedSender
from comitia.mail.moderate.patterns import BadPattern, compiled
from comitia.people.actors import By, actor_of
from comitia.people.models import Person

MOST_PATTERNS = 50
MOST_ENDINGS = 200
MOST_RECIPIENTS = 1000
LEAST_BYTES, MOST_BYTES = 10_000, 1_000_000_000
MOST_REASON_LETTERS = 300


def choices_of(group: Group) -> Moderation:
    """What the group has chosen, or the defaults, not saved."""
    return Moderation.objects.filter(group=group).first() or Moderation(group=group)


@transaction.atomic
def choose(
    *,
    group: Group,
    by: By,
    at: datetime,
    actions: Mapping[str, str] | None = None,
    most_bytes: int | None = None,
    most_recipients: int | None = None,
    link_above_bytes: int | None = None,
    refused_endings: Sequence[str] | None = None,
    patterns: Sequence[Mapping[str, str]] | None = None,
) -> Moderation:
    """Change what is given and leave the rest. `actions` only need name the rules that change.

    `most_bytes` of 0 means the house's own limit. Raises BadChoice, NotAllowed.
    """
    require(by, "moderate", group, at=at)
    Moderation.objects.get_or_create(group=group)
    row = Moderation.objects.select_for_update().get(group=group)
    wanted: dict[str, Any] = {}
    if actions is not None:
        wanted["actions"] = _actions(row.actions, actions)
    if most_bytes is not None:
        wanted["most_bytes"] = _within("most_bytes", most_bytes, LEAST_BYTES, MOST_BYTES) or None
    if most_recipients is not None:
        wanted["most_recipients"] = _within("most_recipients", most_recipients, 1, MOST_RECIPIENTS)
    if link_above_bytes is not None:
        wanted["link_above_bytes"] = _within(
            "link_above_bytes", link_above_bytes, LEAST_BYTES, MOST_BYTES
        )
    if refused_endings is not None:
        wanted["refused_endings"] = _endings(refused_endings)
    if patterns is not None:
        wanted["patterns"] = _patterns(patterns)
    changed = {
        name: {"from": getattr(row, name), "to": value}
        for name, value in wanted.items()
        if getattr(row, name) != value
    }
    if changed:
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save()
        ledger.append(
            "moderation.changed", f"group:{group.name}", changed, by=actor_of(by, at=at), at=at
        )
    return row


@transaction.atomic
def trust_sender(*, group: Group, address: str, by: By, at: datetime) -> TrustedSender:
    """Let posts from an address that is no member's go out, as long as they can be its own.

    Raises NotAllowed, BadChoice.
    """
    require(by, "moderate", group, at=at)
    address = address.strip().lower()
    if "@" not in address:
        raise BadChoice("address", _("Only an address can be trusted."))
    row, fresh = TrustedSender.objects.get_or_create(
        group=group,
        address=address,
        defaults={"trusted_by": by if isinstance(by, Person) else None, "trusted_at": at},
    )
    if fresh:
        _enter("sender.trusted", row, by=by, at=at)
    return row


@transaction.atomic
def end_trust(*, sender: TrustedSender, by: By, at: datetime) -> None:
    """Posts from the address wait again. Raises NotAllowed."""
    require(by, "moderate", sender.group, at=at)
    _enter("sender.untrusted", sender, by=by, at=at)
    sender.delete()


def _enter(kind: str, row: TrustedSender, *, by: By, at: datetime) -> None:
    data = {"address": row.address}
    ledger.append(kind, f"group:{row.group.name}", data, by=actor_of(by, at=at), at=at)


def _actions(before: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Only what differs from flow.py is kept, so that a better default reaches every group."""
    kept = dict(before)
    for name, action in changes.items():
        step = STEPS.get(name)
        if step is None or action not in step.choices:
            raise BadChoice(
                "actions",
                _("“%(rule)s” cannot be answered with “%(action)s”.")
                % {"rule": name, "action": action},
            )
        if action == step.action:
            kept.pop(name, None)
        else:
            kept[name] = str(action)
    return kept


def _within(field: str, number: int, least: int, most: int) -> int:
    """The number; 0 stands for none where that means something."""
    if (number == 0 and least > 1) or least <= number <= most:
        return number
    raise BadChoice(
        field, _("Use a number from %(least)s to %(most)s.") % {"least": least, "most": most}
    )


def _endings(endings: Sequence[str]) -> list[str]:
    found = sorted({ending.strip().lower().lstrip(".") for ending in endings} - {""})
    if len(found) > MOST_ENDINGS or any(len(one) > 20 or not one.isprintable() for one in found):
        raise BadChoice("refused_endings", _("Write endings of files, such as exe, each once."))
    return found


def _patterns(patterns: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    found: dict[str, str] = {}
    for each in patterns:
        pattern, reason = each["pattern"].strip(), " ".join(each.get("reason", "").split())
        try:
            compiled(pattern)
        except BadPattern as refusal:
            raise BadChoice(
                "patterns", f"{pattern}: {refusal}" if pattern else str(refusal)
            ) from None
        found[pattern] = reason[:MOST_REASON_LETTERS]
    if len(found) > MOST_PATTERNS:
        raise BadChoice("patterns", _("There may be %(most)s patterns.") % {"most": MOST_PATTERNS})
    return [{"pattern": pattern, "reason": reason} for pattern, reason in found.items()]
