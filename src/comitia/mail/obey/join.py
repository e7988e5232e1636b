"""-join@: asks for a seat; and -confirm+TOKEN@: shows that mail reaches the one who asked."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.base.text import storable
from comitia.groups import tokens
from comitia.groups.access import seat_for_token
from comitia.groups.errors import GroupsRefusal
from comitia.groups.seats import claim_entity, confirm_address, request_seat
from comitia.mail.obey.letter import Done, Letter, discarded, obeyed
from comitia.mail.words import lines_of_reply
from comitia.people.access import Hidden
from comitia.people.models import Entity
from comitia.people.queries import entity_named

_MEMBER = re.compile(
    r"(?:member|entity|organi[sz]ation|membre|miembro|член|成员|عضو)\s*[:：]\s*(.+)", re.IGNORECASE
)
MOST_NAME_LETTERS = 200


def join(letter: Letter) -> Done:
    """Asks for a seat; what goes back is a mail to the address that is to be confirmed."""
    author = letter.envelope.author
    if not author.address or letter.envelope.auto_submitted or not letter.arrival.mail_from:
        return discarded("a request to join must come from a person")
    if letter.authentication.is_forged:
        return discarded("the sender is probably forged")
    language = letter.language
    with override(language):
        try:
            seat = request_seat(
                group=letter.group,
                address=author.address,
                name=storable(author.name)[:MOST_NAME_LETTERS],
                language=language,
                entity=_entity(letter),
                at=letter.at,
            )
        except GroupsRefusal as refusal:
            letter.answer(str(refusal), kind="join", daily=True)
            return obeyed(f"join: {refusal}")
    return obeyed(f"join: seat {seat.pk}, {seat.state}")


def confirm(letter: Letter) -> Done:
    """The answer to our mail: the address is confirmed, and perhaps a member is named."""
    try:
        seat = seat_for_token(tokens.CONFIRM, letter.address.token)
    except Hidden:
        return discarded("an unknown token to confirm with")
    if letter.envelope.auto_submitted == "auto-replied" or not letter.arrival.mail_from:
        return discarded("a machine does not confirm an address")
    with override(seat.person.language):
        try:
            seat = confirm_address(seat=seat, at=letter.at)
            named = _named(letter)
            if named and seat.state == seat.State.REQUESTED:
                entity = entity_named(named)
                if entity is None:
                    letter.answer(
                        _(
                            "We know no member called “%(name)s”. Answer with one line, the"
                            " member's name or acronym:\n\n    member: Example Telecom"
                        )
                        % {"name": named},
                        kind="confirm",
                    )
                    return obeyed("confirm: no such member")
                seat = claim_entity(seat=seat, entity=entity, at=letter.at)
        except GroupsRefusal as refusal:
            letter.answer(str(refusal), kind="confirm")
            return obeyed(f"confirm: {refusal}")
    return obeyed(f"confirm: seat {seat.pk}, {seat.state}")


def _named(letter: Letter) -> str:
    """The member that a line `member: NAME` names."""
    for line in lines_of_reply(letter.opening)[:20]:
        found = _MEMBER.fullmatch(line)
        if found:
            return found[1].strip()[:MOST_NAME_LETTERS]
    return ""


def _entity(letter: Letter) -> Entity | None:
    named = _named(letter)
    return entity_named(named) if named else None
