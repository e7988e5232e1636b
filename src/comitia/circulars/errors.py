"""Why a verb of circulars refused, one class a reason, each fit for a person to read."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from comitia.circulars.corrections import Incomplete


class CircularsRefusal(Exception):
    """A verb of circulars refused; the text says why."""


class AlreadyConfirmed(CircularsRefusal):
    """The draft was confirmed before; what it created stands."""

    def __init__(self, circular: str) -> None:
        super().__init__(
            _("This draft was confirmed already, as %(circular)s.") % {"circular": circular}
        )


class NotConfirmed(CircularsRefusal):
    """There is nothing to issue, or nothing to issue it about."""


class NotThisFile(CircularsRefusal):
    """The file cannot be read as a circular; the text says what is the matter with it."""


__all__ = [
    "AlreadyConfirmed",
    "CircularsRefusal",
    "Incomplete",
    "NotConfirmed",
    "NotThisFile",
    "refused_fields",
]


def refused_fields(errors: Mapping[str, str]) -> None:
    """Raise Incomplete if there are any errors."""
    if errors:
        raise Incomplete(errors)
