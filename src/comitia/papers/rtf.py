"""The words of Rich Text, also compressed as Outlook does it ([MS-OXRTFCP]). Never raises."""

import re
import struct
from dataclasses import replace

from comitia.papers.blocks import Paper
from comitia.papers.languages import language_of
from comitia.papers.plain import lines_paper
from comitia.papers.refusals import Damaged, Empty, TooLarge

MOST_BYTES = 400_000
MOST_FILE_BYTES = 60_000_000
MOST_DEPTH = 200

_COMPRESSED, _UNCOMPRESSED = b"LZFu", b"MELA"
# What the window holds at the beginning ([MS-OXRTFCP] 2.1.2.1).
_PRELOADED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z0-9])"
    rb"|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# Groups whose words are not the text's.
_ASIDE = frozenset(
    {
        *(b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"themedata"),
        *(b"header", b"footer", b"headerl", b"headerr", b"footerl", b"footerr", b"generator"),
        *(b"listtable", b"listoverridetable", b"rsidtbl", b"fldinst", b"datastore", b"xmlnstbl"),
        *(b"latentstyles", b"colorschememapping", b"mhtmltag", b"filetbl", b"pntext", b"bkmkstart"),
        *(b"bkmkend", b"annotation", b"nonshppict"),
    }
)
_LETTERS = {
    **dict.fromkeys((b"par", b"line", b"sect", b"page", b"row"), "\n"),
    **dict.fromkeys((b"emspace", b"enspace", b"qmspace"), " "),
    **dict.fromkeys((b"tab", b"cell"), "\t"),
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
_SIGNS = {b"~": "\xa0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\r": "\n", b"\n": "\n"}
# The charsets of fonts, by the numbers that \fcharset gives them.
_FONT_CODECS = {
    0: "cp1252",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}


def decompressed(data: bytes) -> bytes:
    """Rich Text out of its compressed form; what is not compressed, as it is. May be cut off."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<II4sI", data)
    if kind == _UNCOMPRESSED:
        return data[16 : 16 + min(size, MOST_BYTES)]
    if kind != _COMPRESSED:
        return data[:MOST_BYTES] if data.startswith(b"{\\rtf") else b""
    return _unpacked(data, min(size, MOST_BYTES))


def _unpacked(data: bytes, most: int) -> bytes:
    window = bytearray(_PRELOADED.ljust(_WINDOW, b" "))
    at = len(_PRELOADED)
    out = bytearray()
    place = 16
    while place < len(data) and len(out) < most:
        flags = data[place]
        place += 1
        for bit in range(8):
            if flags >> bit & 1:
                if place + 2 > len(data):
                    return bytes(out)
                (reference,) = struct.unpack_from(">H", data, place)
                place += 2
                start, length = reference >> 4, (reference & 15) + 2
                if start == at % _WINDOW:
                    return bytes(out)  # The end is told by pointing at itself.
                for each in range(length):
                    letter = window[(start + each) % _WINDOW]
                    out.append(letter)
                    window[at % _WINDOW] = letter
                    at += 1
            else:
                if place >= len(data):
                    return bytes(out)
                out.append(data[place])
                window[at % _WINDOW] = data[place]
                at += 1
                place += 1
    return bytes(out)


class _Reader:
    """Takes Rich Text token by token. A group inherits what is set around it."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.codec = "cp1252"
        self.fonts: dict[str, str] = {}
        self.font = ""
        self.pending = b""
        # Of each open group: whether its words are aside, and letters to skip after \u.
        self.groups: list[tuple[bool, int, str]] = []
        # How deep the groups of the footnotes are that are open.
        self.notes: list[int] = []
        self.aside = False
        self.in_fonts = False
        self.quiet = False  # Between \htmlrtf and \htmlrtf0 stands what is said in HTML too.
        self.skip_after = 1
        self.skip = 0
        self.high = 0

    def letters(self, text: str) -> None:
        self.flush()
        if not self.aside and not self.quiet:
            self.out.append(text)

    def octets(self, data: bytes) -> None:
        skipped = min(self.skip, len(data))
        self.skip -= skipped
        if not self.aside and not self.quiet:
            self.pending += data[skipped:]

    def flush(self) -> None:
        if self.pending:
            data, self.pending = self.pending, b""
            self.out.append(data.decode(self.fonts.get(self.font, self.codec), "replace"))

    def group(self, brace: bytes) -> None:
        self.flush()
        self.skip = 0
        if brace == b"{":
            self.groups.append((self.aside, self.skip_after, self.font))
            # Deeper than any writer goes: not read, and no memory spent on it.
            self.aside = self.aside or len(self.groups) > MOST_DEPTH
        elif self.groups:
            if self.notes and self.notes[-1] == len(self.groups):
                self.notes.pop()
                self.out.append("]")
            self.aside, self.skip_after, self.font = self.groups.pop()
            self.in_fonts = self.in_fonts and self.aside

    def word(self, name: bytes, figure: bytes | None) -> None:
        number = int(figure) if figure else None
        if name == b"u":
            self.unicode(number or 0)
            return
        self.flush()
        self.skip = 0
        if name == b"footnote" and self.groups and not self.groups[-1][0]:
            # Marked as something to skip, but its words are the text's: shown where it is cited.
            self.aside = False
            self.notes.append(len(self.groups))
            self.out.append(" [")
        elif name in _ASIDE:
            self.aside = True
            self.in_fonts = self.in_fonts or name == b"fonttbl"
        elif name == b"htmlrtf":
            self.quiet = number != 0
        elif name in _LETTERS:
            # A line's end counts wherever it stands: in HTML inside, it is said only there.
            if not self.aside and (not self.quiet or name in {b"par", b"line"}):
                self.out.append(_LETTERS[name])
        elif name == b"ansicpg":
            self.codec = _codec(f"cp{number}", self.codec)
        elif name == b"uc":
            self.skip_after = min(number or 0, 10)
        elif name == b"f":
            self.font = str(number)
        elif name == b"fcharset" and self.in_fonts and len(self.fonts) < 1_000:
            codec = _FONT_CODECS.get(number or 0)
            if codec and number:
                self.fonts[self.font] = codec

    def unicode(self, number: int) -> None:
        self.flush()
        self.skip = self.skip_after
        number &= 0xFFFF
        if 0xD800 <= number < 0xDC00:
            self.high = number
            return
        if 0xDC00 <= number < 0xE000:
            if not self.high:
                return
            number = 0x10000 + ((self.high - 0xD800) << 10) + number - 0xDC00
        self.high = 0
        if not self.aside and not self.quiet:
            self.out.append(chr(number))


def rtf_text(data: bytes) -> str:
    """The text of a Rich Text file. Raises Damaged, Empty, TooLarge."""
    if len(data) > MOST_FILE_BYTES:
        raise TooLarge(found=f"{len(data):,} bytes", limit=f"{MOST_FILE_BYTES:,}")
    if not data.lstrip().startswith(b"{\\rtf"):
        raise Damaged(kind="Rich Text", detail="it does not begin as one")
    text = text_of(data, most_bytes=MOST_FILE_BYTES)
    if not text.strip():
        raise Empty
    return text


def rtf_paper(data: bytes) -> Paper:
    """The paper of a Rich Text file: its lines are paragraphs. Raises Damaged, Empty, TooLarge."""
    paper = lines_paper(rtf_text(data))
    return replace(paper, language=language_of(paper.blocks, ()))


def text_of(data: bytes, *, most_bytes: int = MOST_BYTES) -> str:
    """The words of Rich Text in lines."""
    reader = _Reader()
    for match in _TOKEN.finditer(data[:most_bytes]):
        name, figure, octet, sign, brace, plain = match.groups()
        if name is not None:
            reader.word(name, figure)
        elif octet is not None:
            reader.octets(bytes.fromhex(octet.decode()))
        elif sign == b"*":
            reader.aside = True
        elif sign is not None and sign in _SIGNS:
            reader.letters(_SIGNS[sign])
        elif brace is not None:
            reader.group(brace)
        elif plain is not None:
            reader.octets(plain)
    reader.flush()
    lines = "".join(reader.out).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _codec(name: str, otherwise: str) -> str:
    try:
        b"".decode(name)
    except (LookupError, UnicodeError, ValueError):
        return otherwise
    return name
