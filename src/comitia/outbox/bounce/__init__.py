"""What a mail that came back says: whether it is a bounce at all, and of what kind."""

from comitia.outbox.bounce.read import Report, read

__all__ = ["Report", "read"]
