"""HTML of strangers made inert, and made text. Never raises, never takes long."""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

import nh3

MOST_BYTES = 1_000_000
# The cleaner's time grows with the square of the depth: 300 open elements cost milliseconds.
MOST_OPEN = 300

_TAGS = {
    *("a", "abbr", "address", "b", "bdi", "blockquote", "br", "caption", "center", "cite", "code"),
    *("dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small"),
    *("span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead"),
    *("tr", "tt", "u", "ul", "var", "img"),
}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "img": {"src", "alt"},
}
# What stands in these is not for reading.
_DROPPED = {"script", "style", "title", "template", "noscript", "object", "svg", "math", "textarea"}
_ENDS_ITSELF = {
    *(
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
    ),
    *("track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"),
    *("colgroup", "html", "body", "head"),
}
# The address of a picture that came with the message, until a page puts its own in its place.
PLACEHOLDER = "cid-part:"
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_PLACED = re.compile(rf'<img src="{PLACEHOLDER}([0-9.~]{{1,80}})" alt="([^"]*)">')
# What the cleaner wrote: a tag, in whose attributes every quotation mark is written as a reference,
# or what stands between tags.
_PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [a-z]+="[^"]*")*>|[^<]+|<')
_ELEMENT = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_ELSEWHERE = re.compile(r"""<img\b[^>]{0,2000}?\bsrc\s*=\s*["']?\s*https?:""", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.I)


def declared_charset(data: bytes) -> str | None:
    """The charset that the HTML says it is in, where nothing else says it."""
    found = _META.search(data[:4096])
    return found[1].decode("ascii") if found else None


def sanitised(html: str, pictures: Mapping[str, str] | None = None) -> str | None:
    """The HTML with nothing that acts, loads or looks like our page; None where it is too deep.

    Pictures that came with the message are those in `pictures`: Content-ID, then path of the part.
    Others are not loaded: what is said in their place stays.
    """
    html = html[:MOST_BYTES].replace("\0", "")
    if _too_deep(html):
        return None
    own = pictures or {}

    def attribute(tag: str, name: str, value: str) -> str | None:
        scheme, _, rest = value.partition(":")
        if tag == "img" and name == "src":
            path = own.get(unquote(rest.strip())) if scheme.strip().lower() == "cid" else None
            return PLACEHOLDER + path if path is not None else None
        # That scheme is let through for pictures alone.
        return None if name == "href" and scheme.strip().lower() == "cid" else value

    safe = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "cid"},
        url_relative="deny",
        link_rel="noopener nofollow",
        strip_comments=True,
    )
    return _IMAGE.sub(_picture, safe) if "<img" in safe else safe


def _picture(match: re.Match[str]) -> str:
    """A picture of our own, or what is said in place of another. Values are escaped already."""
    attributes = dict(_ATTRIBUTE.findall(match[1]))
    said = attributes.get("alt", "")
    if "src" in attributes:
        return f'<img src="{attributes["src"]}" alt="{said}">'
    return f'<span class="picture">{said}</span>' if said.strip() else ""


def has_other_pictures(html: str) -> bool:
    """Whether an HTML text would load pictures from elsewhere, were it let."""
    return _ELSEWHERE.search(html) is not None


def placed(safe: str, link: str) -> str:
    """Sanitised HTML with its pictures at their address: `link` is that of the message.

    Without a link, what is said in their place stands there.
    """
    if PLACEHOLDER not in safe:
        return safe
    if not link:
        return _PLACED.sub(r'<span class="picture">\2</span>', safe)
    address = escape(link)

    def picture(match: re.Match[str]) -> str:
        return f'<img src="{address}part/{match[1]}/image" alt="{match[2]}" loading="lazy">'

    return _PLACED.sub(picture, safe)


def text_of(html: str) -> str:
    """The words of an HTML text in lines, quotations marked with ">"."""
    return words_of(sanitised(html), html)


def words_of(safe: str | None, html: str) -> str:
    """The same of HTML that is sanitised already: `safe`, or None where that was too deep."""
    if safe is None:
        return unescape(re.sub(r"<[^<>]*>", " ", html[:MOST_BYTES]))
    reader = _Reader()
    for piece in _PIECE.finditer(safe):
        if not piece[2]:
            reader.words(unescape(piece[0]) if "&" in piece[0] else piece[0])
        elif piece[1]:
            reader.end(piece[2])
        else:
            reader.begin(piece[2])
    return reader.text()


def _too_deep(html: str) -> bool:
    depth = 0
    for match in _ELEMENT.finditer(html):
        if match[2].lower() in _ENDS_ITSELF:
            continue
        # An end without a beginning must not make room for more beginnings.
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > MOST_OPEN:
            return True
    return False


class _Reader:
    """Lines of text out of HTML that has been sanitised, so it is well-formed and small.

    Python's own parser, made for HTML of strangers, takes thrice as long to read it.
    """

    _PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table"})
    _LINES = frozenset({"div", "li", "tr", "dt", "dd", "blockquote", "pre", "address", "caption"})

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._pre = 0

    def begin(self, tag: str) -> None:
        if tag == "br":
            self._break(always=True)
        elif tag == "hr":
            self._break()
            self._line.append("—" * 10)
            self._break()
        elif tag in {"td", "th"} and self._line:
            self._line.append("\t")
        self._around(tag)
        if tag == "li":
            self._line.append("• ")
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._pre += 1

    def end(self, tag: str) -> None:
        self._around(tag)
        if tag == "blockquote":
            self._quotes = max(self._quotes - 1, 0)
        elif tag == "pre":
            self._pre = max(self._pre - 1, 0)

    def words(self, data: str) -> None:
        if self._pre:
            first, *rest = data.split("\n")
            self._line.append(first)
            for line in rest:
                self._break(always=True)
                self._line.append(line)
            return
        words = re.sub(r"[ \t\r\n]+", " ", data)
        if not self._line:
            words = words.lstrip(" ")
        if words:
            self._line.append(words)

    def text(self) -> str:
        self._break()
        return re.sub(r"(\n>* *){3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def _around(self, tag: str) -> None:
        if tag in self._PARAGRAPHS:
            self._break()
            if self._lines and self._lines[-1].strip("> "):
                self._break(always=True)
        elif tag in self._LINES:
            self._break()

    def _break(self, *, always: bool = False) -> None:
        line = "".join(self._line).rstrip()
        self._line = []
        if line or always:
            marks = ">" * min(self._quotes, 9)
            self._lines.append(f"{marks} {line}".rstrip() if marks else line)
