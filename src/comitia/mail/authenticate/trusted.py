"""The word of the MTA in front, where it has one: Authentication-Results (RFC 8601)."""

import re
from collections.abc import Collection, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from comitia.base.headers import Field
from comitia.mail.authenticate.authentication import Authentication, Signature
from comitia.mail.authenticate.dmarc import ascii_domain

Network = IPv4Network | IPv6Network

_REMARK = re.compile(r"\([^()]*\)")
_POLICY = re.compile(r"\b(?:p|policy|policy\.dmarc)=(none|quarantine|reject)\b", re.IGNORECASE)
_RESULT = re.compile(r"\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z]+\.[a-z0-9-]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_PART = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*"?)+')
MOST_FIELDS = 5
MOST_LETTERS = 10_000
MOST_NESTED = 5


def is_in_front(peer: Mapping[str, object], networks: Sequence[Network]) -> bool:
    """Whether the connection is that of an MTA of ours, whose header fields may be believed.

    LMTP is spoken by none else (RFC 2033, 5); by SMTP it is one in a network that was named.
    """
    if peer.get("door") == "LMTP":
        return True
    try:
        address = ip_address(str(peer.get("address", "")))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in networks)


def believed(fields: list[Field], names: Collection[str], *, author: str) -> Authentication | None:
    """What the MTAs called `names` have written on the message, or None where none has.

    `author` is the domain in From: what they found of another one says nothing. An MTA must remove
    what strangers wrote in its name (RFC 8601, 5); that is why it is believed.
    """
    lower = {name.lower() for name in names}
    said = []
    for field in fields:
        if field.name != "authentication-results":
            continue
        text = field.value.decode("utf-8", "replace")[:MOST_LETTERS]
        _, *results = _parts(text)
        server = server_of(field)
        if server in lower:
            said.append((server, text, results))
    if not said:
        return None
    return _put_together(said[:MOST_FIELDS], author)


def server_of(field: Field) -> str:
    """The authserv-id in whose name an Authentication-Results field speaks; empty for others."""
    if field.name != "authentication-results":
        return ""
    first, *_ = _parts(field.value.decode("utf-8", "replace")[:MOST_LETTERS])
    return (first.split() or [""])[0].lower()


def _put_together(said: list[tuple[str, str, list[str]]], author: str) -> Authentication:
    spf, spf_domain, dmarc, policy, arc = "none", "", "none", "", "none"
    dkim: list[Signature] = []
    for _, whole, parts in said:
        for part in parts:
            result = _RESULT.match(part)
            if result is None:
                continue
            method, value = result[1].lower(), result[2].lower()
            properties = {name.lower(): word.lower() for name, word in _PROPERTY.findall(part)}
            if method == "spf":
                spf = value
                found = properties.get("smtp.mailfrom") or properties.get("smtp.helo", "")
                spf_domain = ascii_domain(found.rpartition("@")[2])
            elif method == "dkim" and value != "none":
                found = properties.get("header.d") or properties.get("header.i", "")
                dkim.append(Signature(ascii_domain(found.rpartition("@")[2]), value))
            elif method == "dmarc" and dmarc != "fail":
                # Of two that disagree the worse one holds: a stranger may have smuggled one in.
                about = ascii_domain(properties.get("header.from", "") or author)
                dmarc = value if about == author or value == "fail" else "none"
                asked = _POLICY.search(whole, max(0, whole.lower().find("dmarc")))
                policy = asked[1].lower() if asked else "unknown" if value == "fail" else ""
            elif method == "arc":
                arc = value
    passed = [one.domain for one in dkim if one.result == "pass"]
    passed += [spf_domain] if spf == "pass" else []
    return Authentication(
        by=said[0][0],
        author=author,
        aligned=_aligned(author, passed, dmarc, spf),
        spf=spf,
        spf_domain=spf_domain,
        dkim=tuple(dkim),
        dmarc=dmarc,
        policy=policy,
        arc=arc,
    )


def _aligned(author: str, passed: list[str], dmarc: str, spf: str) -> bool | None:
    """Whether one that passed speaks for the author: DMARC's word, else one above the other."""
    if dmarc in {"pass", "fail"}:
        return dmarc == "pass"
    if "temperror" in {dmarc, spf} or not author:
        return None
    return any(
        one == author or one.endswith("." + author) or author.endswith("." + one)
        for one in passed
        if "." in one
    )


def _parts(text: str) -> list[str]:
    """What stands between the semicolons, comments left out; those in quotes part nothing."""
    for _ in range(MOST_NESTED):
        text, found = _REMARK.subn(" ", text)
        if not found:
            break
    return _PART.findall(text) or [""]
