"""Answers to our questions: -validate+TOKEN@ of focal points, -moderate+TOKEN@ of moderators."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.groups import tokens
from comitia.groups.access import seat_for_token
from comitia.groups.errors import GroupsRefusal
from comitia.groups.roles import may
from comitia.groups.seats import refuse_seat, validate_seat
from comitia.mail.models import Held
from comitia.mail.moderate import actions
from comitia.mail.moderate.errors import ModerationRefusal
from comitia.mail.obey.letter import Done, Letter, discarded, obeyed
from comitia.mail.words import VERDICTS, lines_of_reply, meant
from comitia.people.access import Hidden
from comitia.people.models import Person

MOST_REASON_LETTERS = 2000


def validate(letter: Letter) -> Done:
    """A focal point says whether somebody speaks for their entity."""
    try:
        seat = seat_for_token(tokens.VALIDATE, letter.address.token)
    except Hidden:
        return discarded("an unknown token to validate with")
    writer = _writer(letter)
    if writer is None:
        return obeyed("validate: from an unknown address")
    verdict, reason = _said(letter)
    with override(writer.language):
        try:
            if verdict == "accept":
                validate_seat(seat=seat, by=writer, at=letter.at)
                letter.answer(_("%(address)s is registered.") % {"address": seat.address})
            elif verdict == "reject":
                refuse_seat(seat=seat, by=writer, reason=reason, at=letter.at)
                letter.answer(_("%(address)s is refused and told so.") % {"address": seat.address})
            else:
                letter.answer(_("Begin your answer with the word yes or no."), daily=True)
                return obeyed("validate: neither yes nor no")
        except GroupsRefusal as refusal:
            letter.answer(str(refusal))
            return obeyed(f"validate: {refusal}")
    return obeyed(f"validate: {verdict}, seat {seat.pk}")


def moderate(letter: Letter) -> Done:
    """A moderator accepts, trusts, rejects with a reason, or discards a held message."""
    held = (
        Held.objects.filter(token=letter.address.token, group=letter.group)
        .select_related("group", "arrival__raw")
        .first()
    )
    if held is None:
        return discarded("an unknown token to moderate with")
    writer = _writer(letter)
    if writer is None:
        return obeyed("moderate: from an unknown address")
    allowed = may(writer, "moderate", letter.group, at=letter.at)
    verdict, reason = _said(letter)
    with override(writer.language):
        if not allowed:
            letter.answer(allowed.reason)
            return obeyed("moderate: not allowed")
        try:
            if verdict == "accept":
                actions.release(held=held, by=writer, at=letter.at)
                text = _("“%(subject)s” is on its way to the members.")
            elif verdict == "trust":
                actions.release(held=held, by=writer, at=letter.at, trusting=True)
                text = _(
                    "“%(subject)s” is on its way to the members, and later posts of its author"
                    " no longer wait."
                )
            elif verdict == "reject":
                actions.reject(held=held, by=writer, reason=reason, at=letter.at)
                text = _("“%(subject)s” has gone back with your reason.")
            elif verdict == "discard":
                actions.discard(held=held, by=writer, at=letter.at)
                text = _("“%(subject)s” is discarded.")
            else:
                letter.answer(
                    _("Begin your answer with the word accept, trust, reject or discard."),
                    daily=True,
                )
                return obeyed("moderate: no verdict")
        except ModerationRefusal as refusal:
            letter.answer(str(refusal))
            return obeyed(f"moderate: {refusal}")
        letter.answer(text % {"subject": held.subject})
    return obeyed(f"moderate: {verdict}, held {held.pk}")


def _writer(letter: Letter) -> Person | None:
    """Who answers. A forged From is nobody; a stranger is told from where to write."""
    if letter.authentication.is_forged:
        return None
    writer = letter.writer
    if writer is None:
        with override(letter.language):
            letter.answer(_("Answer from the address to which our mail was sent."), daily=True)
    return writer


def _said(letter: Letter) -> tuple[str, str]:
    """The verdict on the first line, and what stands behind and below it."""
    lines = lines_of_reply(letter.opening)
    verdict = meant(lines[0], VERDICTS) if lines else ""
    if not verdict:
        return "", ""
    first = lines[0].lstrip(" ,.:;!-—–：，")
    rest = first.split(None, 1)[1] if " " in first else ""
    if not rest and not first.isascii():
        # Chinese writes no blank after the word; what follows the mark is the reason.
        rest = first.replace("：", ":").partition(":")[2]
    reason = "\n".join(part for part in (rest.lstrip(" ,.:;!-—–"), *lines[1:]) if part)
    return verdict, reason[:MOST_REASON_LETTERS]
