"""Signed data of S/MIME (CMS, RFC 5652): who signed, and whether the bytes are what was signed.

Whether the certificate's issuer deserves trust is nobody's to say here; no list of issuers is kept.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtensionOID, NameOID

from comitia.archive.rendering import der
from comitia.base.text import storable

MOST_BYTES = 30_000_000
MOST_SIGNERS = 5
MOST_CERTIFICATES = 50
MOST_KEY_BITS = 16_384
INTACT, ALTERED, UNCHECKED = "intact", "altered", "unchecked"

_SIGNED_DATA = "1.2.840.113549.1.7.2"
ENVELOPED_DATA = "1.2.840.113549.1.7.3"
_MESSAGE_DIGEST, _SIGNING_TIME = "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "1.3.14.3.2.26": hashes.SHA1(),  # noqa: S303 - what is old is told as signed, by its name.
    "2.16.840.1.101.3.4.2.4": hashes.SHA224(),
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
# Signature algorithms that name their digest; the others take the signer's.
_RSA_PSS = "1.2.840.113549.1.1.10"
_IMPLICIT_0 = 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signer:
    """One who signed: `state` is intact, altered, or unchecked with the reason."""

    state: str
    subject: str = ""
    issuer: str = ""
    addresses: tuple[str, ...] = ()
    signed_at: datetime | None = None
    not_after: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Signed:
    """Who signed, and what, where it lies within."""

    signers: tuple[Signer, ...]
    content: bytes | None


def is_enveloped(data: bytes) -> bool:
    """Whether the data are encrypted rather than signed, whatever was said of them."""
    try:
        kind, _ = _content_info(data)
    except der.Malformed:
        return False
    return kind == ENVELOPED_DATA


def signed(data: bytes, detached: bytes | None = None) -> Signed | None:
    """What signed data say; `detached` is what was signed where it lies apart. None: no such."""
    if len(data) > MOST_BYTES:
        return None
    try:
        kind, inner = _content_info(data)
        if kind != _SIGNED_DATA or inner is None:
            return None
        fields = list(inner)
        _, _, encapsulated, *rest = fields
        content = _encapsulated(encapsulated)
        infos = [each for each in rest if each.tag == der.SET]
        certificates = _certificates(rest)
        if not infos:
            return Signed((), content)
        signers = [
            _signer(each, certificates, content if detached is None else detached)
            for each in list(infos[-1])[:MOST_SIGNERS]
        ]
        return Signed(tuple(signers), content)
    except (der.Malformed, ValueError):
        return None


def _content_info(data: bytes) -> tuple[str, der.Value | None]:
    outer, _ = der.read(data)
    kind, *rest = outer
    inner = next(iter(rest[0]), None) if rest else None
    return kind.oid(), inner


def _encapsulated(value: der.Value) -> bytes | None:
    _, *rest = value
    held = next(iter(rest[0]), None) if rest else None
    return held.octets() if held is not None else None


def _certificates(fields: list[der.Value]) -> list[x509.Certificate]:
    """The certificates that came along (5.1); those that cannot be read are left out."""
    held = next((each for each in fields if each.tag == _IMPLICIT_0), None)
    found = []
    for each in list(held or [])[:MOST_CERTIFICATES]:
        try:
            found.append(x509.load_der_x509_certificate(each.whole))
        except Exception as error:  # The library refuses in many ways what strangers made.
            log.debug("a certificate could not be read: %s", error)
    return found


def _signer(info: der.Value, certificates: list[x509.Certificate], content: bytes | None) -> Signer:
    _, sid, digest, *rest = info
    attributes = rest.pop(0) if rest[0].tag == _IMPLICIT_0 else None
    algorithm, signature = rest[0], rest[1]
    certificate = _of_signer(sid, certificates)
    times = _signing_time(attributes)
    if certificate is None:
        return Signer(UNCHECKED, signed_at=times, reason="no-certificate")
    state, reason = _judged(
        certificate,
        digest=next(iter(digest)).oid(),
        algorithm=next(iter(algorithm)).oid(),
        attributes=attributes,
        signature=signature.octets(),
        content=content,
    )
    return Signer(
        state=state,
        subject=_named(certificate.subject),
        issuer=_named(certificate.issuer),
        addresses=_addresses(certificate),
        signed_at=times,
        not_after=certificate.not_valid_after_utc,
        reason=reason,
    )


def _of_signer(sid: der.Value, certificates: list[x509.Certificate]) -> x509.Certificate | None:
    """The certificate that the signer names: by issuer and number, or by a key's digest (5.3)."""
    if sid.tag == der.SEQUENCE:
        issuer, number = sid
        serial = int.from_bytes(number.content, "big", signed=True)
        for each in certificates:
            if each.serial_number == serial and each.issuer.public_bytes() == issuer.whole:
                return each
        return next((each for each in certificates if each.serial_number == serial), None)
    for each in certificates:
        try:
            found = each.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        except (x509.ExtensionNotFound, ValueError):
            continue
        if found.value.digest == sid.content:
            return each
    return None


