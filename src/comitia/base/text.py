"""Text out of bytes of any charset, claimed or guessed, fit to store and show. Never raises."""

import base64
import binascii
import codecs
import quopri
import re
from functools import lru_cache

# No name of a charset is longer; what is, Python would remember for ever as one it does not know.
MOST_CHARSET_LETTERS = 80

# Python knows these as encodings of text, and no mail means them.
_NOT_CHARSETS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
# What mail programs write, and what they mean by it (WHATWG's Encoding standard agrees).
_MEANT = {
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "ansi_x3.4-1968": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-euc-jp": "euc_jp",
    "uft-8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "baltic": "cp1257",
    "ansi_x3.110-1983": "windows-1252",
    "eucgb2312_cn": "gb18030",
    "koi8-ru": "koi8-u",
    "unicodebig": "utf-16-be",
    "unicodelittle": "utf-16-le",
    "x-windows-949": "cp949",
    "x-windows-874": "cp874",
}
# How the names begin behind which programs run on into something else, as in utf-8-purple.
_BEGINS = re.compile(
    r"""(?:charset=)?["'\\]*(?:x-)?(utf-?8|utf-?16(?:[bl]e)?|us-ascii|windows-?12\d\d|koi8-[ru]
        |iso-?8859-?1?\d|gb18030|gb2312|gbk|big5|shift_jis|euc-(?:jp|kr))""",
    re.VERBOSE,
)

_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
# Blanks between two encoded words are not text (RFC 2047, 6.2).
_BETWEEN_WORDS = re.compile(rb"(=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decoded(data: bytes, charset: str | None = None) -> str:
    """`data` as text: by `charset` where that is one and fits, else UTF-8, else windows-1252."""
    for name in (charset, "utf-8"):
        codec = codec_of(name)
        if codec is None:
            continue
        try:
            return storable(codec.decode(data, "strict")[0])
        except (UnicodeError, ValueError):
            continue
    # What was claimed was nearly right more often than a guess is.
    codec = codec_of(charset)
    if codec is not None and codec.name not in {"utf-8", "cp1252"}:
        try:
            return storable(codec.decode(data, "replace")[0])
        except (UnicodeError, ValueError):
            pass
    return storable(data.decode("windows-1252", "replace"))


def storable(text: str) -> str:
    """`text` without what PostgreSQL and XML refuse: NUL, other controls, lone surrogates."""
    if text.isprintable():
        return text
    return _CONTROLS.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def header_text(value: bytes) -> str:
    """A header's value with its encoded words (RFC 2047) undone, on one line."""
    if b"=?" not in value:
        if value.isascii() and (text := value.decode("ascii")).isprintable():
            return _one_line(text)
        return _one_line(decoded(value))
    value = _BETWEEN_WORDS.sub(rb"\1", value)
    parts: list[str] = []
    pending = b""
    pending_charset = ""
    place = 0
    for found in _WORD.finditer(value):
        between = value[place : found.start()]
        place = found.end()
        # RFC 2231, 5: the charset may be followed by *language.
        charset = found[1].decode("ascii", "replace").split("*")[0].lower()
        if between or charset != pending_charset:
            parts += [decoded(pending, pending_charset), decoded(between)]
            pending = b""
        # A character's bytes may be split between two words, against the rule.
        pending += _word_bytes(found[2], found[3])
        pending_charset = charset
    parts += [decoded(pending, pending_charset), decoded(value[place:])]
    return _one_line("".join(parts))


def _word_bytes(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"qQ":
        return quopri.decodestring(text, header=True)
    text = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        return base64.b64decode(text[: len(text) // 4 * 4])


def is_han(letter: str) -> bool:
    """Whether it is of a script that sets no blanks between words, or of its punctuation."""
    return (
        "\u3000" <= letter <= "\u9fff"
        or "\uf900" <= letter <= "\ufaff"
        or "\uff00" <= letter <= "\uffef"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def codec_of(charset: str | None) -> codecs.CodecInfo | None:
    """What reads the charset that mail calls so; None where the name says nothing of use."""
    return _codec_of(charset) if charset and len(charset) <= MOST_CHARSET_LETTERS else None


@lru_cache(maxsize=512)
def _codec_of(charset: str) -> codecs.CodecInfo | None:
    name = charset.strip(" \t\"'").lower()
    name = _MEANT.get(name, name)
    if name.replace("_", "-") in _NOT_CHARSETS:
        return None
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        begins = _BEGINS.match(name)
        return _codec_of(begins[1]) if begins and begins[1] != name else None
    return codec if getattr(codec, "_is_text_encoding", True) else None
