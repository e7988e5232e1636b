"""The labels of paragraphs: 1, 1., a), (b), iv), 2.1, a bullet: where they end, what comes next."""

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"(?P<open>\()?(?P<number>\d{1,3}(?:\.\d{1,2}){0,2})(?P<bis>\*?(?:bis|ter|quater))?"
    r"(?P<close>[.)\u3001]{1,2}|(?=[ \t\u3000\u00a0]))(?P<gap>[ \t\u3000\u00a0]*)"
)
_LETTER = re.compile(
    r"(?P<open>\()?[ \u00a0]?(?P<letter>[a-zA-Z\u0430-\u044f\u0410-\u042f]|[\u0621-\u064a]\u0640?"
    r"|[ivxIVX]{2,4})[ \u00a0]?(?P<close>[)\uff09]|\.(?=[ \t]))(?P<gap>[ \t\u3000\u00a0]*)"
)
_BULLET = re.compile(
    r"(?P<mark>[-\u2013\u2014\u2022\u00b7\u25cf\u25aa\u25e6\uf0b7*])(?P<gap>[ \t\u3000\u00a0]+)"
)
_OMISSION = re.compile(r"(?:\.{3,}|\u2026{1,2}|\[\.{3}\]|\[\u2026\]|\(\.{3}\)|\(\u2026\)|[. ]{5,})")
_HAN_NUMBERS = {digit: value for value, digit in enumerate("一二三四五六七八九十", 1)}
_HAN = re.compile(
    r"(?P<open>[(\uff08])?(?P<number>[一二三四五六七八九十])(?P<close>[)\uff09、])(?P<gap>\s*)"
)

_ARABIC_ORDER = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_CYRILLIC_ORDER = "абвгдежзиклмнопрстуфхцчшщ"
_LATIN_ORDER = "abcdefghijklmnopqrstuvwxyz"
_ALIKE = dict(zip("асеорху", "aceopxy", strict=True))
_ARABIC_FORMS = str.maketrans("اإآةى", "أأأهي")
_WIDE = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {0x0660 + digit: 48 + digit for digit in range(10)}
    | {0x06F0 + digit: 48 + digit for digit in range(10)}
)


@dataclass(frozen=True)
class Label:
    """A label as written, its style, its rank in that style, and the length up to the text."""

    text: str
    style: str
    """number, dotted, letter, cyrillic, arabic, roman, bullet or omission"""
    rank: int
    length: int
    marked: bool
    """Whether a bracket, a point or a wide gap shows that it is a label and not a word."""


def label_of(line: str) -> Label | None:
    """The label with which a line (without blanks before it) begins."""
    if found := _OMISSION.fullmatch(line.strip()):
        return Label(found[0], "omission", 0, len(line), marked=True)
    plain = line.translate(_WIDE)
    if found := _NUMBER.match(plain):
        text = found["number"] + (found["bis"] or "").strip("*")
        wide = len(found["gap"]) > 1 or found["gap"] in ("\t", "\u3000")
        marked = bool(found["close"]) or wide
        style = "dotted" if "." in text else "number"
        rank = int(found["number"].rsplit(".", 1)[-1])
        return Label(text, style, rank, found.end(), marked)
    if found := _HAN.match(line):
        return Label(found["number"], "number", _HAN_NUMBERS[found["number"]], found.end(), True)
    if found := _LETTER.match(plain):
        return _letter_label(found)
    if found := _BULLET.match(line):
        return Label(found["mark"], "bullet", 0, found.end(), marked=True)
    return None


def _letter_label(found: re.Match[str]) -> Label | None:
    letter = found["letter"].lower().rstrip("\u0640")
    if len(letter) > 1:
        value = _roman(letter)
        return Label(letter, "roman", value, found.end(), marked=True) if value else None
    for style, order in (
        ("letter", _LATIN_ORDER),
        ("cyrillic", _CYRILLIC_ORDER),
        ("arabic", _ARABIC_ORDER),
    ):
        rank = order.find(letter.translate(_ARABIC_FORMS) if style == "arabic" else letter) + 1
        if rank:
            return Label(letter, style, rank, found.end(), marked=True)
    return None


def _roman(text: str) -> int:
    values = {"i": 1, "v": 5, "x": 10}
    total = 0
    for place, letter in enumerate(text):
        value = values[letter]
        bigger = place + 1 < len(text) and values[text[place + 1]] > value
        total += -value if bigger else value
    return total if 0 < total < 40 else 0


def as_roman(label: Label) -> Label | None:
    """The same label read as a Roman number: i), v) and x) are both."""
    if label.style == "roman":
        return label
    if label.style == "letter" and label.text in {"i", "v", "x"}:
        return Label(label.text, "roman", _roman(label.text), label.length, label.marked)
    return None


def as_latin(label: Label | None) -> Label | None:
    """The same label with a Latin letter where its Cyrillic one looks like it."""
    if label is None or label.style != "cyrillic" or label.text not in _ALIKE:
        return label
    letter = _ALIKE[label.text]
    rank = _LATIN_ORDER.index(letter) + 1
    return Label(label.text, "letter", rank, label.length, label.marked)


def anchor_of(label: Label) -> str:
    """A label as it stands in an address: in ASCII, whatever its script."""
    if label.style in {"cyrillic", "arabic"} or (label.style == "letter" and label.rank):
        return _LATIN_ORDER[min(label.rank, 26) - 1]
    return label.text.replace(".", "-").lower()


def typed_label(line: str, *, heading: bool = False) -> tuple[str, str] | None:
    """A label that somebody typed, as written with its brackets, and the text behind it.

    Only where it is surely one: marked, a letter by a bracket (A. Smith is none), and 2.1 alone
    only before a heading. A label with nothing behind it is text.
    """
    label = label_of(line)
    if label is None or label.style in {"omission", "bullet"}:
        return None
    shown, rest = line[: label.length].strip(), line[label.length :]
    lettered = label.style in {"letter", "cyrillic", "arabic"}
    if (lettered and shown[-1] not in ")\uff09") or not rest.strip():
        return None
    sure = label.marked or (heading and label.style in {"dotted", "number"})
    return (shown, rest) if sure else None
