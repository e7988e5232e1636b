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
    `author` is the domain in From, in ASCII. `policy` is what it asks for where DMARC fails: none,
    quarantine, reject, unknown (the MTA did not tell), or empty where the domain asks for nothing.
    `aligned` says whether something that passed speaks for that domain, policy or not (RFC 9989,
    4.4); None where that cannot be told: nothing was checked, or DNS owes an answer.
    """

    by: str = ""
    author: str = ""
    aligned: bool | None = None
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

    @property
    def is_unaligned(self) -> bool:
        """Whether it shows that it comes from elsewhere than its author's domain.

        Of a domain that says nothing about its mail, and mail that nobody vouches for, that is not
        said: see is_unvouched.
        """
        return self.aligned is False and (
            self.dmarc == "fail"
            or self.spf in {"pass", "fail", "softfail"}
            or any(one.result == "pass" for one in self.dkim)
        )

    @property
    def is_unvouched(self) -> bool:
        """Whether it was checked, and neither speaks for its author nor against."""
        return self.aligned is False and not self.is_unaligned

    @property
    def may_be_answered(self) -> bool:
        """Whether the envelope's sender may be real: an answer to a forged one hits a stranger."""
        return not (self.dmarc == "fail" or self.spf in {"fail", "softfail"})

    def entry(self) -> dict[str, object]:
        """As it is stored with the message; empty where nothing was checked."""
        if not self.by:
            return {}
        return {
            "by": self.by,
            "author": self.author,
            "aligned": self.aligned,
            "spf": {"result": self.spf, "domain": self.spf_domain},
            "dkim": [{"domain": one.domain, "result": one.result} for one in self.dkim],
            "dmarc": {"result": self.dmarc, "policy": self.policy},
            "arc": self.arc,
        }


UNCHECKED = Authentication()
