"""Checkpoints as signed notes (C2SP tlog-checkpoint and signed-note), written and checked."""

import base64
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

ED25519 = b"\x01"


class BadNote(Exception):
    """The note is malformed, of another ledger, or not signed by the key it should be."""


@dataclass(frozen=True)
class Statement:
    """What a checkpoint says: the ledger's name, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes


def origin() -> str:
    """The ledger's name: where it is published, without the scheme."""
    return str(settings.BASE_URL).partition("://")[2] + "/ledger"


def _public(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """Four bytes that tell signatures apart (signed-note: SHA-256 of name, newline, type, key)."""
    return sha256(name.encode() + b"\n" + ED25519 + _public(key)).digest()[:4]


def verifier(key: Ed25519PublicKey) -> str:
    """The key as others write it down to check our notes: NAME+ID+KEY."""
    name = origin()
    written = base64.b64encode(ED25519 + _public(key)).decode()
    return f"{name}+{key_id(name, key).hex()}+{written}"


def signed_note(*, size: int, root: bytes, key: Ed25519PrivateKey) -> str:
    """The checkpoint as it is published."""
    name = origin()
    text = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = key_id(name, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def read_note(note: str, key: Ed25519PublicKey) -> Statement:
    """What a note says, once its signature by `key` is found to hold. Raises BadNote."""
    text, gap, signatures = note.partition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if not gap or len(lines) < 4:
        raise BadNote("not a signed note")
    name = lines[0]
    wanted = key_id(name, key)
    for line in signatures.splitlines():
        dash, _, rest = line.partition(" ")
        signer, _, written = rest.rpartition(" ")
        if dash != "—" or signer != name:
            continue
        try:
            signature = base64.b64decode(written, validate=True)
            if signature[:4] != wanted:
                continue
            key.verify(signature[4:], text.encode())
            return Statement(name, int(lines[1]), base64.b64decode(lines[2], validate=True))
        except (ValueError, InvalidSignature):
            raise BadNote(f"the signature of {name} does not hold") from None
    raise BadNote(f"no signature by the key of {name}")
