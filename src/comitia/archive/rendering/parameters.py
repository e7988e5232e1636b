"""The parameters of Content-Type and Content-Disposition, read leniently. Never raises."""

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from comitia.base.text import decoded, header_text

MOST_PARAMETERS = 100
MOST_BYTES = 64_000
MOST_REMEMBERED_BYTES = 200

_PARAMETER = re.compile(
    r""";\s*([!#$&+\-.^_`|~0-9A-Za-z%*']{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)""", re.DOTALL
)
_PLACE = re.compile(r"(?:(\d{1,4})(\*?))?")


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """The main value in lower case, and its parameters (RFC 2045 5.1; continued, RFC 2231 3)."""
    # Few values are in nearly all mail.
    main, found = (_remembered if len(value) <= MOST_REMEMBERED_BYTES else _read)(value)
    return main, dict(found)


def _read(value: bytes) -> tuple[str, dict[str, str]]:
    line = value[:MOST_BYTES].decode("utf-8", "surrogateescape")
    main = line.split(";", 1)[0].strip().lower()
    found: dict[str, str] = {}
    continued: dict[str, dict[int, tuple[bool, str]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(line)):
        if count >= MOST_PARAMETERS:
            break
        content = match[2].strip()
        if content.startswith('"'):
            content = re.sub(r"\\(.)", r"\1", content[1:].removesuffix('"'))
        name, star, rest = match[1].lower().partition("*")
        if not star:
            found.setdefault(name, header_text(_bytes(content)))
        elif place := _PLACE.fullmatch(rest):
            encoded = not rest or bool(place[2])
            continued.setdefault(name, {}).setdefault(int(place[1] or 0), (encoded, content))
    for name, pieces in continued.items():
        found[name] = _joined(pieces)
    return main, found


_remembered = lru_cache(maxsize=1024)(_read)


def _joined(pieces: dict[int, tuple[bool, str]]) -> str:
    charset = ""
    content = b""
    for count, (_, (encoded, piece)) in enumerate(sorted(pieces.items())):
        if encoded and count == 0 and piece.count("'") >= 2:
            charset, _, piece = piece.split("'", 2)
        content += unquote_to_bytes(_bytes(piece)) if encoded else _bytes(piece)
    return decoded(content, charset)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
