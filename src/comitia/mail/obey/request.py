"""-request@: commands in the subject or on the first lines, answered in one short mail.

An answer goes only to an address that the person has confirmed, and few a day: whoever writes in
another's name gains nothing by it, and can flood nobody. What changes how mail comes is done at
once where the sender's domain vouches for it, else after asking back.
"""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.groups import tokens
from comitia.groups.access import seat_for_token
from comitia.groups.queries import seat_of
from comitia.groups.roles import may
from comitia.mail import notices
from comitia.mail.answer import answers_left, may_be_answered
from comitia.mail.obey.commands import change, read, tend
from comitia.mail.obey.commands.asked import Asked, CannotBeDone
from comitia.mail.obey.commands.parse import TENDING, Command, commands_in
from comitia.mail.obey.join import join
from comitia.mail.obey.leave import leave
from comitia.mail.obey.letter import Done, Letter, discarded, obeyed
from comitia.outbox.actions import Recipient, queue
from comitia.outbox.compose import Notice
from comitia.people.access import Hidden

READS: Mapping[str, Callable[[Asked, str], str]] = {
    "who": read.who,
    "get": read.get,
    "search": read.search,
    "timetable": read.timetable,
}
CHANGES: Mapping[str, Callable[[Asked, str], str]] = {
    "set": change.set_option,
    "hold": change.hold,
    "resume": change.resume,
    "language": change.language,
    "split": tend.split,
    "move": tend.move,
    "restore": tend.restore,
}


def request(letter: Letter) -> Done:
    """Obey the commands; where there is none, say what can be asked."""
    if letter.envelope.auto_submitted or not letter.arrival.mail_from:
        return discarded("a machine asks for nothing")
    commands = commands_in(letter.envelope.subject, letter.opening)
    names = [command.name for command in commands]
    if "unsubscribe" in names:
        return leave(letter)
    if "subscribe" in names:
        return join(letter)
    if letter.authentication.is_forged:
        return discarded("the sender is probably forged")
    asked = _asked(letter)
    if asked is None or not commands or names == ["help"]:
        with override(letter.language):
            text = _help(asked) if asked else notices.help_text(letter.group)
            if asked is None and commands and names != ["help"]:
                text = "\n\n".join([_stranger(), text])
            letter.answer(text, kind="help", daily=True)
        return obeyed("request: help")
    return _obey(asked, commands)


def _asked(letter: Letter) -> Asked | None:
    """Who asks: by the token of our own question, or by a confirmed address in From."""
    if letter.address.token:
        try:
            seat = seat_for_token(tokens.REQUEST, letter.address.token)
        except Hidden:
            return None
        if seat.group_id != letter.group.pk:
            return None
        return Asked(letter, seat.person, seat)
    writer = letter.writer
    return Asked(letter, writer, seat_of(letter.group, writer)) if writer else None


def _obey(asked: Asked, commands: list[Command]) -> Done:
    letter = asked.letter
    if not may_be_answered(letter.arrival, letter.envelope):
        return discarded("a machine asks for nothing")
    left = answers_left(asked.person.email, key=str(letter.arrival.pk), at=letter.at)
    if left <= 0:
        return discarded("enough answers for today")
    is_sure = bool(letter.address.token) or letter.authentication.aligned is True
    waiting = [] if is_sure else [each for each in commands if each.name in CHANGES]
    answers = [(each.line, _done(asked, each)) for each in commands if each not in waiting]
    with override(asked.person.language):
        if waiting and asked.seat is not None:
            _ask_back(asked, waiting)
            answers += [
                (each.line, "    " + _("We have asked you in another mail whether that was you."))
                for each in waiting
            ]
        elif waiting:
            answers += [(each.line, _not_sure(asked, each)) for each in waiting]
        if left == 1:
            answers.append(("", _("This is our last answer to you today.")))
        text = "\n\n".join(f"> {line}\n\n{text}" if line else text for line, text in answers)
        notice = notices.reply_to_command(
            letter.group,
            letter.envelope,
            text=text,
            language=asked.person.language,
        )
    queue(notice=notice, to=_answer_to(asked), once=f"request:{letter.arrival.pk}", at=letter.at)
    return obeyed("request: " + ", ".join(command.name for command in commands))


def _done(asked: Asked, command: Command) -> str:
    with override(asked.person.language):
        if command.name == "help":
            return _help(asked)
        act = READS.get(command.name) or CHANGES[command.name]
        try:
            return act(asked, command.rest)
        except CannotBeDone as why:
            return str(why)


def _help(asked: Asked) -> str:
    letter = asked.letter
    tends = may(asked.person, "tend_threads", letter.group, at=letter.at)
    return notices.help_text(letter.group, tends=bool(tends))


def _answer_to(asked: Asked) -> Recipient:
    """A confirmed address of the person: that of From, which led to them, or that of the seat."""
    if asked.letter.address.token and asked.seat is not None:
        return Recipient(asked.seat.address, f"membership:{asked.seat.pk}", asked.seat.token)
    return Recipient(asked.letter.envelope.author.address, f"person:{asked.person.pk}")


def _not_sure(asked: Asked, command: Command) -> str:
    """Why one without a seat, who cannot be asked back, does not get this."""
    if command.name in TENDING:
        return _("Nothing shows that this mail is from you. Do it on the page of the message.")
    return _("You have no seat in %(group)s.") % {"group": asked.letter.group.name}


def _ask_back(asked: Asked, commands: list[Command]) -> None:
    """Ask the holder of the seat whether it was they; the answer's subject holds the commands."""
    seat, letter = asked.seat, asked.letter
    assert seat is not None
    token = tokens.write(tokens.REQUEST, seat.pk)
    domain = letter.arrival.rcpt_to.rpartition("@")[2].lower()
    notice = Notice(
        subject="; ".join(each.line for each in commands),
        text=_(
            "Somebody, we hope you, asked for this in %(group)s:\n\n%(commands)s\n\n"
            "If that is right, answer this mail and keep its subject; an empty answer will do.\n"
            "If not, do nothing."
        )
        % {
            "group": letter.group.name,
            "commands": "\n".join(f"    {each.line}" for each in commands),
        },
        language=asked.person.language,
        kind="ask",
        group=letter.group.name,
        reply_to=f"{letter.group.name}-request+{token}@{domain}",
    )
    queue(
        notice=notice,
        to=Recipient(seat.address, f"membership:{seat.pk}", seat.token),
        once=f"ask:{letter.arrival.pk}",
        at=letter.at,
    )


def _stranger() -> str:
    return _(
        "We know nobody under the address you write from. Write from the one under which you have"
        " a seat; what anybody may ask is below."
    )
