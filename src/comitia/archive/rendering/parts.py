"""The parts of a message (MIME), within bounds of depth and count. Never raises."""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from comitia.archive.rendering.parameters import parameters as read_parameters
from comitia.base.headers import MOST_HEADER_BYTES, Field, firsts, split
from comitia.base.text import header_text

MOST_DEPTH = 20
MOST_PARTS = 300
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BLANK = re.compile(rb"\r\n|\r|\n")
_BOUNDARY_ENDS = re.compile(rb"(--)?[ \t]*\r?(?:\n|\Z)")
_NEWLINE = ord("\n")
_KIND = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9!#$&^_.+-]{1,126}")
TOO_DEEP = "parts nested too deep"
TOO_MANY = "too many parts"


@dataclass(frozen=True)
class Part:
    """A part: what it is, where its bytes lie, and the parts within it.

    `path` counts from 1 at each level, as "2.1"; the whole message is "". `body` is as it came,
    still encoded: `content()` decodes it. The part with its own header is `data[start:end]`;
    `header` has the first field of each name.
    """

    path: str
    kind: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    content_id: str
    encoding: str
    body: bytes = field(repr=False)
    children: tuple["Part", ...] = ()
    start: int = 0
    end: int = 0
    header: Mapping[str, Field] = field(default_factory=dict, repr=False)
    data: bytes = field(default=b"", repr=False)

    def content(self, most_bytes: int | None = None) -> bytes:
        """The body without its transfer encoding, of at most about `most_bytes`."""
        body = self.body
        if most_bytes is not None:
            # Base64 and quoted-printable only shrink: no need to decode more than three times it.
            body = body[: most_bytes * 3]
        if self.encoding == "base64":
            body = base64_bytes(body)
        elif self.encoding == "quoted-printable":
            body = binascii.a2b_qp(body)
        elif self.encoding in {"x-uuencode", "uuencode", "x-uue"}:
            body = _uudecoded(body)
        return body if most_bytes is None else body[:most_bytes]

    def size_bytes(self) -> int:
        """The size of its content; of base64, reckoned without decoding it."""
        if self.encoding != "base64":
            return len(self.content())
        letters = self.body.translate(None, b"\r\n \t")
        return len(letters) * 3 // 4 - letters[-2:].count(b"=")

    def walk(self) -> Iterator["Part"]:
        """Itself and all parts below, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator["Part"]:
        """The parts in it that hold no others, in order; itself where it holds none."""
        return (part for part in self.walk() if not part.children)


@dataclass
class _Budget:
    parts: int = MOST_PARTS
    notes: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        if what not in self.notes:
            self.notes.append(what)


def parse(raw: bytes) -> tuple[Part, list[str]]:
    """The message as a tree of parts, and notes on what was out of bounds."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    budget = _Budget()
    return _part(raw, 0, len(raw), "", 0, "text/plain", budget), budget.notes


def _part(
    data: bytes, start: int, end: int, path: str, depth: int, default: str, budget: _Budget
) -> Part:
    budget.parts -= 1
    fields, offset = split(data[start : min(end, start + MOST_HEADER_BYTES)])
    body = min(end, _after_blank_line(data, start + offset))
    header = firsts(fields)

    def value(name: str) -> bytes:
        found = header.get(name)
        return found.value if found else b""

    kind, parameters = read_parameters(value("content-type"))
    if not _KIND.fullmatch(kind):
        kind = default if kind in {"", "text", "plain"} else "application/octet-stream"
    disposition, more = read_parameters(value("content-disposition"))
    encoding = header_text(value("content-transfer-encoding")).lower()
    children: tuple[Part, ...] = ()
    if kind.startswith("multipart/"):
        children = _children(data, body, end, path, depth, kind, parameters, budget)
        if not children:
            # Announced as several, but no boundary is found: all of it is one text.
            kind = "text/plain"
    return Part(
        path=path,
        kind=kind,
        parameters=parameters,
        disposition=disposition,
        filename=more.get("filename") or parameters.get("name") or "",
        content_id=header_text(value("content-id")).strip("<> "),
        encoding=encoding.split(";")[0].strip(),
        body=b"" if children else data[body:end],
        children=children,
        start=start,
        end=end,
        header=header,
        data=data,
    )


def _children(
    data: bytes,
    start: int,
    end: int,
    path: str,
    depth: int,
    kind: str,
    parameters: dict[str, str],
    budget: _Budget,
) -> tuple[Part, ...]:
    boundary = parameters.get("boundary", "").rstrip().encode("utf-8", "replace")[:200]
    if not boundary:
        return ()
    if depth >= MOST_DEPTH:
        budget.note(TOO_DEEP)
        return ()
    default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    children: list[Part] = []
    for count, (begin, stop) in enumerate(_between(data, start, end, boundary), 1):
        if budget.parts <= 0:
            budget.note(TOO_MANY)
            break
        name = f"{path}.{count}" if path else str(count)
        children.append(_part(data, begin, stop, name, depth + 1, default, budget))
    return tuple(children)


def _between(data: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Where each part lies between the boundary's lines (RFC 2046 5.1.1)."""
    opened: int | None = None
    for at, line_end, closes in _boundary_lines(data, start, end, b"--" + boundary):
        if opened is not None:
            yield opened, max(opened, _before_newline(data, at))
        if closes:
            return
        opened = line_end
    if opened is not None:
        yield opened, end  # Never closed: the rest is the last part.


def _boundary_lines(
    data: bytes, start: int, end: int, mark: bytes
) -> Iterator[tuple[int, int, bool]]:
    """Where the lines with the mark begin and end, and whether they are the closing one."""
    at = data.find(mark, start, end)
    while at >= 0:
        rest = _BOUNDARY_ENDS.match(data, at + len(mark), end)
        if rest is not None and (at == 0 or data[at - 1] == _NEWLINE):
            yield at, rest.end(), rest[1] is not None
        at = data.find(mark, rest.end() if rest else at + 1, end)


def _after_blank_line(data: bytes, at: int) -> int:
    blank = _BLANK.match(data, at)
    return blank.end() if blank else at


def _before_newline(data: bytes, at: int) -> int:
    # The line end before a boundary belongs to the boundary.
    if data[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if data[at - 1 : at] == b"\n" else at


def base64_bytes(content: bytes) -> bytes:
    """As many bytes as base64 of any quality gives."""
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:
        pass
    # Cut off, as nearly all that fails.
    others = content.translate(None, _BASE64)
    letters = content.translate(None, others) if others else content
    # One letter left over holds six bits, which are no byte.
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _uudecoded(body: bytes) -> bytes:
    out: list[bytes] = []
    for line in body.splitlines():
        if line.startswith(b"begin ") or line.strip() in {b"end", b"`", b""}:
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # The length byte says how many letters count; some programs write more.
            wanted = ((line[0] - 32) & 63) * 4 // 3 + 1
            try:
                out.append(binascii.a2b_uu(line[: wanted + 1]))
            except binascii.Error:
                continue
    return b"".join(out)
