"""What members, focal points and the secretariat are told, each in their own language.

Every notice says what to do next, by a link and by mail: nobody needs the web.
"""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.groups import tokens
from comitia.groups.models import Group, Membership, Role
from comitia.groups.words import CATEGORY, ROLE
from comitia.outbox.compose import Notice
from comitia.people.models import Person


def address(group: str, suffix: str = "", token: str = "") -> str:
    """An address of a group: list, -join, -confirm+TOKEN …"""
    token = f"+{token}" if token else ""
    suffix = f"-{suffix}" if suffix else ""
    return f"{group}{suffix}{token}@{settings.MAIL_DOMAIN}"


def link(path: str) -> str:
    """The address of a page."""
    return f"{settings.BASE_URL}{path}"


def confirm_your_address(seat: Membership) -> Notice:
    """To one who asks to join: show that mail reaches you."""
    group, token = seat.group.name, tokens.write(tokens.CONFIRM, seat.pk)
    with override(seat.person.language):
        subject = _("Confirm your address for %(group)s") % {"group": group}
        text = _(
            "Somebody, we hope you, asked to register %(address)s for the correspondence group\n"
            "%(group)s: %(title)s\n"
            "\n"
            "To go on, answer this mail (an empty answer will do), or open\n"
            "%(link)s\n"
            "\n"
            "If it was not you, do nothing: the request expires by itself and nothing more is sent."
        ) % {
            "address": seat.address,
            "group": group,
            "title": seat.group.title,
            "link": link(f"/confirm/{token}"),
        }
        return _notice(seat, subject, text, reply_to=address(group, "confirm", token))


def name_your_member(seat: Membership) -> Notice:
    """To one whose address is confirmed and who has not said for whom they speak."""
    group, token = seat.group.name, tokens.write(tokens.CONFIRM, seat.pk)
    with override(seat.person.language):
        subject = _("%(group)s: for which member do you speak?") % {"group": group}
        text = _(
            "Your address is confirmed. Participants of %(group)s speak for a member of the\n"
            "organisation; its focal point then confirms that you do.\n"
            "\n"
            "Answer this mail with one line, the member's name or acronym:\n"
            "\n"
            "    member: Example Telecom\n"
            "\n"
            "or choose it here: %(link)s"
        ) % {"group": group, "link": link(f"/confirm/{token}")}
        return _notice(seat, subject, text, reply_to=address(group, "confirm", token))


def please_validate(seat: Membership, to: Person, *, days: int, again: bool = False) -> Notice:
    """To the focal point of the member claimed (or the secretariat where it has none)."""
    assert seat.entity is not None
    group, token = seat.group.name, tokens.write(tokens.VALIDATE, seat.pk, to=to.pk)
    with override(to.language):
        subject = _("%(person)s asks to speak for %(entity)s in %(group)s") % {
            "person": seat.person.name or seat.address,
            "entity": seat.entity.name,
            "group": group,
        }
        if again:
            subject = _("Reminder: %(subject)s") % {"subject": subject}
        text = _(
            "%(person)s <%(address)s> asks to be registered in the correspondence group\n"
            "%(group)s: %(title)s\n"
            "as a delegate of %(entity)s.\n"
            "\n"
            "If that is right, answer this mail with the word: yes\n"
            "If not, answer with the word no, and the reason on the same line.\n"
            "Or decide here: %(link)s\n"
            "\n"
            "Without an answer the request expires after %(days)s days."
        ) % {
            "person": seat.person.name or seat.address,
            "address": seat.address,
            "group": group,
            "title": seat.group.title,
            "entity": seat.entity.name,
            "link": link(f"/v/{token}"),
            "days": days,
        }
        return Notice(
            subject,
            text,
            to.language,
            kind="validation",
            group=group,
            reply_to=address(group, "validate", token),
        )


def welcome(seat: Membership) -> Notice:
    """To a new member: how to write, read and leave."""
    with override(seat.person.language):
        standing = (
            _("You speak for %(entity)s (%(category)s).")
            % {"entity": seat.entity.name, "category": CATEGORY[seat.entity.category]}
            if seat.entity
            else _("You take part as an observer.")
        )
        return _welcome(seat.group, seat.person.language, standing)


def welcome_to_many(group: Group, language: str) -> Notice:
    """The same to many at once, in their common language: it does not say for whom they speak."""
    with override(language):
        return _welcome(group, language, _("Your seat was entered by the secretariat."))


