"""Plain text cut into blocks: what the author wrote, what is quoted, the signature. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from comitia.archive.rendering.unmarked import begins_at, device_signs_at

TEXT, QUOTE, SIGNATURE = "text", "quote", "signature"
_KINDS = {b"t": TEXT, b"q": QUOTE, b"s": SIGNATURE}
_T, _Q = b"tq"
MOST_LINKS = 200
MOST_LINK_LETTERS = 2_000

_RUN = re.compile(b"t+|q+|s+")
_QUOTED = re.compile(r" {0,2}(?:> ?)+|[ ]?[A-Z]{1,3}>(?: |$)")
# The line before a quotation that says whose words follow, as mail programs write it: how such
# lines begin (they are often folded), and how they end.
_SAYS_WHEN = re.compile(r"(?:(?:on|le|el|am|il|em|den|op|dnia|в)\b|在|في).{0,40}\d", re.IGNORECASE)
_SAYS_WHO = re.compile(
    r"""(?:wrote|writes|a\ écrit|escribió|schrieb|ha\ scritto|escreveu|skrev|schreef|napisał\(?a?\)?
      |написал(?:а|\(а\))?|пишет|写道|寫道|كتب|schrieb.{1,60}|skrev.{1,60}|schreef.{1,60})
      \s*[:：]\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_MOST_ATTRIBUTION_LINES = 3
