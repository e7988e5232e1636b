"""What a mail to a return path of ours reports: a kind for the whole, and for each recipient."""

from dataclasses import dataclass
from typing import Literal

# permanent: the address is dead. soft: refused for good though the address may live, as where the
# mailbox is full. policy: refused for what we are or sent, which says nothing of the recipient.
# temporary: may work later. delayed: still being tried. complaint: RFC 5965.
Kind = Literal["permanent", "soft", "policy", "temporary", "delayed", "complaint", "none"]

# Of several recipients the gravest speaks for the report.
GRAVITY: tuple[Kind, ...] = (
    "none", "delayed", "policy", "temporary", "soft", "permanent", "complaint",
)  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """One recipient's: whose copy did not arrive, and why. `recipient` is empty where unsaid."""

    recipient: str
    kind: Kind
    status: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """The gravest kind, its status code (RFC 3463) and reason, and what is said of each."""

    kind: Kind
    status: str = ""
    reason: str = ""
    failures: tuple[Failure, ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses it names, in order."""
        return tuple(dict.fromkeys(each.recipient for each in self.failures if each.recipient))


NO_REPORT = Report("none")


def report_of(failures: list[Failure]) -> Report:
    """A report out of what is said of each recipient; none where nothing is."""
    if not failures:
        return NO_REPORT
    gravest = max(failures, key=lambda each: GRAVITY.index(each.kind))
    return Report(gravest.kind, gravest.status, gravest.reason, tuple(failures))
