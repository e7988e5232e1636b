"""Why a verb of circulars refused, one class a reason, each fit for a person to read."""

from django.utils.translation import gettext as _


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
