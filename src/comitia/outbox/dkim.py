"""DKIM signatures (RFC 6376, RFC 8463), relaxed/relaxed: the body hashed once, each header signed.

A letter's shared header is canonicalised once; a copy adds its own fields and pays for one
signature. Verification is left to dkimpy.
"""

import base64
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

# What is covered where it is present; RFC 8058 wants both unsubscribe fields among them.
COVERED = (
    "from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references",
    "mime-version", "content-type", "content-transfer-encoding", "content-language", "list-id",
    "list-help", "list-post", "list-owner", "list-archive", "list-unsubscribe",
    "list-unsubscribe-post", "archived-at", "auto-submitted", "comitia-changes",
)  # fmt: skip

_BLANKS = re.compile(rb"[ \t]+")
_BLANKS_AT_END = re.compile(rb"[ \t]+(?=\r\n)")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)\r\n")


@dataclass(frozen=True)
class Key:
    """A signing key and where its public half stands: SELECTOR._domainkey.DOMAIN."""

    selector: str
    domain: str
    private: PrivateKey

    @property
    def algorithm(self) -> str:
        return "rsa-sha256" if isinstance(self.private, rsa.RSAPrivateKey) else "ed25519-sha256"

    def record(self) -> str:
        """The text of its DNS record (RFC 6376, 3.6.1)."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            kind = "rsa"
            public = self.private.public_key().public_bytes(
                Encoding.DER, PublicFormat.SubjectPublicKeyInfo
            )
        else:
            kind = "ed25519"
            public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k={kind}; p={base64.b64encode(public).decode()}"

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        # RFC 8463, 3: Ed25519 signs the hash.
        return self.private.sign(sha256(data).digest())


def new_key(selector: str, domain: str, *, kind: str) -> Key:
    """A fresh key, `kind` rsa (2048 bits) or ed25519."""
    if kind == "ed25519":
        return Key(selector, domain, ed25519.Ed25519PrivateKey.generate())
    return Key(selector, domain, rsa.generate_private_key(65537, 2048))


def keep_key(key: Key, folder: Path) -> Path:
    """Write a key where only its owner reads it. Raises FileExistsError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{key.selector}.pem"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def kept_keys(folder: Path, domain: str) -> list[Key]:
    """The keys in a folder, by selector. A file that holds no such key raises ValueError."""
    keys = []
    for path in sorted(folder.glob("*.pem")):
        private = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
            raise ValueError(f"{path} holds neither an RSA nor an Ed25519 key")
        keys.append(Key(path.stem, domain, private))
    return keys


class LetterSigner:
    """Signs the copies of one letter."""

    def __init__(self, content: bytes, keys: Sequence[Key], *, at: datetime) -> None:
        header, _, body = content.partition(b"\r\n\r\n")
        self._shared = _fields(header + b"\r\n")
        self._body_hash = base64.b64encode(sha256(relaxed_body(body)).digest()).decode()
        self._keys = keys
        self._at = int(at.timestamp())
        self._forms: dict[tuple[str, ...], _Form] = {}

    def signatures(self, personal: bytes) -> bytes:
        """The DKIM-Signature fields to stand before a copy with these personal fields."""
        own = _fields(personal)
        # Copies differ in what their fields say, hardly ever in which they have.
        form = self._forms.get(tuple(own))
        if form is None:
            form = self._forms[tuple(own)] = self._form(own)
        data = b"".join([own.get(name) or self._shared[name] for name in form.covered])
        return b"".join([each.signature(data) for each in form.unsigned])

    def _form(self, own: dict[str, bytes]) -> "_Form":
        covered = [name for name in COVERED if name in own or name in self._shared]
        # From stands twice in h=, so that a second From added on the way breaks the signature.
        names = _folded(":".join([*covered, "from"]))
        return _Form(
            covered,
            [
                _Unsigned(
                    key,
                    f"v=1; a={key.algorithm}; c=relaxed/relaxed; d={key.domain}; s={key.selector}; "
                    f"t={self._at};\r\n h={names};\r\n bh={self._body_hash};\r\n b=".encode(),
                )
                for key in self._keys
            ],
        )


class _Unsigned:
    """A signature field of one key, but for the signature itself."""

    def __init__(self, key: Key, value: bytes) -> None:
        self._key = key
        self._value = value
        self._canonical = relaxed_field(b"dkim-signature", value)[:-2]

    def signature(self, data: bytes) -> bytes:
        """The whole field that signs these canonical fields."""
        written = base64.b64encode(self._key.sign(data + self._canonical))
        lines = b"\r\n ".join([written[n : n + 70] for n in range(0, len(written), 70)])
        return b"DKIM-Signature: " + self._value + lines + b"\r\n"


@dataclass(frozen=True)
class _Form:
    """What the signatures of copies that have the same fields share."""

    covered: list[str]
    unsigned: list[_Unsigned]


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376, 3.4.4."""
    body = _BLANKS_AT_END.sub(b"", _BLANKS.sub(b" ", body)).rstrip(b" ")
    while body.endswith(b"\r\n"):
        body = body[:-2]
    return body + b"\r\n" if body else b""


def _fields(header: bytes) -> dict[str, bytes]:
    """The last field of each name, canonical: of two, verifiers take the last."""
    return {
        found[1].decode("ascii").lower(): relaxed_field(found[1], found[2])
        for found in _FIELD.finditer(header)
    }


def relaxed_field(name: bytes, value: bytes) -> bytes:
    """A field in its canonical form (RFC 6376, 3.4.2), `value` without the line end."""
    value = _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip(b" \t")
    return name.rstrip(b" \t").lower() + b":" + value + b"\r\n"


def _folded(names: str) -> str:
    words, lines = names.split(":"), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 70:
            lines.append("")
        lines[-1] += f"{word}:"
    return "\r\n  ".join(lines)[:-1]
