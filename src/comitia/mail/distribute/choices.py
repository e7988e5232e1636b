"""What a group chooses for the letters to its members. Each change is in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from comitia.base.languages import LANGUAGE_NAMES
from comitia.groups.models import Group
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.mail.errors import BadChoice
from comitia.mail.models import Distribution
from comitia.people.actors import By, actor_of

MOST_TEXT_LETTERS = 2000


def distribution_of(group: Group) -> Distribution:
    """What the group has chosen, or the defaults, not saved."""
    return Distribution.objects.filter(group=group).first() or Distribution(group=group)


@transaction.atomic
def choose_distribution(*, group: Group, by: By, at: datetime, **wanted: Any) -> Distribution:
    """Change what is given, named as the fields of `Distribution`, and leave the rest.

    Texts that are given as empty are taken away. Raises BadChoice, NotAllowed.
    """
    require(by, "moderate", group, at=at)
    Distribution.objects.get_or_create(group=group)
    row = Distribution.objects.select_for_update().get(group=group)
    before = {name: getattr(row, name) for name in wanted}
    for name, value in wanted.items():
        setattr(row, name, _texts(name, value) if name in {"above", "below"} else value)
    _check(row)
    changed = {
        name: {"from": before[name], "to": getattr(row, name)}
        for name in wanted
        if before[name] != getattr(row, name)
    }
    if changed:
        row.save()
        ledger.append(
            "distribution.changed", f"group:{group.name}", changed, by=actor_of(by, at=at), at=at
        )
    return row


def _check(row: Distribution) -> None:
    for name, known in (("sender", row.Sender), ("reply_to", row.ReplyTo)):
        if getattr(row, name) not in known.values:
            raise BadChoice(
                name, _("Choose one of: %(known)s.") % {"known": ", ".join(known.values)}
            )
    if row.reply_address:
        try:
            validate_email(row.reply_address)
        except ValidationError:
            raise BadChoice(
                "reply_address", _("Enter an e-mail address such as name@example.org.")
            ) from None
    elif row.reply_to == row.ReplyTo.ADDRESS:
        raise BadChoice("reply_address", _("Say to which address answers go."))
    for name, most in (("digest_hour", 23), ("digest_day", 6)):
        if not 0 <= getattr(row, name) <= most:
            raise BadChoice(
                name, _("Use a number from %(least)s to %(most)s.") % {"least": 0, "most": most}
            )


def _texts(field: str, texts: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, text in texts.items():
        if language not in LANGUAGE_NAMES:
            known = ", ".join(LANGUAGE_NAMES)
            raise BadChoice(field, _("Choose one of: %(known)s.") % {"known": known})
        text = "\n".join(line.rstrip() for line in text.strip().splitlines())
        if len(text) > MOST_TEXT_LETTERS:
            raise BadChoice(
                field, _("At most %(most)s letters, please.") % {"most": MOST_TEXT_LETTERS}
            )
        if text:
            found[language] = text
    return found
