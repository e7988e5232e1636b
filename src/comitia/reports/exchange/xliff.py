"""XLIFF 1.2 out and in, as CAT programs read it; one trans-unit for each paragraph or heading."""

from lxml import etree

from comitia.base.languages import known_language
from comitia.base.text import storable
from comitia.reports.exchange.unit import MOST_BYTES, MOST_UNITS, Bundle, Unit, Unreadable
from comitia.reports.exchange.words import broken, too_large, too_many

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What tools call Chinese in simplified signs, and what we do.
_TAGS = {"zh-hans": "zh-Hans"}


def write(bundle: Bundle) -> bytes:
    """The bundle as a file. The same bundle gives the same bytes."""
    root = etree.Element(_name("xliff"), {"version": "1.2"}, nsmap={None: NAMESPACE})
    file = etree.SubElement(
        root,
        _name("file"),
        {
            "original": f"report:{bundle.group}",
            "source-language": _TAGS.get(bundle.source_language, bundle.source_language),
            "target-language": _TAGS.get(bundle.language, bundle.language),
            "datatype": "plaintext",
        },
    )
    body = etree.SubElement(file, _name("body"))
    for unit in bundle.units:
        row = etree.SubElement(
            body,
            _name("trans-unit"),
            {
                "id": unit.id,
                "approved": "yes" if unit.is_checked else "no",
                "extradata": f"revision={unit.serial}",
                _XML_SPACE: "preserve",
            },
        )
        etree.SubElement(row, _name("source")).text = unit.source
        target = etree.SubElement(row, _name("target"), {"state": _state(unit)})
        target.text = unit.target or None
        if unit.number:
            etree.SubElement(row, _name("note"), {"from": "comitia"}).text = unit.number
        if unit.is_behind:
            # What it was made from, as CAT programs show it.
            older = etree.SubElement(row, _name("alt-trans"), {"alttranstype": "previous-version"})
            etree.SubElement(older, _name("source")).text = unit.previous
            etree.SubElement(older, _name("target")).text = unit.target
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return data


def read(data: bytes) -> Bundle:
    """The bundle in a file. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(too_large(MOST_BYTES))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(broken("XLIFF", getattr(error, "lineno", 0) or 0)) from None
    if root.getroottree().docinfo.doctype or root.tag != _name("xliff"):
        raise Unreadable(broken("XLIFF", 0))
    file = root.find(_name("file"))
    if file is None:
        raise Unreadable(broken("XLIFF", 0))
    units: list[Unit] = []
    for row in file.iter(_name("trans-unit")):
        if len(units) >= MOST_UNITS:
            raise Unreadable(too_many(MOST_UNITS))
        units.append(
            Unit(
                id=row.get("id", "")[:100],
                source=_text(row.find(_name("source"))),
                target=_text(row.find(_name("target"))),
                serial=_serial(row.get("extradata", "")),
                line=row.sourceline or 0,
            )
        )
    return Bundle(
        group=file.get("original", "").removeprefix("report:"),
        source_language=known_language(file.get("source-language"), ""),
        language=known_language(file.get("target-language"), ""),
        units=tuple(units),
    )


def _state(unit: Unit) -> str:
    if unit.is_behind:
        return "needs-adaptation"
    if not unit.target:
        return "needs-translation"
    return "final" if unit.is_checked else "translated"


def _text(element: "etree._Element | None") -> str:
    """All text within, whatever a program put around parts of it (g, x, ph)."""
    return storable("".join(element.itertext())) if element is not None else ""


def _serial(extradata: str) -> int:
    _, _, number = extradata.partition("revision=")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
