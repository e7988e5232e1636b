"""Sign-in by a code sent to a confirmed address; the mail leaves by our own outbox."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How allauth asks us to send its mail."""
