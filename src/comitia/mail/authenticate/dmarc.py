"""DMARC as RFC 9989 has it: the policy of the author's domain, found by a walk up the tree."""

from dataclasses import dataclass

from comitia.base.dns import BoundedDns

# RFC 9989, 4.10: from longer names the walk jumps to seven labels.
MOST_LABELS = 8
# RFC 1035, 2.3.4. What is longer is no name, and would take long to encode.
MOST_NAME_LETTERS = 255
POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True)
class Record:
    """A DMARC record and where it stands."""

    domain: str
    tags: dict[str, str]

    @property
    def psd(self) -> str:
        """`y` for a public suffix, `n` for an organization's own top, else `u`."""
        return self.tags.get("psd", "u").lower()

    @property
    def asks(self) -> bool:
        """Whether it can be used: a policy that cannot be read asks for nothing (RFC 9989, 4.10.1).

        Where it asks for reports all the same, it counts as one that says p=none.
        """
        return self._is_readable or "mailto:" in self.tags.get("rua", "").lower()

    @property
    def _is_readable(self) -> bool:
        return all(self.tags.get(name, "none").lower() in POLICIES for name in ("p", "sp", "np"))

    def policy(self, *names: str) -> str:
        """The first of the tags `names` that holds a policy; RFC 9989, 4.7: without any, none."""
        if not self._is_readable:
            return "none"
        for name in names:
            value = self.tags.get(name, "").lower()
            if value in POLICIES:
                break
        else:
            value = "none"
        if self.tags.get("t", "").lower() == "y":  # Being tried out: one step milder.
            value = POLICIES[max(0, POLICIES.index(value) - 1)]
        return value


def record_at(domain: str, dns: BoundedDns) -> Record | None:
    """The record that `domain` itself publishes; None where there is none, or more than one."""
    found = [
        record
        for text in dns.look_up(f"_dmarc.{domain}", "TXT")
        if (record := _read(domain, text)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _read(domain: str, text: str) -> Record | None:
    tags: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), value.strip())
    first = text.partition(";")[0].replace(" ", "").lower()
    return Record(domain, tags) if first == "v=dmarc1" else None


def walk(domain: str, dns: BoundedDns) -> list[Record]:
    """The records on the way up from `domain`, nearest first. At most eight questions."""
    labels = domain.split(".")
    found: list[Record] = []
    while labels:
        record = record_at(".".join(labels), dns)
        if record is not None:
            found.append(record)
            if record.psd in {"y", "n"}:
                break
        labels = labels[1:] if len(labels) <= MOST_LABELS else labels[1 - MOST_LABELS :]
    return found


def organizational_domain(domain: str, dns: BoundedDns) -> str:
    """The domain that stands for the organization that owns `domain` (RFC 9989, 4.10.2)."""
    records = walk(domain, dns)
    for record in records:
        if record.psd == "n":
            return record.domain
        if record.psd == "y" and record.domain != domain:
            below = len(record.domain.split(".")) + 1
            return ".".join(domain.split(".")[-below:])
    return records[-1].domain if records else domain


def governing_policy(domain: str, dns: BoundedDns) -> tuple[Record | None, str]:
    """The record that speaks for mail from `domain`, and what it asks for, if there is one."""
    records = walk(domain, dns)
    own = record_at(domain, dns)
    if own is not None:
        return (own, own.policy("p")) if own.asks else (None, "")
    if not records:
        return None, ""
    top = organizational_domain(domain, dns)
    record = next((one for one in records if one.domain == top), records[-1])
    if not record.asks:
        return None, ""
    exists = any(dns.look_up(domain, kind) for kind in ("A", "MX", "AAAA"))
    return record, record.policy("sp", "p") if exists else record.policy("np", "sp", "p")


def ascii_domain(domain: str) -> str:
    """A domain as DNS and signatures write it: lower case, A-labels, no dot at its end."""
    domain = domain.strip().rstrip(".").lower()
    if domain.isascii() or len(domain) > MOST_NAME_LETTERS:
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain  # No name that DNS could hold; it will be found to have no records.


def aligned(author: str, identity: str, *, strict: bool, dns: BoundedDns) -> bool:
    """Whether an authenticated `identity` speaks for the `author`'s domain (RFC 9989, 4.10.3)."""
    author, identity = author.lower(), identity.lower()
    if author == identity:
        return True
    if strict or not identity or author.rpartition(".")[2] != identity.rpartition(".")[2]:
        return False
    return organizational_domain(author, dns) == organizational_domain(identity, dns)
