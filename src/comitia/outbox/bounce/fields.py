"""The fields of a machine-readable part: RFC 3464, 2.1; RFC 6533, 3 (in UTF-8); RFC 5965, 3."""

import base64
import binascii
import quopri
import re
from collections.abc import Mapping
from email.header import decode_header
from email.message import Message

MOST_BLOCKS = 100
MOST_BYTES = 200_000

ADDRESS = re.compile(
    r"[A-Za-z0-9][\w.!#$%&'*+/=?^`{|}~-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}"
)
# RFC 6531: letters of any script.
_GLOBAL = re.compile(r"[^\s<>()\[\]:;,@\"]{1,64}@[^\s<>()\[\]:;,@\"]{1,255}")
_XTEXT = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")

Block = Mapping[str, str]


def blocks(part: Message) -> list[Block]:
    """The groups of fields between empty lines; names in lower case, values unfolded."""
    found: list[Block] = []
    for text in re.split(r"\n[ \t]*\n", _text(part).replace("\r\n", "\n")):
        block: dict[str, str] = {}
        name = ""
        for line in text.split("\n"):
            if line[:1] in {" ", "\t"} and name:
                block[name] += " " + line.strip()
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                block.setdefault(name, value.strip())
        if block:
            found.append({each: decoded(value) for each, value in block.items()})
        if len(found) >= MOST_BLOCKS:
            break
    return found


def _text(part: Message) -> str:
    """The part as it came. The parser takes what it knows as message/* for mails in a row."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _as_came(part).decode("utf-8", "replace")
    pieces = [each for each in payload[:MOST_BLOCKS] if isinstance(each, Message)]
    raw = b"\n\n".join(_head(each) + b"\n\n" + _as_came(each) for each in pieces)
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    try:
        if encoding == "base64":
            raw = base64.b64decode(raw)
        elif encoding == "quoted-printable":
            raw = quopri.decodestring(raw)
    except binascii.Error:
        pass  # Some declare what they did not do.
    return raw.decode("utf-8", "replace")


def _as_came(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content[:MOST_BYTES] if isinstance(content, bytes) else b""


def _head(block: Message) -> bytes:
    head = "\n".join(f"{name}: {value}" for name, value in block.raw_items())
    return head.encode("utf-8", "surrogateescape")


def decoded(value: str) -> str:
    """A value without encoded words; as it stands where they are broken."""
    if "=?" not in value:
        return value
    try:
        return "".join(
            piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(value)
        )
    except (LookupError, ValueError):
        return value


def address_in(value: str) -> str:
    """The address of `rfc822; NAME@DOMAIN` or `utf-8; …` (RFC 6533, 3); empty without one."""
    kind, separator, address = value.partition(";")
    address = address if separator else value
    if kind.strip().lower().startswith("utf-8"):
        address = _XTEXT.sub(lambda found: _letter(found[1]), address)
    if not address.isascii():
        found = _GLOBAL.search(address)
        return found[0] if found else ""
    found = ADDRESS.search(address)
    if found:
        return found[0]
    return address.strip().strip("<>").strip() if "@" in address else ""


def _letter(number: str) -> str:
    code = int(number, 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
