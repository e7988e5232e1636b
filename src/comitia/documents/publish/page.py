"""A paper as one HTML file: cover, contents, text; it fetches nothing and acts in no way."""

from base64 import b64encode
from functools import cache
from html import escape
from pathlib import Path

from comitia.documents.publish.cover import Cover, Ready, ready
from comitia.documents.publish.html import HtmlWriter
from comitia.documents.publish.images import image_of
from comitia.documents.publish.words import words_in
from comitia.papers.blocks import Paper, Picture

_HERE = Path(__file__).parent
# A browser that obeys it would refuse what we did not write.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def html_file(paper: Paper, cover: Cover) -> bytes:
    """The file, in UTF-8. The same paper gives the same bytes. Raises TooLargeToPublish."""
    found = ready(paper, cover)
    language = found.shape.language
    writer = HtmlWriter(found.paper, found.shape, data_url, 1, "", language)
    name = ": ".join(fact for fact in (found.cover.number, found.title) if fact)
    lines = [
        "<!doctype html>",
        f'<html lang="{language}" dir="{"rtl" if found.shape.rtl else "ltr"}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{escape(name)}</title>",
        f"<style>\n{_style()}</style>",
        "</head>",
        '<body class="alone">',
        _cover(found),
        _contents(found),
        f"<main>\n{writer.whole()}</main>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(line for line in lines[:-1] if line).encode() + b"\n"


def data_url(number: int, picture: Picture) -> str:
    """A picture as part of the page itself."""
    image = image_of(picture.data)
    if image is None:
        return ""
    return f"data:{image.media_type};base64,{b64encode(picture.data).decode('ascii')}"


@cache
def _style() -> str:
    inside = _HERE.parent / "static" / "comitia" / "paper.css"
    return "".join(path.read_text(encoding="utf-8") for path in (_HERE / "page.css", inside))


def _cover(found: Ready) -> str:
    cover = found.cover
    head = "".join(
        f'<p class="{kind}"><bdi>{escape(fact)}</bdi></p>\n'
        for kind, fact in (("body", cover.body), ("number", cover.number))
        if fact
    )
    rows = "".join(
        f"<div><dt>{escape(label)}</dt>"
        + "".join(f'<dd dir="auto">{_lines(value)}</dd>' for value in values)
        + "</div>\n"
        for label, values in found.rows
    )
    facts = f"<dl>\n{rows}</dl>\n" if rows else ""
    return f'<header class="cover">\n{head}<h1>{escape(found.title)}</h1>\n{facts}</header>'


def _lines(value: str) -> str:
    return escape(value).replace("\n", "<br>")


def _contents(found: Ready) -> str:
    contents = found.shape.contents
    if len(contents) < 2:
        return ""
    title = escape(words_in(found.shape.language)["contents"])
    rows = []
    for each in contents:
        label = f'<span class="label"><bdi>{escape(each.label)}</bdi></span> ' if each.label else ""
        rows.append(
            f'<li class="depth{min(each.depth, 6)}">'
            f'<a href="#{each.place}">{label}{escape(each.text)}</a></li>\n'
        )
    return (
        f'<nav class="contents" aria-labelledby="contents">\n<h2 id="contents">{title}</h2>\n'
        f"<ul>\n{''.join(rows)}</ul>\n</nav>"
    )
