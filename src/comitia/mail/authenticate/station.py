"""SPF, DKIM, DMARC and ARC of one message, put together within a bounded time."""

import logging
from collections.abc import Collection, Mapping

from comitia.archive.envelope import Envelope
from comitia.mail.authenticate import dkim_check, dmarc, spf_check
from comitia.mail.authenticate.authentication import UNCHECKED, Authentication, Signature
from comitia.mail.authenticate.dns import BoundedDns, Dns, Unanswered
from comitia.mail.authenticate.trusted import believed

log = logging.getLogger(__name__)


def authenticate(
    *,
    data: bytes,
    envelope: Envelope,
    mail_from: str,
    peer: Mapping[str, object],
    dns: Dns | None,
    trusted: Collection[str] = (),
) -> Authentication:
    """What can be known of the sender. Never raises, and asks DNS for twelve seconds at most.

    `trusted` names MTAs whose Authentication-Results are believed; where one has written, nothing
    is asked again. Without `dns` nothing is checked. `peer` is the client as the door noted it: of
    an MTA in front only what it forwarded about its own client counts.
    """
    fields = list(envelope.fields)
    word = believed(fields, trusted) if trusted else None
    if word is not None:
        return word
    if dns is None:
        return UNCHECKED
    bounded = BoundedDns(dns)
    address, hello = _client(peer)
    spf, spf_domain = "none", ""
    if address:
        spf, spf_domain = spf_check.check(
            address=address, mail_from=mail_from, hello=hello, dns=bounded
        )
    signatures = dkim_check.signatures(data, fields, bounded)
    result, policy = _dmarc(
        envelope, spf if spf_domain else "none", spf_domain, signatures, bounded
    )
    return Authentication(
        by="here",
        spf=spf,
        spf_domain=spf_domain,
        dkim=signatures,
        dmarc=result,
        policy=policy,
        arc=dkim_check.chain(data, fields, bounded),
    )


def _client(peer: Mapping[str, object]) -> tuple[str, str]:
    """Address and name of the client that brought the message in; empty where nobody knows."""
    forwarded = peer.get("forwarded")
    if isinstance(forwarded, Mapping):
        return str(forwarded.get("addr", "")).removeprefix("IPV6:"), str(forwarded.get("helo", ""))
    if peer.get("door") == "LMTP":
        return "", ""  # That is the MTA in front.
    return str(peer.get("address", "")), str(peer.get("name", ""))


def _dmarc(
    envelope: Envelope,
    spf: str,
    spf_domain: str,
    signatures: tuple[Signature, ...],
    dns: BoundedDns,
) -> tuple[str, str]:
    domains = {box.address.rpartition("@")[2].lower() for box in envelope.authors}
    if len(domains) != 1:
        return "none", ""  # RFC 9989, 5.3.1: for several domains nobody speaks.
    author = domains.pop()
    try:
        record, policy = dmarc.governing_policy(author, dns)
        if record is None:
            return "none", ""
        strict_spf = record.tags.get("aspf", "r").lower() == "s"
        strict_dkim = record.tags.get("adkim", "r").lower() == "s"
        passed = (
            spf == "pass" and dmarc.aligned(author, spf_domain, strict=strict_spf, dns=dns)
        ) or any(
            one.result == "pass" and dmarc.aligned(author, one.domain, strict=strict_dkim, dns=dns)
            for one in signatures
        )
    except Unanswered:
        return "temperror", ""
    if passed:
        return "pass", policy
    # RFC 9989, 5.3.6: where an answer is still owed, nothing is held against the message.
    if spf == "temperror" or any(one.result == "temperror" for one in signatures):
        return "temperror", policy
    return "fail", policy