def _welcome(group: Group, language: str, standing: str) -> Notice:
    name = group.name
    text = _(
        "You are registered in the correspondence group\n"
        "%(group)s: %(title)s\n"
        "%(standing)s\n"
        "\n"
        "Write to all members:    %(list)s\n"
        "Read everything so far:  %(archive)s\n"
        "See the timetable:       %(timetable)s\n"
        "Commands by mail:        %(request)s (write: help)\n"
        "Leave the group:         %(leave)s (an empty mail will do)\n"
        "\n"
        "All of it can be done by mail alone; the web is a help, never a condition."
    ) % {
        "group": name,
        "title": group.title,
        "standing": standing,
        "list": address(name),
        "archive": link(f"/g/{name}/mail/"),
        "timetable": link(f"/g/{name}/timetable"),
        "request": address(name, "request"),
        "leave": address(name, "leave"),
    }
    subject = _("Welcome to %(group)s") % {"group": name}
    return Notice(subject, text, language, kind="registration", group=name)


def refused(seat: Membership) -> Notice:
    """To one whose registration was refused: why, and what may be done."""
    with override(seat.person.language):
        subject = _("Your registration for %(group)s was refused") % {"group": seat.group.name}
        text = _(
            "The reason given:\n"
            "%(reason)s\n"
            "\n"
            "If you think that is a mistake, write to %(owner)s or ask again:\n"
            "%(join)s"
        ) % {
            "reason": seat.reason,
            "owner": address(seat.group.name, "owner"),
            "join": address(seat.group.name, "join"),
        }
        return _notice(seat, subject, text)


def expired(seat: Membership, *, days: int) -> Notice:
    """To one whose request nobody answered."""
    with override(seat.person.language):
        subject = _("Your request to join %(group)s has expired") % {"group": seat.group.name}
        text = _(
            "It waited %(days)s days without the answer it needed.\n"
            "You may ask again at any time: an empty mail to %(join)s will do.\n"
            "If your focal point does not answer, write to %(owner)s."
        ) % {
            "days": days,
            "owner": address(seat.group.name, "owner"),
            "join": address(seat.group.name, "join"),
        }
        return _notice(seat, subject, text)


def farewell(seat: Membership) -> Notice:
    """To one who left, or whose seat was revoked."""
    with override(seat.person.language):
        subject = _("You have left %(group)s") % {"group": seat.group.name}
        because = f"{seat.reason}\n" if seat.reason else ""
        text = because + _(
            "You will get no more mail from %(group)s. What you wrote stays in its archive.\n"
            "If you did not want this, an empty mail to %(join)s begins a new registration."
        ) % {"group": seat.group.name, "join": address(seat.group.name, "join")}
        return _notice(seat, subject, text)


def _notice(seat: Membership, subject: str, text: str, *, reply_to: str = "") -> Notice:
    return Notice(
        subject,
        text,
        seat.person.language,
        kind="registration",
        group=seat.group.name,
        reply_to=reply_to,
    )


def address_wanted(role: Role, to: Person) -> Notice:
    """To the secretariat: a text named an officer whose address nobody knows."""
    group = role.group.name
    with override(to.language):
        subject = _("An address is wanted for %(person)s") % {"person": role.person}
        text = _(
            "%(person)s (%(entity)s) is %(role)s of %(group)s, and no address is known.\n"
            "Until you enter one they get no mail and cannot sign in:\n"
            "%(link)s"
        ) % {
            "person": role.person,
            "entity": role.entity,
            "role": ROLE[role.kind],
            "group": group,
            "link": link(f"/g/{group}/members"),
        }
        return Notice(subject, text, to.language, kind="officer", group=group)


def role_suspended(role: Role, to: Person) -> Notice:
    """To the secretariat: an officer moved, and the parent has to confirm or replace them."""
    group = role.group
    with override(to.language):
        subject = _("%(person)s moved: the role in %(group)s rests") % {
            "person": role.person,
            "group": group.name,
        }
        text = _(
            "%(person)s, %(role)s of %(group)s, has changed affiliation: %(because)s.\n"
            "The role rests until %(parent)s confirms or replaces them. Until then the\n"
            "vice-convener acts, if there is one. No deadline moves."
        ) % {
            "person": role.person,
            "role": ROLE[role.kind],
            "group": group.name,
            "because": role.suspended_because,
            "parent": group.parent,
        }
        return Notice(subject, text, to.language, kind="officer", group=group.name)


def transfer_waits(seat: Membership) -> Notice:
    """To a member who changed affiliation: their seat waits for the new focal point."""
    with override(seat.person.language):
        subject = _("Your seat in %(group)s after your change of affiliation") % {
            "group": seat.group.name
        }
        text = _(
            "You now belong to %(entity)s. Your seat in %(group)s waits until its focal\n"
            "point confirms that you speak for it; until then you get no mail from the group.\n"
            "What you wrote before stays under the member you spoke for then."
        ) % {"entity": seat.entity, "group": seat.group.name}
        return _notice(seat, subject, text)
