"""A reading as plain values: the shape that scripts and drafts rely on (docs/circulars.md)."""

from typing import Any

from comitia.circulars.reading.lines import Place
from comitia.circulars.reading.reading import (
    Extract,
    Found,
    Item,
    Letter,
    Meeting,
    Node,
    Parent,
    Reading,
    Reference,
    Resolution,
    Row,
    Section,
    Warned,
)
from comitia.circulars.reading.reasons import REASONS
from comitia.circulars.reading.warnings import level, sentence

VERSION = 1


def reading_as_json(reading: Reading) -> dict[str, Any]:
    """Everything that was read. `found` tells of each field where it was, how sure, and why."""
    letter = reading.letter
    convener = reading.convener.value if reading.convener else None
    return {
        "version": VERSION,
        "source": {
            "kind": reading.source.kind,
            "encoding": reading.source.encoding,
            "encoding_assumed": reading.source.encoding_assumed,
        },
        "number": _value(reading.number),
        "series": _value(reading.series),
        "amends": _value(reading.amends),
        "language": reading.language.value,
        "subject": _value(reading.subject),
        "date": _value(letter.date),
        "date_inferred": _value(letter.date_inferred),
        **_letter(letter),
        "parent": _parent(reading.parent.value) if reading.parent else None,
        "group": _value(reading.group_name),
        "reflector": _value(reading.reflector),
        "sign_up": _value(reading.sign_up),
        "convener": {
            "name": convener.name,
            "title": convener.title,
            "organisation": convener.organisation,
            "country": convener.country,
            "country_code": convener.country_code,
        }
        if convener
        else None,
        "eligibility": list(reading.eligibility.value) if reading.eligibility else [],
        "purpose": _value(reading.purpose),
        "timetable": [_row(row) for row in reading.timetable],
        "resolution": _resolution(reading.resolution) if reading.resolution else None,
        "extracts": [_extract(extract) for extract in reading.extracts],
        "annexes": [
            {
                "number": annex.number,
                "title": annex.title,
                "kind": annex.kind,
                "where": annex.place.as_json(),
            }
            for annex in reading.annexes
        ],
        "warnings": [warning_as_json(warned) for warned in reading.warnings],
        "found": _provenance(reading),
    }


def warning_as_json(warned: Warned) -> dict[str, Any]:
    return {
        "code": warned.code,
        "level": level(warned),
        "text": sentence(warned),
        "facts": dict(warned.facts),
        "where": warned.place.as_json() if warned.place else None,
    }


def _value(found: Found[str] | None) -> str | None:
    return found.value if found else None


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "ref": _value(letter.ref),
        "tel": _value(letter.tel),
        "fax": _value(letter.fax),
        "email": _value(letter.email),
        "contact": _value(letter.contact),
        "to": [each.value for each in letter.to],
        "copy": [each.value for each in letter.copy],
        "salutation": _value(letter.salutation),
        "closing": _value(letter.closing),
        "signatory": {
            "name": _value(letter.signatory),
            "title": _value(letter.signatory_title),
        },
        "annexes_declared": letter.annexes_declared.value if letter.annexes_declared else None,
    }


def _meeting(meeting: Meeting | None) -> dict[str, Any] | None:
    if meeting is None:
        return None
    return {
        "body": meeting.body,
        "month": meeting.month,
        "start": meeting.start,
        "end": meeting.end,
        "text": meeting.wording,
    }


def _parent(parent: Parent) -> dict[str, Any]:
    return {
        "body": parent.body,
        "name": parent.name,
        "meeting": _meeting(parent.meeting.value) if parent.meeting else None,
        "decision": parent.decision.value if parent.decision else None,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "when": row.when,
        "kind": row.kind.value,
        "start": row.start,
        "end": row.end,
        "bound": row.bound,
        "action": row.action,
        "actor": row.actor,
        "recipient": row.recipient,
        "report": row.subject,
        "meeting": _meeting(row.meeting),
        "line": row.place.line,
        "where": row.place.as_json(),
        "sure": row.sure.value,
        "why": row.why,
        "actor_sure": "certain" if row.actor_why == "actor_stated" else "inferred",
        "actor_why": row.actor_why,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "text": reference.wording,
        "kind": reference.kind,
        "target": reference.target,
        "outside": reference.outside,
        "match": reference.match,
        "where": reference.place.as_json(),
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "label": node.label,
        "kind": node.kind,
        "text": node.text,
        "anchor": node.anchor,
        "provision": node.provision,
        "refs": [_reference(each) for each in node.refs],
        "where": node.place.as_json(),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "label": item.label,
        "text": item.text,
        "anchor": item.anchor,
        "parts": [_node(part) for part in item.parts],
        "refs": [_reference(each) for each in item.refs],
        "where": item.place.as_json(),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "verb": section.verb,
        "kind": "operative" if section.operative else "preambular",
        "heading": section.heading,
        "addressees": list(section.addressees),
        "addressee_codes": list(section.addressee_codes),
        "condition": section.condition,
        "items": [_item(item) for item in section.items],
        "where": section.place.as_json(),
        "sure": section.sure.value,
        "why": section.why,
    }


