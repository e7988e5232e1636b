"""The parts of a Word file that say little: what is in it, its settings, fonts, heads and feet."""

from collections.abc import Iterable
from datetime import UTC
from xml.sax.saxutils import escape

from comitia.documents.publish.cover import Ready
from comitia.documents.publish.docx_marks import Marks, quoted
from comitia.documents.publish.docx_styles import FONTS, W

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{_OFFICE}/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
TAGS = {"zh-hans": "zh-CN"}
"""As Word and PDF readers know a language."""


def part(xml: str) -> bytes:
    """A part of the package."""
    return (_HEAD + xml).encode()


def content_types(names: Iterable[str]) -> bytes:
    """What kind each part is of."""
    kinds = {
        "word/document.xml": f"{_WORD_PART}.document.main+xml",
        "word/styles.xml": f"{_WORD_PART}.styles+xml",
        "word/settings.xml": f"{_WORD_PART}.settings+xml",
        "word/fontTable.xml": f"{_WORD_PART}.fontTable+xml",
        "word/footnotes.xml": f"{_WORD_PART}.footnotes+xml",
        "word/comments.xml": f"{_WORD_PART}.comments+xml",
        "word/header1.xml": f"{_WORD_PART}.header+xml",
        "word/header2.xml": f"{_WORD_PART}.header+xml",
        "word/footer1.xml": f"{_WORD_PART}.footer+xml",
        "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    return part(
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        '<Default Extension="gif" ContentType="image/gif"/>'
        + "".join(
            f'<Override PartName="/{name}" ContentType="{kinds[name]}"/>'
            for name in names
            if name in kinds
        )
        + "</Types>"
    )


def root_relations() -> bytes:
    """Where the document and its facts are."""
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return _relations(
        (
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("rId2", core, "docProps/core.xml"),
            ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        )
    )


def document_relations(names: Iterable[str], marks: Marks) -> bytes:
    """Where the document's other parts are, and where its links lead."""
    base = f"{_OFFICE}/relationships"
    kinds = {
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "footnotes": "footnotes",
        "comments": "comments",
        "header1": "header",
        "header2": "header",
        "footer1": "footer",
    }
    rows = [
        (f"rId{stem}", f"{base}/{kind}", f"{stem}.xml")
        for stem, kind in kinds.items()
        if f"word/{stem}.xml" in names
    ]
    if "word/theme/theme1.xml" in names:
        rows.append(("rIdtheme", f"{base}/theme", "theme/theme1.xml"))
    for name in marks.media:
        number = name.removeprefix("image").split(".")[0]
        rows.append((f"rIdM{number}", f"{base}/image", f"media/{name}"))
    links = [(identity, f"{base}/hyperlink", link) for link, identity in marks.links.items()]
    return _relations(rows, links)


def _relations(
    rows: Iterable[tuple[str, str, str]], outside: Iterable[tuple[str, str, str]] = ()
) -> bytes:
    shown = [
        f'<Relationship Id="{identity}" Type="{kind}" Target={quoted(target)}/>'
        for identity, kind, target in rows
    ]
    shown += [
        f'<Relationship Id="{identity}" Type="{kind}" Target={quoted(target)}'
        ' TargetMode="External"/>'
        for identity, kind, target in outside
    ]
    return part(f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(shown)}</Relationships>')


def core_properties(found: Ready) -> bytes:
    """Title, source, language, keywords, and the given instant of making."""
    cover = found.cover
    facts = [("dc:title", found.title), ("dc:subject", cover.number)]
    facts += [("dc:creator", "; ".join(cover.sources) or cover.group or cover.body)]
    facts += [("cp:keywords", ", ".join(cover.keywords))]
    facts += [("dc:language", TAGS.get(found.shape.language, found.shape.language))]
    shown = "".join(f"<{tag}>{escape(value)}</{tag}>" for tag, value in facts if value)
    if cover.created is not None:
        at = cover.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        shown += "".join(
            f'<dcterms:{tag} xsi:type="dcterms:W3CDTF">{at}</dcterms:{tag}>'
            for tag in ("created", "modified")
        )
    return part(
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{shown}</cp:coreProperties>'
    )


def app_properties() -> bytes:
    """Which program made it."""
    return part(
        f'<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>Comitia</Application></Properties>"
    )


def settings(*, notes: bool, language: str) -> bytes:
    """As today's Word, so that it opens nothing in a mode of compatibility."""
    separators = (
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>' * notes
    )
    theme = TAGS.get(language, language)
    return part(
        f'<w:settings {NAMES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="480"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f"{separators}<w:compat>"
        '<w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{theme}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:settings>"
    )


def font_table() -> bytes:
    """What to set instead of a font that a machine lacks."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/></w:font>'
        for name, instead in FONTS.items()
    )
    return part(f"<w:fonts {NAMES}>{rows}</w:fonts>")


def header(symbol: str, title: str, style: str, *, rtl: bool, room_mm: float) -> bytes:
    """The title, shortened, and the symbol at the other side."""
    if len(title) > 70:
        title = title[:69].rstrip() + "…"
    return part(f"<w:hdr {NAMES}>{_line(title, symbol, style, rtl=rtl, room_mm=room_mm)}</w:hdr>")


def empty_header(style: str) -> bytes:
    """The first page's: its cover says all that."""
    inside = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
    return part(f"<w:hdr {NAMES}>{inside}</w:hdr>")


def footer(body: str, page_of: str, style: str, *, rtl: bool, room_mm: float) -> bytes:
    """Whose it is, and which page of how many."""
    fields = {"{page}": _field("PAGE"), "{pages}": _field("NUMPAGES")}
    shown = _text(page_of)
    for name, field in fields.items():
        shown = shown.replace(escape(name), f'</w:t></w:r>{field}<w:r><w:t xml:space="preserve">')
    inside = _line(body, "", style, rtl=rtl, room_mm=room_mm, end=shown)
    return part(f"<w:ftr {NAMES}>{inside}</w:ftr>")


def _line(
    start: str, end_text: str, style: str, *, rtl: bool, room_mm: float, end: str = ""
) -> str:
    place = int(room_mm * 1440 / 25.4)
    turn = "<w:bidi/>" if rtl else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:tabs><w:tab w:val="clear" w:pos="4536"/>'
        f'<w:tab w:val="clear" w:pos="9072"/><w:tab w:val="right" w:pos="{place}"/></w:tabs>{turn}'
        f"</w:pPr>{_text(start, rtl=rtl)}<w:r><w:tab/></w:r>{end or _text(end_text)}</w:p>"
    )


def _text(text: str, *, rtl: bool = False) -> str:
    turn = "<w:rPr><w:rtl/></w:rPr>" if rtl and any(letter > "\u0590" for letter in text) else ""
    return f'<w:r>{turn}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(name: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
