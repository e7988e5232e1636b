"""The styles of our own template, and those that a body's template lacks."""

from collections.abc import Mapping
from functools import cache

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ACCENT = "12386F"
_QUIET = "566070"
SERIF = '<w:rFonts w:ascii="Noto Serif" w:hAnsi="Noto Serif" w:eastAsia="Noto Serif CJK SC" w:cs="Noto Naskh Arabic"/>'  # noqa: E501
SANS = '<w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:eastAsia="Noto Sans CJK SC" w:cs="Noto Naskh Arabic"/>'  # noqa: E501
MONO = '<w:rFonts w:ascii="Noto Sans Mono" w:hAnsi="Noto Sans Mono" w:eastAsia="Noto Sans Mono CJK SC" w:cs="Noto Sans Mono"/>'  # noqa: E501

# What is used where our fonts are not installed: each is on every machine that has Word.
FONTS = {
    "Noto Serif": "Cambria",
    "Noto Sans": "Calibri",
    "Noto Sans Mono": "Consolas",
    "Noto Naskh Arabic": "Traditional Arabic",
    "Noto Serif CJK SC": "SimSun",
    "Noto Sans CJK SC": "Microsoft YaHei",
    "Noto Sans Mono CJK SC": "NSimSun",
}

_LANGUAGES = {
    "en": 'w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"',
    "fr": 'w:val="fr-FR" w:eastAsia="zh-CN" w:bidi="ar-SA"',
    "es": 'w:val="es-ES" w:eastAsia="zh-CN" w:bidi="ar-SA"',
    "ru": 'w:val="ru-RU" w:eastAsia="zh-CN" w:bidi="ar-SA"',
    "zh-hans": 'w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"',
    "ar": 'w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"',
}


def _size(half_points: int, arabic: int = 0) -> str:
    """A size of type; Arabic looks small beside Latin of the same size."""
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{arabic or half_points + 3}"/>'


