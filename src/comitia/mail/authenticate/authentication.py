"""What was found out about a sender, as plain values that are kept with the message."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Signature:
    """A DKIM signature: the domain that signed, and pass, fail, permerror or temperror."""

    domain: str
    result: str


@dataclass(frozen=True)
class Authentication:
    """Results in the words of RFC 8601; `none` where there is nothing to check.

    `by` is who checked: `here`, the name of the MTA that was believed, or empty where nobody did.
    `policy` is what the author's domain asks for where DMARC fails: none, quarantine, reject,
    unknown (the MTA did not tell), or empty where the domain asks for nothing.
    """

    by: str = ""
    spf: str = "none"
    spf_domain: str = ""
    dkim: tuple[Signature, ...] = ()
    dmarc: str = "none"
    policy: str = ""
    arc: str = "none"

    @property
    def is_forged(self) -> bool:
        """Whether the author's domain disowns the message and asks that it be stopped."""
        return self.dmarc == "fail" and self.policy in {"quarantine", "reject", "unknown"}

    def entry(self) -> dict[str, object]:
        """As it is stored with the message; empty where nothing was checked."""
        if not self.by:
            return {}
        return {
            "by": self.by,
            "spf": {"result": self.spf, "domain": self.spf_domain},
            "dkim": [{"domain": one.domain, "result": one.result} for one in self.dkim],
            "dmarc": {"result": self.dmarc, "policy": self.policy},
            "arc": self.arc,
        }


UNCHECKED = Authentication()
