"""SPF, DKIM, DMARC and ARC of one message, put together within a bounded time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from comitia.archive.envelope import Envelope
from comitia.base.dns import BoundedDns, Dns, Unanswered
from comitia.mail.authenticate import dkim_check, dmarc, spf_check
from comitia.mail.authenticate.authentication import UNCHECKED, Authentication
from comitia.mail.authenticate.trusted import Network, believed, is_in_front


def authenticate(
    *,
    data: bytes,
    envelope: Envelope,
    mail_from: str,
    peer: Mapping[str, object],
    dns: Dns | None,
    trusted: Collection[str] = (),
    networks: Sequence[Network] = (),
) -> Authentication:
    """What can be known of the sender. Never raises, and asks DNS for twelve seconds at most.

    `trusted` names MTAs whose Authentication-Results are believed, where the message came from an
    MTA in front (`networks`, trusted.is_in_front): whoever else writes in their name is not heard.
    Where one has written, only the policy is asked, if it left that out. Without `dns` nothing is
    checked. `peer` is the client as the door noted it: of an MTA in front only what it forwarded
    about its own counts.
    """
    fields = list(envelope.fields)
    author = _author(envelope)
    word = None
    if trusted and is_in_front(peer, networks):
        word = believed(fields, trusted, author=author)
    if word is not None:
        return _with_policy(word, dns)
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
    passed = [one.domain for one in signatures if one.result == "pass"]
    result, policy, aligned = _dmarc(
        author, passed, spf_domain if spf == "pass" else "", dns=bounded
    )
    # RFC 9989, 5.3.6: where an answer is still owed, nothing is held against the message.
    if not aligned and "temperror" in {spf, *(one.result for one in signatures)}:
        result, aligned = "temperror" if result == "fail" else result, None
    return Authentication(
        by="here",
        author=author,
        aligned=aligned,
        spf=spf,
        spf_domain=spf_domain,
        dkim=signatures,
        dmarc=result,
        policy=policy,
        arc=dkim_check.chain(data, fields, bounded),
    )


def _with_policy(word: Authentication, dns: Dns | None) -> Authentication:
    """What the border found, with the policy of the author's domain, which decides how the list
    passes the message on; many say only that DMARC passed."""
    if dns is None or word.dmarc != "pass" or word.policy:
        return word
    try:
        _, policy = dmarc.governing_policy(word.author, BoundedDns(dns))
    except Unanswered:
        return word
    return replace(word, policy=policy)


def _author(envelope: Envelope) -> str:
    """The domain in From. RFC 9989, 5.3.1: of several domains none speaks for the message."""
    domains = {dmarc.ascii_domain(box.address.rpartition("@")[2]) for box in envelope.authors}
    return domains.pop() if len(domains) == 1 else ""


def _client(peer: Mapping[str, object]) -> tuple[str, str]:
    """Address and name of the client that brought the message in; empty where nobody knows."""
    forwarded = peer.get("forwarded")
    if isinstance(forwarded, Mapping):
        return str(forwarded.get("addr", "")).removeprefix("IPV6:"), str(forwarded.get("helo", ""))
    if peer.get("door") == "LMTP":
        return "", ""  # That is the MTA in front.
    return str(peer.get("address", "")), str(peer.get("name", ""))


def _dmarc(
    author: str, signers: Sequence[str], sender: str, *, dns: BoundedDns
) -> tuple[str, str, bool | None]:
    """DMARC's result, the policy asked for, and whether a signer or the sender is aligned."""
    if not author:
        return "none", "", None
    try:
        record, policy = dmarc.governing_policy(author, dns)
        tags = record.tags if record else {}
        passed = dmarc.aligned(
            author, sender, strict=tags.get("aspf", "r").lower() == "s", dns=dns
        ) or any(
            dmarc.aligned(author, one, strict=tags.get("adkim", "r").lower() == "s", dns=dns)
            for one in signers
        )
    except Unanswered:
        return "temperror", "", None
    if record is None:
        return "none", "", passed
    return "pass" if passed else "fail", policy, passed