def _space(before: int, after: int, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _paragraph(name: str, key: str, inside: str, looks: str = "", based: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/><w:qFormat/>'
        f"<w:pPr>{inside}</w:pPr><w:rPr>{looks}</w:rPr></w:style>"
    )


def _letters(name: str, key: str, looks: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{key}"><w:name w:val="{name}"/>'
        f"<w:rPr>{looks}</w:rPr></w:style>"
    )


def _heading(level: int) -> str:
    size = {1: 30, 2: 26, 3: 23}.get(level, 21)
    before = {1: 360, 2: 280, 3: 220}.get(level, 180)
    return _paragraph(
        f"heading {level}",
        f"Heading{level}",
        f'<w:keepNext/><w:keepLines/>{_space(before, 100)}<w:outlineLvl w:val="{level - 1}"/>',
        f'{SANS}<w:b/><w:bCs/><w:color w:val="{_ACCENT}"/>{_size(size)}',
    )


def _contents(level: int) -> str:
    # Headings are numbered or not; either way their words begin after the tab.
    start = 600 * (level - 1)
    return _paragraph(
        f"toc {level}",
        f"TOC{level}",
        f'<w:tabs><w:tab w:val="left" w:pos="{start + 600}"/></w:tabs>{_space(0, 50)}'
        f'<w:ind w:start="{start + 600}" w:hanging="600"/>',
    )


_BORDER = 'w:val="single" w:sz="4" w:space="0" w:color="A9B3C1"'
_GRID = "".join(
    f"<w:{side} {_BORDER}/>" for side in ("top", "start", "bottom", "end", "insideH", "insideV")
)

# Word's name of each style, and its XML. Names, not identities, are alike in all templates.
STYLES: dict[str, str] = {
    "Title": _paragraph(
        "Title", "Title", f"<w:keepLines/>{_space(280, 280)}",
        f'{SANS}<w:b/><w:bCs/><w:color w:val="{_ACCENT}"/>{_size(40)}',
    ),
    **{f"heading {level}": _heading(level) for level in range(1, 10)},
    **{f"toc {level}": _contents(level) for level in range(1, 4)},
    "TOC Heading": _paragraph(
        "TOC Heading", "TOCHeading", f"<w:keepNext/>{_space(320, 120)}",
        f'{SANS}<w:b/><w:bCs/><w:color w:val="{_ACCENT}"/>{_size(26)}',
    ),
    "List Paragraph": _paragraph("List Paragraph", "ListParagraph", _space(0, 80)),
    "Quote": _paragraph(
        "Quote", "Quote",
        '<w:pBdr><w:start w:val="single" w:sz="12" w:space="10" w:color="A9B3C1"/></w:pBdr>'
        '<w:ind w:start="480" w:end="480"/>',
    ),
    "Code": _paragraph(
        "Code", "Code",
        '<w:shd w:val="clear" w:color="auto" w:fill="F3F5F9"/><w:bidi w:val="0"/>'
        f"{_space(0, 160, 252)}<w:jc w:val=\"start\"/>",
        f"{MONO}{_size(18)}",
    ),
    "caption": _paragraph(
        "caption", "Caption", f"<w:keepNext/>{_space(200, 80)}",
        f"{SANS}<w:b/><w:bCs/>{_size(19)}",
    ),
    "Cover Label": _paragraph(
        "Cover Label", "CoverLabel", _space(40, 40, 264),
        f'{SANS}<w:color w:val="{_QUIET}"/>{_size(19)}',
    ),
    "Cover Fact": _paragraph("Cover Fact", "CoverFact", _space(40, 40, 264)),
    "Cover Head": _paragraph(
        "Cover Head", "CoverHead", _space(60, 60, 264), f"{SANS}<w:b/><w:bCs/>{_size(22)}"
    ),
    "Table Text": _paragraph("Table Text", "TableText", _space(30, 30, 257), _size(19)),
    "header": _paragraph(
        "header", "Header", _space(0, 0, 240), f'{SANS}<w:color w:val="{_QUIET}"/>{_size(17)}'
    ),
    "footer": _paragraph(
        "footer", "Footer", _space(0, 0, 240), f'{SANS}<w:color w:val="{_QUIET}"/>{_size(17)}'
    ),
    "footnote text": _paragraph(
        "footnote text", "FootnoteText",
        f'{_space(0, 40, 252)}<w:ind w:start="300" w:hanging="300"/>', _size(18),
    ),
    "annotation text": _paragraph(
        "annotation text", "CommentText", _space(0, 0, 240), _size(18)
    ),
    "footnote reference": _letters(
        "footnote reference", "FootnoteReference", '<w:vertAlign w:val="superscript"/>'
    ),
    "annotation reference": _letters(
        "annotation reference", "CommentReference", _size(16, 16)
    ),
    "Hyperlink": _letters(
        "Hyperlink", "Hyperlink", f'<w:color w:val="{_ACCENT}"/><w:u w:val="single"/>'
    ),
    "Code Letters": _letters("Code Letters", "CodeLetters", f"{MONO}{_size(19)}"),
    "Table Grid": (
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f"<w:tblPr><w:tblBorders>{_GRID}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="40" w:type="dxa"/><w:start w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:end w:w="100" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    ),
}  # fmt: skip


def _default(language: str) -> str:
    rtl = '<w:bidi/><w:jc w:val="start"/>' if language == "ar" else ""
    line = 300 if language in {"ar", "zh-hans"} else 280
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{SERIF}{_size(21)}'
        f"<w:lang {_LANGUAGES[language]}/></w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/><w:pPr><w:widowControl/>{rtl.split('<w:jc')[0]}{_space(0, 160, line)}"
        "</w:pPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:start w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:end w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style></w:styles>"
    )


@cache
def default_styles(language: str) -> tuple[bytes, Mapping[str, str]]:
    """Our own template's styles: the part, and the identity of each style by its name."""
    return with_ours(_default(language).encode())


def with_ours(styles: bytes) -> tuple[bytes, Mapping[str, str]]:
    """A template's styles with those of ours that it lacks, and identities by name.

    Raises etree.XMLSyntaxError for what is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(styles, parser)
    name, value, identity = f"{{{W}}}name", f"{{{W}}}val", f"{{{W}}}styleId"
    known: dict[str, str] = {}
    for style in root.iter(f"{{{W}}}style"):
        named = style.find(name)
        if named is not None:
            known[str(named.get(value)).casefold()] = str(style.get(identity))
    taken = set(known.values())
    found: dict[str, str] = {}
    for called, xml in STYLES.items():
        if called.casefold() in known:
            found[called] = known[called.casefold()]
            continue
        style = etree.fromstring(f'<x xmlns:w="{W}">{xml}</x>'.encode(), parser)[0]
        key = str(style.get(identity))
        if key in taken:
            key += "Ours"
            style.set(identity, key)
        based = style.find(f"{{{W}}}basedOn")
        if based is not None:
            based.set(value, known.get("normal", "Normal"))
        root.append(style)
        found[called] = key
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True), found
