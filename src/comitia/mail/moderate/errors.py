"""Why a verb of moderation refuses, one reason each, fit for a person to read."""

from comitia.mail.errors import MailRefusal


class ModerationRefusal(MailRefusal):
    """A verb of moderation refused; the text says why, in the language that is active."""


class AlreadyDecided(ModerationRefusal):
    """Somebody has decided on this message before, or its time is over."""


class NotToBeTrusted(ModerationRefusal):
    """The author cannot be let through: nothing shows that it was they, or a seat is waited for."""


class NoReason(ModerationRefusal):
    """A rejection gives its reason, since the sender is told."""


class BadBan(ModerationRefusal):
    """That is neither an address nor a domain."""
