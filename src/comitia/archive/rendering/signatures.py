"""By whom a message is signed, and whether what came is what was signed. Never raises.

S/MIME is verified as far as the bytes go; no issuer of certificates is trusted here. For OpenPGP
there is no key to verify with: what the signature says of itself is told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from comitia.archive.rendering import cms, openpgp
from comitia.archive.rendering.packets import SEALED_KINDS
from comitia.archive.rendering.parts import Part
from comitia.base.mailboxes import mailboxes

MOST_SIGNATURES = 10
SMIME, OPENPGP = "smime", "openpgp"
_SMIME_KINDS = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_LONE_END = re.compile(rb"\r?\n|\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as a page tells it.

    `state` is intact, altered or unchecked; `reason` says why it is not intact. `by` is the holder
    of the certificate, `addresses` those it names, and `is_author` whether the author's is among
    them. `key` is the OpenPGP key. Times are ISO 8601.
    """

    system: str
    state: str
    by: str = ""
    issuer: str = ""
    addresses: tuple[str, ...] = ()
    is_author: bool = False
    signed_at: str = ""
    expires_at: str = ""
    key: str = ""
    reason: str = ""

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "Signature":
        """What its fields as JSON gave, again."""
        return cls(**{**kept, "addresses": tuple(kept["addresses"])})


def signatures_of(root: Part) -> tuple[Signature, ...]:
    """The signatures of a message whose packets are opened, outermost first."""
    found: list[Signature] = []
    for part in root.walk():
        if part.kind == "multipart/signed" and len(found) < MOST_SIGNATURES:
            found += _of_part(part, _authors(root))
    return tuple(found[:MOST_SIGNATURES])


def _authors(root: Part) -> set[str]:
    value = root.header["from"].value if "from" in root.header else b""
    return {box.address.lower() for box in mailboxes(value)}


def signature_in_text(text: str) -> Signature | None:
    """The OpenPGP signature of a text that holds one."""
    begin = text.find("-----BEGIN PGP SIGNATURE-----")
    if begin < 0:
        return None
    return _openpgp(text[begin : begin + openpgp.MOST_BYTES].encode("utf-8", "replace"))


def _of_part(part: Part, authors: set[str]) -> Iterator[Signature]:
    if part.body and len(part.children) == 1:  # A block that was opened.
        yield from _smime(part.content(), None, authors)
    elif len(part.children) >= 2:
        content, signature = part.children[0], part.children[1]
        if signature.kind in _SMIME_KINDS:
            whole = content.data[content.start : content.end]
            # Line ends are made anew on the way (RFC 8551 3.1.1); a few sign what is there.
            found = list(_smime(signature.content(), _LONE_END.sub(b"\r\n", whole), authors))
            if any(each.state == cms.ALTERED for each in found):
                as_it_is = list(_smime(signature.content(), whole, authors))
                if all(each.state == cms.INTACT for each in as_it_is):
                    found = as_it_is
            yield from found
        elif signature.kind == "application/pgp-signature":
            yield _openpgp(signature.content(openpgp.MOST_BYTES))


def _smime(data: bytes, detached: bytes | None, authors: set[str]) -> Iterator[Signature]:
    found = cms.signed(data, detached)
    if found is None or not found.signers:
        yield Signature(SMIME, cms.UNCHECKED, reason="unreadable")
        return
    for signer in found.signers:
        yield Signature(
            system=SMIME,
            state=signer.state,
            by=signer.subject,
            issuer=signer.issuer,
            addresses=signer.addresses,
            is_author=bool(authors.intersection(signer.addresses)),
            signed_at=signer.signed_at.isoformat() if signer.signed_at else "",
            expires_at=signer.not_after.isoformat() if signer.not_after else "",
            reason=signer.reason,
        )


def _openpgp(data: bytes) -> Signature:
    found = openpgp.stated(data)
    if found is None:
        return Signature(OPENPGP, cms.UNCHECKED, reason="unreadable")
    return Signature(
        system=OPENPGP,
        state=cms.UNCHECKED,
        key=found.key[:80],
        signed_at=found.signed_at.isoformat() if found.signed_at else "",
        reason="no-key",
    )


def is_encrypted(part: Part) -> bool:
    """Whether a part that was not opened is an S/MIME block that only its reader can open."""
    if part.children or part.kind not in SEALED_KINDS:
        return False
    return part.parameters.get("smime-type", "").lower() in {
        "enveloped-data",
        "authenveloped-data",
    } or cms.is_enveloped(part.content(200_000))
