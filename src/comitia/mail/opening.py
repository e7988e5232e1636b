"""The first of a message's plain text: for commands, verdicts and notices. Never raises."""

from comitia.archive.rendering.charsets import decode
from comitia.archive.rendering.html import text_of
from comitia.archive.rendering.parts import Part
from comitia.base.text import storable

MOST_BYTES = 80_000
MOST_LETTERS = 20_000


def opening(root: Part) -> str:
    """The beginning of the text a person wrote; of HTML, where there is nothing else, its words."""
    texts = [
        part
        for part in root.walk()
        if not part.children and not part.disposition.startswith("attachment")
    ]
    for kind in ("text/plain", "text/html"):
        for part in texts:
            if part.kind == kind:
                return _text(part)
    return ""


def _text(part: Part) -> str:
    text, _ = decode(part.content(MOST_BYTES), part.parameters.get("charset"))
    if part.kind == "text/html":
        text = text_of(text)
    return storable(text[:MOST_LETTERS])
