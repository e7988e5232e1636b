"""What a mail that came back says: whether it is a bounce at all, and of what kind."""

from comitia.outbox.bounce.read import read
from comitia.outbox.bounce.report import Failure, Report

__all__ = ["Failure", "Report", "read"]
