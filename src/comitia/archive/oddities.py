"""What was odd about messages that were brought in, in words for people. All of them are kept."""

from django.utils.translation import gettext_lazy as _

# The names that envelope.read gives to defects.
ODDITIES = {
    "no-from": _("It does not say who wrote it (no From)."),
    "many-from": _("It has more than one From; the first one counts."),
    "no-message-id": _("It has no Message-ID; one was made from its bytes."),
    "many-message-ids": _("It has more than one Message-ID; the first one counts."),
    "bad-message-id": _("Its Message-ID is none; one was made from its bytes."),
    "no-date": _("It does not say when it was written (no Date)."),
    "bad-date": _("Its Date cannot be read; that of receipt counts."),
    "broken-mime": _("Its parts are put together wrongly; what can be read is shown."),
    "unreadable-mime": _("Its parts cannot be told apart; it is shown as one text."),
}


def in_words(oddity: str) -> str:
    """A sentence about an oddity, in the active language."""
    return str(ODDITIES.get(oddity, oddity))
