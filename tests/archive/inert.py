"""Whether HTML is inert: nothing in it acts, loads or reaches outside its place."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

HARMLESS_TAGS = frozenset(
    {
        *("a", "abbr", "address", "b", "bdi", "blockquote", "br", "caption", "center", "cite"),
        *("code", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "q", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "img"),
    }
)
OWN_PICTURE = re.compile(r"cid-part:\d[\d.~]{0,79}")
HARMLESS_ATTRIBUTES = frozenset(
    {"class", "colspan", "dir", "href", "lang", "rel", "rowspan", "scope", "start", "title"}
)


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HARMLESS_TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if tag == "img" and name in {"src", "alt"}:
                self._inspect_picture(name, value or "")
            elif name not in HARMLESS_ATTRIBUTES:
                self.found.append(f"<{tag} {name}>")
            elif name == "href":
                self._inspect_link(dict(attrs), value or "")
        if tag not in {"br", "hr", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.found.append(f"</{tag}> unbalanced")

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    handle_decl = handle_pi = unknown_decl = handle_comment

    def _inspect_picture(self, name: str, value: str) -> None:
        # Pictures come from the message itself and from nowhere else.
        if name == "src" and not OWN_PICTURE.fullmatch(value):
            self.found.append(f"picture from {value[:40]!r}")

    def _inspect_link(self, attributes: dict[str, str | None], target: str) -> None:
        try:
            scheme = urlsplit(target).scheme.lower()
        except ValueError:
            scheme = target.split(":", 1)[0].lower()
        if scheme not in {"http", "https"}:
            self.found.append(f"link to {target[:40]!r}")
        if not {"noopener", "nofollow"} <= set((attributes.get("rel") or "").split()):
            self.found.append("link without noopener nofollow")


def active_content(html: str) -> list[str]:
    """What in `html` is not plainly harmless; empty where all of it is."""
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.found + [f"<{tag}> never closed" for tag in inspector.open]