def _judged(
    certificate: x509.Certificate,
    *,
    digest: str,
    algorithm: str,
    attributes: der.Value | None,
    signature: bytes,
    content: bytes | None,
) -> tuple[str, str]:
    algorithm_hash = _HASHES.get(digest)
    if algorithm_hash is None:
        return UNCHECKED, "unknown-digest"
    if content is None:
        return UNCHECKED, "no-content"
    over = content
    if attributes is not None:
        stated = _attribute(attributes, _MESSAGE_DIGEST)
        hasher = hashes.Hash(algorithm_hash)
        hasher.update(content)
        if stated is None or stated.octets() != hasher.finalize():
            return ALTERED, "content"
        # What is signed has the tag of a set (5.4), which the message leaves implicit.
        over = bytes([der.SET]) + attributes.whole[1:]
    try:
        _verify(certificate, signature, over, algorithm_hash, pss=algorithm == _RSA_PSS)
    except InvalidSignature:
        return ALTERED, "signature"
    except Exception as error:  # Keys and parameters of strangers: the library raises many kinds.
        log.debug("a signature could not be checked: %s", error)
        return UNCHECKED, "unknown-key"
    return INTACT, ""


def _verify(
    certificate: x509.Certificate,
    signature: bytes,
    over: bytes,
    digest: hashes.HashAlgorithm,
    *,
    pss: bool,
) -> None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size > MOST_KEY_BITS:
            raise ValueError("a key too large to try")
        scheme: padding.AsymmetricPadding = padding.PKCS1v15()
        if pss:
            scheme = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
        key.verify(signature, over, scheme, digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, over, ec.ECDSA(digest))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, over)
    else:
        raise ValueError("a kind of key that is not tried")


def _attribute(attributes: der.Value, wanted: str) -> der.Value | None:
    for each in attributes:
        name, values = each
        if name.oid() == wanted:
            return next(iter(values), None)
    return None


def _signing_time(attributes: der.Value | None) -> datetime | None:
    value = _attribute(attributes, _SIGNING_TIME) if attributes is not None else None
    if value is None or value.tag not in {_UTC_TIME, _GENERALIZED_TIME}:
        return None
    written = value.content.decode("ascii", "replace").replace("Z", "+0000")
    pattern = "%y%m%d%H%M%S%z" if value.tag == _UTC_TIME else "%Y%m%d%H%M%S%z"
    try:
        return datetime.strptime(written, pattern)
    except ValueError:
        return None


def _named(name: x509.Name) -> str:
    """What people would call the holder: the common name, else the organisation, else all of it."""
    for wanted in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for found in name.get_attributes_for_oid(wanted):
            return storable(str(found.value))[:200]
    return storable(name.rfc4514_string())[:200]


def _addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    found = [
        str(each.value)
        for each in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)
    ]
    try:
        names = certificate.extensions.get_extension_for_oid(
            ExtensionOID.SUBJECT_ALTERNATIVE_NAME
        ).value
        if isinstance(names, x509.SubjectAlternativeName):
            found += names.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, ValueError):
        pass
    return tuple(dict.fromkeys(storable(each)[:254].lower() for each in found[:10]))
