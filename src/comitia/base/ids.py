"""Identifiers that people type, mail programs fold and nobody can guess."""

import base64
import hmac
import secrets

# Lower-case base 32 survives mail systems that change the case of a local part.


def fresh_token(bits: int = 100) -> str:
    """A random token of lower-case letters and digits with at least `bits` bits."""
    raw = secrets.token_bytes((bits + 7) // 8)
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def sealed(value: str, *, key: str, purpose: str, letters: int = 12) -> str:
    """A short seal that shows `value` was written by someone who holds `key`, for one purpose."""
    digest = hmac.digest(f"{purpose}\0{key}".encode(), value.encode(), "sha256")
    # Eight letters come of five bytes; encoding all thirty-two would cost more than hashing did.
    return base64.b32encode(digest[: -(-letters // 8) * 5]).decode("ascii").lower()[:letters]


def seal_fits(seal: str, value: str, *, key: str, purpose: str) -> bool:
    """Whether `seal` is the one `sealed` gives, compared in constant time."""
    return hmac.compare_digest(
        seal.lower().encode(),
        sealed(value, key=key, purpose=purpose, letters=max(8, len(seal))).encode(),
    )
