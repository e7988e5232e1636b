"""What is said about mail that comes back: to the member, the focal point and the secretariat."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from comitia.groups import tokens
from comitia.groups.models import Bounce, Membership, Suspension
from comitia.groups.notices import address, link
from comitia.outbox.compose import Notice
from comitia.people.models import Person

# A letter of this kind that comes back is not told of again, or it would go on for ever.
REFUSALS = "refusals"
PROBE = "probe"
MOST_LINES = 50


def seat_suspended(seat: Membership, to: Person) -> Notice:
    """To the focal point: mail to a delegate does not arrive."""
    with override(to.language):
        subject = _("Mail to %(person)s no longer arrives") % {
            "person": seat.person.name or seat.address
        }
        text = _(
            "Mail from %(group)s to %(address)s comes back:\n"
            "%(reason)s\n"
            "\n"
            "Delivery to this delegate is suspended; the seat stays. We try the address again by\n"
            "ourselves; delivery goes on as soon as it works, or as the delegate confirms an\n"
            "address by a mail to %(join)s. If somebody else should take the\n"
            "seat, ask them to write to the same address."
        ) % {
            "group": seat.group.name,
            "address": seat.address,
            "reason": seat.reason,
            "join": address(seat.group.name, "join"),
        }
        return Notice(subject, text, to.language, kind="suspension", group=seat.group.name)


def probe(seat: Membership, *, silence_days: int) -> Notice:
    """To a suspended member: does this arrive? Nothing need be done."""
    group, token = seat.group.name, tokens.write(tokens.CONFIRM, seat.pk)
    with override(seat.person.language):
        subject = _("%(group)s: does mail reach you again?") % {"group": group}
        text = ngettext(
            "Mail from %(group)s to %(address)s came back, so we stopped sending it.\n"
            "This is a trial. If it does not come back either, mail goes on by itself after\n"
            "%(days)s day; you need do nothing.\n"
            "\n"
            "To have it at once, answer this mail (an empty answer will do), or open\n"
            "%(link)s",
            "Mail from %(group)s to %(address)s came back, so we stopped sending it.\n"
            "This is a trial. If it does not come back either, mail goes on by itself after\n"
            "%(days)s days; you need do nothing.\n"
            "\n"
            "To have it at once, answer this mail (an empty answer will do), or open\n"
            "%(link)s",
            silence_days,
        ) % {
            "group": group,
            "address": seat.address,
            "days": silence_days,
            "link": link(f"/confirm/{token}"),
        }
        return Notice(
            subject,
            text,
            seat.person.language,
            kind=PROBE,
            group=group,
            reply_to=address(group, "confirm", token),
        )


def another_address_wanted(suspension: Suspension, to: Person) -> Notice:
    """To the focal point: the address was tried again and again, and does not work."""
    seat = suspension.seat
    with override(to.language):
        subject = _("%(person)s needs another address in %(group)s") % {
            "person": seat.person.name or seat.address,
            "group": seat.group.name,
        }
        text = ngettext(
            "Mail from %(group)s to %(address)s has come back since %(day)s:\n"
            "%(reason)s\n"
            "\n"
            "We tried the address %(probes)s time more, and stop now. The seat stays,\n"
            "without mail. Ask the delegate, or whoever takes the seat, to write from an address\n"
            "that works to\n"
            "%(join)s",
            "Mail from %(group)s to %(address)s has come back since %(day)s:\n"
            "%(reason)s\n"
            "\n"
            "We tried the address %(probes)s times more, and stop now. The seat stays,\n"
            "without mail. Ask the delegate, or whoever takes the seat, to write from an address\n"
            "that works to\n"
            "%(join)s",
            suspension.probes,
        ) % {
            "group": seat.group.name,
            "address": seat.address,
            "day": localdate(suspension.since).isoformat(),
            "reason": seat.reason,
            "probes": suspension.probes,
            "join": address(seat.group.name, "join"),
        }
        return Notice(subject, text, to.language, kind="suspension", group=seat.group.name)


def seat_complained(seat: Membership, to: Person) -> Notice:
    """To focal point and secretariat: a member's provider reported our mail as unwanted."""
    with override(to.language):
        subject = _("%(address)s reported mail from %(group)s as unwanted") % {
            "address": seat.address,
            "group": seat.group.name,
        }
        text = _(
            "We send no more mail to this address; the seat and its rights stay.\n"
            "Please ask the delegate, by another way, whether that was meant. They can have mail\n"
            "again at any time by a choice on their own page:\n"
            "%(page)s"
        ) % {"page": link("/me/")}
        return Notice(subject, text, to.language, kind="complaint", group=seat.group.name)


def refusals(
    refused: Sequence[tuple[str, int, Bounce]], unreached: Sequence[Bounce], to: Person
) -> Notice:
    """To the secretariat: which domains refuse us and why, and whom no notice reaches.

    `refused` are (domain, how many copies, the latest of them).
    """
    with override(to.language):
        subject = _("Mail of ours that others refuse")
        parts = []
        if refused:
            parts.append(
                _(
                    "These refuse our mail for what we are or sent, not for its recipients. No\n"
                    "member is suspended for it; it is for whoever runs our mail to mend."
                )
            )
            parts += [
                ngettext(
                    "%(domain)s, %(times)s copy, last at %(at)s:\n    %(reason)s",
                    "%(domain)s, %(times)s copies, last at %(at)s:\n    %(reason)s",
                    times,
                )
                % {
                    "domain": domain,
                    "times": times,
                    "at": _instant(last.at),
                    "reason": last.reason or last.status,
                }
                for domain, times, last in refused[:MOST_LINES]
            ]
        if unreached:
            parts.append(
                _("Notices to these came back. They have no seat, so nothing is suspended:")
            )
            parts += [
                f"{each.address}, {_instant(each.at)}:\n    {each.reason or each.status}"
                for each in unreached[:MOST_LINES]
            ]
        return Notice(subject, "\n\n".join(parts), to.language, kind=REFUSALS)


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
