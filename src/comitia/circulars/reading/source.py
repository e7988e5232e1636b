"""What a file is, and its text if it is one: by its first bytes and its charset, never its name."""

import re
from collections import Counter
from dataclasses import dataclass

from comitia.circulars.reading.refusals import Encrypted, TooLarge, UnknownKind
from comitia.papers.folding import folded
from comitia.papers.terms import LANGUAGES, terms_of

MOST_FILE_BYTES = 50_000_000
MOST_TEXT_BYTES = 20_000_000
_SAMPLE_BYTES = 65_536
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# The charsets that the six languages were written in before UTF-8.
_OLD = (
    "gb18030",
    "cp1251",
    "cp1252",
    "cp1256",
    "koi8-r",
    "big5",
    "iso8859-5",
    "iso8859-6",
    "cp866",
)
_KINDS = (
    (b"{\\rtf", "a Rich Text (RTF) file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml|<head|<body)", re.IGNORECASE)
_ODD_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 26, 27}


@dataclass(frozen=True)
class Decoded:
    """Text out of bytes, by which encoding, and whether that had to be assumed."""

    text: str
    encoding: str
    assumed: bool


def kind_of(data: bytes) -> str:
    """text, docx or pdf. Raises UnknownKind or Encrypted for what is none of them."""
    head = data[:1024]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data[:200_000]:
            raise Encrypted
        raise UnknownKind(kind="an old Word (DOC) or other Office file")
    for mark, kind in _KINDS:
        if head.startswith(mark) and (mark != b"MZ" or b"\x00" in head):
            raise UnknownKind(kind=kind)
    if _HTML.match(head):
        raise UnknownKind(kind="a web page (HTML or XML)")
    return "text"


def decode(data: bytes) -> Decoded:
    """The text in bytes that are said to be text. Raises TooLarge, UnknownKind."""
    if len(data) > MOST_TEXT_BYTES:
        raise TooLarge(found=f"{len(data):,} bytes", limit=f"{MOST_TEXT_BYTES:,} for text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return _checked(Decoded(text, encoding, assumed=False))
    if wide := _wide(data):
        return _checked(Decoded(data.decode(wide, "replace"), wide, assumed=True))
    try:
        return _checked(Decoded(data.decode("utf-8"), "utf-8", assumed=False))
    except UnicodeDecodeError:
        pass
    controls = sum(byte in _ODD_CONTROLS for byte in data[:_SAMPLE_BYTES])
    if controls * 200 > min(len(data), _SAMPLE_BYTES):
        raise UnknownKind(kind="not text")
    # A few spoilt bytes in what is else UTF-8 do not make it another charset.
    repaired = data.decode("utf-8", "replace")
    if len(data) - len(data.decode("ascii", "ignore")) > 20 * repaired.count("\ufffd"):
        return _checked(Decoded(repaired, "utf-8", assumed=True))
    return _checked(_guessed(data))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: its blanks, figures and line ends have a zero byte each."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    few = max(1, len(sample) // 400)
    if odd >= few and odd > 20 * even:
        return "utf-16-le"
    if even >= few and even > 20 * odd:
        return "utf-16-be"
    return None


def _guessed(data: bytes) -> Decoded:
    """The charset under which most words are small words of one of the six languages."""
    sample = data[:_SAMPLE_BYTES]
    best, most = "cp1252", -1.0
    for encoding in _OLD:
        score = _score(sample.decode(encoding, "replace"))
        if score > most:
            best, most = encoding, score
    return Decoded(data.decode(best, "replace"), best, assumed=True)


def _score(text: str) -> float:
    words = Counter(folded(text).replace("'", " ").split())
    hits = 0.0
    for language in LANGUAGES:
        stops = terms_of(language).stop_words
        if language == "zh":
            found = sum(text.count(word) for word in stops) * 2.0
        else:
            found = float(sum(words[word] for word in stops if len(word) > 1 or language == "ru"))
        hits = max(hits, found)
    return hits - 3 * text.count("\ufffd") - sum(letter in "\x80\x81\x8d\x8f" for letter in text)


def _checked(decoded: Decoded) -> Decoded:
    """Refuse bytes that decode but are no text: too many controls or unassigned signs."""
    sample = decoded.text[:_SAMPLE_BYTES]
    bad = sum(ord(letter) in _ODD_CONTROLS or letter == "\ufffd" for letter in sample)
    if bad * 20 > max(20, len(sample)):
        raise UnknownKind(kind="not text")
    return decoded
