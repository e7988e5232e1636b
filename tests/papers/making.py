"""Word and OpenDocument files made from their XML, so that tests show what they are about."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Clause of ours"/>
 <w:basedOn w:val="Titre1"/></w:style>
<w:style w:type="paragraph" w:styleId="Outlined"><w:name w:val="Outlined"/>
 <w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Th"><w:name w:val="Table_head"/></w:style>
<w:style w:type="paragraph" w:styleId="Enum"><w:name w:val="enumlev2"/></w:style>
<w:style w:type="character" w:styleId="Bold"><w:name w:val="Strong"/>
 <w:rPr><w:b/></w:rPr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
  <w:lvlText w:val="%1.%2)"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>
  <w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
 <w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
"""
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


def p(inner: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs, or of plain words."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = inner if inner.startswith("<") or not inner else r(inner)
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "", tag: str = "t") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def numbered(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def tracked(tag: str, inner: str = "", who: str = "Alice", extra: str = "") -> str:
    """w:ins, w:del and their like around something."""
    said = f'w:id="1" w:author="{who}" w:date="2012-03-04T05:06:07Z"'
    return f"<w:{tag} {said} {extra}>{inner}</w:{tag}>"


def cell(inner: str, properties: str = "") -> str:
    inner = inner if inner.startswith("<") else p(inner)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def docx(
    body: str,
    *,
    relations: dict[str, tuple[str, str]] | None = None,
    main: str = "word/document.xml",
    more: dict[str, str | bytes] | None = None,
    strict: bool = False,
    bom: bool = False,
) -> bytes:
    """A Word file. Relations are (kind, target) by id; parts in `more` are inner XML, or bytes."""

    def xml(name: str, inner: str) -> str:
        shown = f'<?xml version="1.0" encoding="UTF-8"?>{name.format(_NAMES)}'.replace("...", inner)
        if strict:
            shown = shown.replace(_W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            shown = shown.replace(_R, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        return ("\ufeff" if bom else "") + shown

    links = "".join(
        f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for key, (kind, target) in (relations or {}).items()
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships {_RELS}><Relationship Id="m" Type="{_R}/officeDocument" '
        f'Target="{main}"/></Relationships>',
        main: xml("<w:document {}><w:body>...</w:body></w:document>", body),
        f"word/_rels/{main.rpartition('/')[2]}.rels": f"<Relationships {_RELS}>{links}"
        "</Relationships>",
        "word/styles.xml": xml("<w:styles {}>...</w:styles>", STYLES),
        "word/numbering.xml": xml("<w:numbering {}>...</w:numbering>", NUMBERING),
    }
    for name, held in (more or {}).items():
        parts[name] = held if isinstance(held, bytes) else xml("<w:part {}>...</w:part>", held)
    return zipped(parts)


def zipped(parts: dict[str, str | bytes], stored: str = "") -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            # A time of its own would make each file another.
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, held, ZIP_STORED if name == stored else ZIP_DEFLATED)
    return made.getvalue()
