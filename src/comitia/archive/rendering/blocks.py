"""Plain text cut into blocks: what the author wrote, what is quoted, the signature. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

TEXT, QUOTE, SIGNATURE = "text", "quote", "signature"
MOST_LINKS = 200
MOST_LINK_LETTERS = 2_000

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
        Block(kind, _safe(lines), len(lines))
        for kind, lines in _runs(clean(text).split("\n"))
        if any(line.strip() for line in lines)
    ]


def clean(text: str) -> str:
    """Text with one kind of line end, without controls."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))


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
    pieces[::2] = [
        # The pattern is dear where there is no address to find.
        "\n".join(_ADDRESS.sub(_mask, line) if "@" in line else line for line in piece.split("\n"))
        if "@" in piece
        else piece
        for piece in pieces[::2]
    ]
    return "".join(pieces)


def masked_address(address: str) -> str:
    """An address of which the name is hidden but for its first letter: b…@example.com."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if name else "…"


def _mask(match: re.Match[str]) -> str:
    return f"{match[1][0]}…@{match[2]}"


def _runs(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    kinds = [_kind(line) for line in lines]
    for at, kind in enumerate(kinds):
        if kind == QUOTE and at and kinds[at - 1] == TEXT:
            first = _attribution(lines, kinds, at)
            kinds[first:at] = [QUOTE] * (at - first)
    below: str | None = None
    for at, line in enumerate(lines):
        if below == QUOTE:
            kinds[at] = QUOTE
        elif _BELOW_IS_QUOTED.match(line):
            below = kinds[at] = QUOTE
        elif below == SIGNATURE and kinds[at] == QUOTE:
            below = None
        elif below == SIGNATURE or (kinds[at] == TEXT and _SIGNATURE.match(line)):
            below = kinds[at] = SIGNATURE
    start = 0
    for at in range(1, len(lines) + 1):
        blank_between = at < len(lines) and not lines[at].strip() and kinds[at] == TEXT
        if at == len(lines) or (kinds[at] != kinds[start] and not blank_between):
            yield kinds[start], _trimmed(lines[start:at])
            start = at


def _attribution(lines: list[str], kinds: list[str], at: int) -> int:
    """Where the attribution of the quotation that begins at `at` begins; `at` if it has none."""
    last = at - 1
    while last > 0 and not lines[last].strip():
        last -= 1
    if kinds[last] != TEXT or not _SAYS_WHO.search(lines[last][-200:]):
        return at
    for first in range(last, max(last - _MOST_ATTRIBUTION_LINES, -1), -1):
        if kinds[first] != TEXT or not lines[first].strip():
            break
        if _SAYS_WHEN.match(lines[first].strip()):
            return first
    return last


def _kind(line: str) -> str:
    return QUOTE if _QUOTED.match(line) else TEXT


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _safe(lines: list[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines)
    out: list[str] = []
    at = 0
    for count, match in enumerate(_LINK.finditer(text)):
        if count >= MOST_LINKS:
            break
        link = match[0].rstrip(".,;:!?")
        # A closing bracket belongs to the link only if it was opened in it.
        while link.endswith((")", "]")) and link.count("(") + link.count("[") < (
            link.count(")") + link.count("]")
        ):
            link = link[:-1].rstrip(".,;:!?")
        if len(link) > MOST_LINK_LETTERS:
            continue
        out.append(escape(text[at : match.start()], quote=False))
        words = escape(link, quote=False)
        out.append(f'<a href="{escape(link)}" rel="noopener nofollow">{words}</a>')
        at = match.start() + len(link)
    out.append(escape(text[at:], quote=False))
    return "".join(out)
