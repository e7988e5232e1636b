"""Commands that change how mail comes to the one who writes. Each gives the text of its answer."""

from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.base.languages import LANGUAGES
from comitia.groups.models import Membership
from comitia.mail.delivery import Wishes, wish, wishes_of
from comitia.mail.errors import BadChoice
from comitia.mail.obey.commands.asked import Asked, CannotBeDone
from comitia.mail.obey.commands.parse import day_in, language_in, option_in
from comitia.people import actions as people
from comitia.people.actors import acting


def set_option(asked: Asked, rest: str) -> str:
    """`set delivery daily`; without an option, what is chosen now."""
    seat = _seat(asked)
    wishes = wishes_of(seat, on=localdate(asked.letter.at))
    if not rest:
        return described(wishes)
    found = option_in(rest)
    if found is None:
        raise CannotBeDone(_("What can be set, and to what:\n\n%(options)s") % {"options": OPTIONS})
    option, value = found
    said: str | bool = value == "yes" if value in {"yes", "no"} else value
    return _wish(asked, seat, replace(wishes, **{option: said}))  # type: ignore[arg-type]


def hold(asked: Asked, rest: str) -> str:
    """`hold until 2026-12-31`: no mail before that day."""
    seat = _seat(asked)
    day = day_in(rest)
    if day is None:
        raise CannotBeDone(
            _("Until which day? Write the day so: hold until %(day)s")
            % {"day": date(localdate(asked.letter.at).year + 1, 1, 31).isoformat()}
        )
    wishes = wishes_of(seat, on=localdate(asked.letter.at))
    return _wish(asked, seat, replace(wishes, paused_until=day))


def resume(asked: Asked, rest: str) -> str:
    """`resume`: mail comes again."""
    seat = _seat(asked)
    wishes = wishes_of(seat, on=localdate(asked.letter.at))
    return _wish(asked, seat, replace(wishes, paused_until=None))


def language(asked: Asked, rest: str) -> str:
    """`language fr`: mail of ours to this person comes in it, from the answer on."""
    code = language_in(rest)
    if code is None:
        raise CannotBeDone(
            _("Choose one of: %(known)s.") % {"known": ", ".join(LANGUAGES).replace("-hans", "")}
        )
    person, at = asked.person, asked.letter.at
    by = acting(person, at=at)
    people.describe(person=person, name=person.name, language=code, by=by, at=at)
    with override(code):
        return _("Mail from us to you now comes in this language.")


# Words of the commands themselves, which are understood whatever the language.
OPTIONS = (
    "    set delivery each | daily | weekly | none\n"
    "    set digest mime | plain\n"
    "    set own yes | no\n"
    "    set duplicates yes | no"
)


def described(wishes: Wishes) -> str:
    """What is chosen, each as the command that would choose it, in the active language."""
    delivery = {
        "each": _("each message as it comes"),
        "daily": _("the messages of a day in one mail"),
        "weekly": _("the messages of a week in one mail"),
        "none": _("no mail"),
    }
    form = {"mime": _("whole messages, to open"), "plain": _("one plain text")}
    own = _("a copy of what you write yourself")
    doubles = _("a copy also where To or Cc names you")
    lines = [
        f"    delivery {wishes.delivery} ({delivery[wishes.delivery]})",
        f"    digest {wishes.digest_form} ({form[wishes.digest_form]})",
        f"    own {'yes' if wishes.own_posts else 'no'} ({own})",
        f"    duplicates {'yes' if wishes.duplicates else 'no'} ({doubles})",
    ]
    if wishes.paused_until:
        day = date_format(wishes.paused_until, "DATE_FORMAT")
        lines.append("    " + _("no mail before %(day)s") % {"day": day})
    return "\n".join(lines)


def _seat(asked: Asked) -> Membership:
    if asked.seat is None or asked.seat.state not in Membership.SEATED:
        raise CannotBeDone(_("You have no seat in %(group)s.") % {"group": asked.group_name})
    asked.seat.refresh_from_db()  # An earlier line may have changed it.
    return asked.seat


def _wish(asked: Asked, seat: Membership, wishes: Wishes) -> str:
    try:
        wish(seat=seat, wishes=wishes, by=asked.person, at=asked.letter.at)
    except BadChoice as refusal:
        raise CannotBeDone(str(refusal)) from None
    return described(wishes)