# From here on all is quoted: the way of programs that write the answer above.
_BELOW_IS_QUOTED = re.compile(
    r"""^\s*-{2,}\s*(?:original\ message|message\ d.origine|mensaje\ original|исходное\ сообщение|
        пересылаемое\ сообщение|ursprüngliche\ nachricht|原始邮件|原件|原始郵件|الرسالة\ الأصلية|
        forwarded\ message|original\ appointment)\s*-{2,}\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNATURE = re.compile(r"--\s?$|_{30,}\s*$")
_LINK = re.compile(r"""\bhttps?://[^\s<>"'\x00-\x20“”«»（）「」【】，。；]+""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_TAG_OR_LINK = re.compile(r"(<a\b[^>]*>.*?</a>|<[^>]*>)", re.DOTALL)
_ADDRESS = re.compile(r"([\w.!#$%*+/=?^`{|}~-]{1,64})@((?:[\w-]{1,63}\.){1,8}[\w-]{2,63})")
# Controls but for tab and line end; among them those that turn the direction of what follows.
_ASCII_CONTROLS = bytes(each for each in (*range(32), 127) if each not in b"\t\n")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a message. `html` is safe to show as it is; its line ends are to be kept."""

    kind: str
    html: str
    lines: int


def cut(text: str) -> list[Block]:
    """The blocks of a plain text, in order."""
    return [
        Block(kind, _safe("\n".join(lines)), len(lines))
        for kind, lines in _runs(clean(text))
        if lines
    ]


def clean(text: str) -> str:
    """Text with one kind of line end, without controls."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if text.isascii():
        return text.encode().translate(None, _ASCII_CONTROLS).decode()
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return _CONTROLS.sub("", text)


def unflowed(text: str, *, del_space: bool) -> str:
    """Lines of format=flowed joined to paragraphs, quotation by quotation (RFC 3676 4)."""
    out: list[str] = []
    open_depth: int | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if open_depth == depth and content != "-- ":
            out[-1] += content[:-1] if flows and del_space else content
        else:
            marks = ">" * depth + " " if depth else ""
            out.append(marks + (content[:-1] if flows and del_space else content))
        open_depth = depth if flows else None
    return "\n".join(out)


def plain(html: str) -> str:
    """The text of a block's HTML."""
    return unescape(_TAG.sub("", html))


def shortened(block: Block, most_letters: int) -> Block:
    """The block's first lines, of about `most_letters` letters of HTML."""
    if len(block.html) <= most_letters:
        return block
    # No tag of ours spans lines, so a line end is a safe place to cut.
    end = block.html.rfind("\n", 0, most_letters)
    html = (
        block.html[:end]
        if end > 0
        else escape(plain(block.html)[: most_letters // 2], quote=False) + "…"
    )
    return Block(block.kind, html, html.count("\n") + 1)


def masked(html: str) -> str:
    """Safe HTML with e-mail addresses made useless to harvesters; links stay what they are."""
    if "@" not in html:
        return html
    pieces = _TAG_OR_LINK.split(html)
    # Of tags, only a link holds what must stay; others may say an address in a title.
    return "".join(
        [
            piece if at % 2 and piece.startswith(("<a ", "<a>")) else _masked(piece)
            for at, piece in enumerate(pieces)
        ]
    )


def _masked(piece: str) -> str:
    # The pattern is dear where there is no address to find.
    if "@" not in piece:
        return piece
    lines = piece.split("\n")
    return "\n".join([_ADDRESS.sub(_mask, line) if "@" in line else line for line in lines])


def masked_address(address: str) -> str:
    """An address of which the name is hidden but for its first letter: b…@example.com."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if name else "…"


def _mask(match: re.Match[str]) -> str:
    return f"{match[1][0]}…@{match[2]}"


def _runs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Lines that belong together, without blanks at their ends, and the kind of each such run."""
    lines = text.split("\n")
    # One letter a line, so that runs are found without looking at each line again.
    kinds = bytearray(b"t" * len(lines))
    # What a line must hold to be quoted is looked for before what it must look like.
    quoted = [
        at
        for at, line in enumerate(lines)
        if ">" in line and (line[0] == ">" or (">" in line[:5] and _QUOTED.match(line)))
    ]
    for at in quoted:
        kinds[at] = _Q
    for at in quoted:
        if at and kinds[at - 1] == _T:
            first = _attribution(lines, kinds, at)
            kinds[first:at] = b"q" * (at - first)
    # A patch is nobody's answer, and its lines look like anything.
    if not quoted and "\n@@ -" not in text and (below := begins_at(lines)) is not None:
        kinds[below:] = b"q" * (len(lines) - below)
    end = kinds.find(_Q) if _Q in kinds else len(lines)
    if (device := device_signs_at(lines, end)) is not None:
        kinds[device:end] = b"s" * (end - device)
    # Where a signature or the message below could begin: of most lines there is nothing to ask.
    if "___" in text:
        marks = [at for at, line in enumerate(lines) if "--" in line or "___" in line]
    else:
        marks = [at for at, line in enumerate(lines) if "--" in line] if "--" in text else []
    _mark_what_is_below(lines, kinds, marks)
    lines = list(map(str.rstrip, lines))
    kind, start, end = b"t", 0, 0
    for run in _RUN.finditer(kinds):
        # Blank lines belong to the run above them.
        if run[0][:1] != kind and any(lines[run.start() : run.end()]):
            yield _KINDS[kind], _trimmed(lines[start:end])
            kind, start = run[0][:1], run.start()
        end = run.end()
    yield _KINDS[kind], _trimmed(lines[start:end])


def _mark_what_is_below(lines: list[str], kinds: bytearray, marks: list[int]) -> None:
    """Mark the signature, up to a quotation, and what is quoted as a whole at the end."""
    end = 0
    for at in marks:
        if _BELOW_IS_QUOTED.match(lines[at]):
            kinds[at:] = b"q" * (len(kinds) - at)
            return
        if at >= end and kinds[at] == _T and _SIGNATURE.match(lines[at]):
            end = kinds.find(_Q, at)
            end = len(kinds) if end < 0 else end
            kinds[at:end] = b"s" * (end - at)


def _attribution(lines: list[str], kinds: bytearray, at: int) -> int:
    """Where the attribution of the quotation that begins at `at` begins; `at` if it has none."""
    last = at - 1
    while last > 0 and not lines[last].strip():
        last -= 1
    ending = lines[last][-200:].rstrip()
    if kinds[last] != _T or not ending.endswith((":", "：")) or not _SAYS_WHO.search(ending):
        return at
    for first in range(last, max(last - _MOST_ATTRIBUTION_LINES, -1), -1):
        if kinds[first] != _T or not lines[first].strip():
            break
        if _SAYS_WHEN.match(lines[first].strip()):
            return first
    return last


def _trimmed(lines: list[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < last and not lines[first]:
        first += 1
    while last > first and not lines[last - 1]:
        last -= 1
    return lines[first:last]


def _safe(text: str) -> str:
    if "://" not in text:
        return escape(text, quote=False)
    out: list[str] = []
    at = 0
    for count, match in enumerate(_links(text)):
        if count >= MOST_LINKS:
            break
        if len(match[0]) > MOST_LINK_LETTERS:
            continue
        link = match[0].rstrip(".,;:!?")
        # A closing bracket belongs to the link only if it was opened in it.
        while link.endswith((")", "]")) and link.count("(") + link.count("[") < (
            link.count(")") + link.count("]")
        ):
            link = link[:-1].rstrip(".,;:!?")
        out.append(escape(text[at : match.start()], quote=False))
        words = escape(link, quote=False)
        out.append(f'<a href="{escape(link)}" rel="noopener nofollow">{words}</a>')
        at = match.start() + len(link)
    out.append(escape(text[at:], quote=False))
    return "".join(out)


def _links(text: str) -> Iterator[re.Match[str]]:
    """What looks like a link, in order: looked for by what most texts have none of."""
    mark = text.find("://")
    while mark >= 0:
        start = mark - 5 if text[mark - 1 : mark] in {"s", "S"} else mark - 4
        match = _LINK.match(text, start) if start >= 0 else None
        if match is not None:
            yield match
        mark = text.find("://", match.end() if match else mark + 3)
