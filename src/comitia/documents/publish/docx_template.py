"""A body's own Word template: its styles, its theme, its paper. Nothing else of it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from comitia.documents.publish.docx_styles import default_styles, with_ours
from comitia.papers.package import Reader as XmlReader
from comitia.papers.package import member, package, parse
from comitia.papers.refusals import Damaged

_MM = 25.4 / 1440
_A4 = {"w": 11_906, "h": 16_838}
_MARGINS = {"top": 1_360, "right": 1_250, "bottom": 1_250, "left": 1_250}
_THEME = "word/theme/theme1.xml"


@dataclass(frozen=True)
class Template:
    """What a file is set with."""

    styles: bytes
    names: Mapping[str, str]
    """The identity of each style by Word's name of it."""
    page: Mapping[str, int] = field(default_factory=lambda: _A4)
    margins: Mapping[str, int] = field(default_factory=lambda: _MARGINS)
    """In twentieths of a point."""
    theme: bytes = b""

    @property
    def room_mm(self) -> tuple[float, float]:
        """The width and height of what is set on a page."""
        width = self.page["w"] - self.margins["left"] - self.margins["right"]
        height = self.page["h"] - self.margins["top"] - self.margins["bottom"]
        return width * _MM, height * _MM


def our_template(language: str) -> Template:
    """The one that we make ourselves."""
    styles, names = default_styles(language)
    return Template(styles, names)


@lru_cache(maxsize=8)
def template_of(data: bytes) -> Template:
    """The template that a .docx file is. Raises CannotRead for what is none."""
    with package(data, "Word") as archive:
        names = set(archive.namelist())
        if not {"word/document.xml", "word/styles.xml"} <= names:
            raise Damaged(kind="Word", detail="it has no text or no styles")
        section = _Section()
        parse(member(archive, "word/document.xml", "Word"), section, "Word")
        raw = b"".join(member(archive, "word/styles.xml", "Word"))
        # The bounded parser refuses what lxml would follow.
        parse(iter([raw]), XmlReader(), "Word")
        theme = b""
        if _THEME in names:
            theme = b"".join(member(archive, _THEME, "Word"))
            parse(iter([theme]), XmlReader(), "Word")
    try:
        styles, known = with_ours(raw)
    except etree.XMLSyntaxError as error:
        raise Damaged(kind="Word", detail="its styles are broken") from error
    found = Template(styles, known, section.page, section.margins, theme)
    if min(found.room_mm) < 40:
        raise Damaged(kind="Word", detail="its margins leave no room for text")
    return found


class _Section(XmlReader):
    """Reads the last section's paper and margins."""

    def __init__(self) -> None:
        self.page: dict[str, int] = dict(_A4)
        self.margins: dict[str, int] = dict(_MARGINS)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "pgSz":
            self.page |= _numbers(attributes, self.page)
        elif name == "pgMar":
            self.margins |= _numbers(attributes, self.margins)


def _numbers(attributes: dict[str, str], wanted: Mapping[str, int]) -> dict[str, int]:
    return {
        key: min(31_680, abs(int(value)))
        for key, value in attributes.items()
        if key in wanted and value.lstrip("-").isascii() and value.lstrip("-").isdigit()
    }
