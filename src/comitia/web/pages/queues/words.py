"""What the states of copies are called."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from comitia.archive.envelope import read
from comitia.base.packing import unpack
from comitia.outbox.models import Letter

STATES = {
    "waiting": _("waiting"),
    "deferred": _("to be tried again"),
    "delivered": _("delivered"),
    "bounced": _("bounced"),
    "parked": _("parked"),
}


def in_words(counts: Counter[str]) -> list[tuple[str, str, int]]:
    """(state, its word, how many copies), those that there are."""
    return [(key, str(word), counts[key]) for key, word in STATES.items() if counts[key]]


def subject_of(letter: Letter) -> str:
    """What a letter is called; it may be empty."""
    return read(unpack(letter.content)).subject
