"""-request@: a command in the subject or on the first lines."""

from django.utils.translation import override

from comitia.mail import notices
from comitia.mail.obey.join import join
from comitia.mail.obey.leave import leave
from comitia.mail.obey.letter import Done, Letter, discarded, obeyed
from comitia.mail.words import COMMANDS, lines_of_reply, meant


def request(letter: Letter) -> Done:
    """Obey the first command; where there is none, say what can be asked."""
    if letter.envelope.auto_submitted or not letter.arrival.mail_from:
        return discarded("a machine asks for nothing")
    for line in [letter.envelope.subject, *lines_of_reply(letter.opening)[:3]]:
        command = meant(line, COMMANDS, whole=True)
        if command == "subscribe":
            return join(letter)
        if command == "unsubscribe":
            return leave(letter)
        if command == "help":
            break
    with override(letter.language):
        letter.answer(notices.help_text(letter.group), kind="help", daily=True)
    return obeyed("request: help")