def _resolution(resolution: Resolution) -> dict[str, Any]:
    return {
        "number": resolution.number,
        "place": resolution.place_name,
        "year": resolution.year,
        "revised": resolution.revised,
        "title": resolution.title,
        "adopted_by": resolution.adopted_by,
        "adopted_by_code": resolution.adopted_by_code,
        "sections": [_section(section) for section in resolution.sections],
        "output_rules": [
            {
                "forbidden": list(rule.forbidden),
                "anchor": rule.anchor,
                "where": rule.place.as_json(),
            }
            for rule in resolution.output_rules
        ],
        "where": resolution.place.as_json(),
        "sure": resolution.sure.value,
        "why": resolution.why,
    }


def _extract(extract: Extract) -> dict[str, Any]:
    difference = extract.difference
    return {
        "section": extract.section,
        "identical": extract.identical,
        "likeness": extract.likeness,
        "where": extract.place.as_json(),
        "annex_where": extract.annex_place.as_json() if extract.annex_place else None,
        "difference": {
            "extract": difference.extract_words,
            "annex": difference.annex_words,
            "where": difference.extract_place.as_json(),
            "annex_where": difference.annex_place.as_json(),
        }
        if difference
        else None,
    }


def _provenance(reading: Reading) -> dict[str, dict[str, Any]]:
    """Of each field by its path: the place, the words there, how sure, and why."""
    letter = reading.letter
    founds: dict[str, Found[Any] | None] = {
        "language": reading.language,
        "number": reading.number,
        "series": reading.series,
        "amends": reading.amends,
        "subject": reading.subject,
        "date": letter.date,
        "date_inferred": letter.date_inferred,
        "ref": letter.ref,
        "tel": letter.tel,
        "fax": letter.fax,
        "email": letter.email,
        "contact": letter.contact,
        "salutation": letter.salutation,
        "closing": letter.closing,
        "signatory.name": letter.signatory,
        "signatory.title": letter.signatory_title,
        "annexes_declared": letter.annexes_declared,
        "group": reading.group_name,
        "reflector": reading.reflector,
        "sign_up": reading.sign_up,
        "parent": reading.parent,
        "convener": reading.convener,
        "eligibility": reading.eligibility,
        "purpose": reading.purpose,
    }
    founds |= {f"to.{index}": each for index, each in enumerate(letter.to)}
    founds |= {f"copy.{index}": each for index, each in enumerate(letter.copy)}
    if reading.parent:
        founds["parent.meeting"] = reading.parent.value.meeting
        founds["parent.decision"] = reading.parent.value.decision
    shown = {
        path: _shown(reading, found.place, found.sure.value, found.why)
        for path, found in founds.items()
        if found is not None
    }
    for index, row in enumerate(reading.timetable):
        shown[f"timetable.{index}"] = _shown(reading, row.place, row.sure.value, row.why)
    resolution = reading.resolution
    if resolution:
        sure, why = resolution.sure.value, resolution.why
        shown["resolution"] = _shown(reading, resolution.header_place, sure, why)
        if resolution.title_place:
            shown["resolution.title"] = _shown(reading, resolution.title_place, sure, why)
        if resolution.adopted_place:
            shown["resolution.adopted_by"] = _shown(reading, resolution.adopted_place, sure, why)
    return shown


def _shown(reading: Reading, place: Place, sure: str, why: str) -> dict[str, Any]:
    return {
        "where": place.as_json(),
        "text": reading.text[place.start : place.end],
        "sure": sure,
        "why": why,
        "reason": REASONS.get(why, ""),
    }
