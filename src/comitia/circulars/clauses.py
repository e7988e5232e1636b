"""A resolution's sections and items out of a reading's plain values. Pure."""

from collections.abc import Mapping
from typing import Any

from comitia.mandates.actions import ItemText, PartText, ReferenceText, ResolutionText, SectionText


def section_of(found: Mapping[str, Any]) -> SectionText:
    """A headed part with its items."""
    items = found.get("items")
    return SectionText(
        key=str(found.get("key") or "section")[:60],
        operative=found.get("kind") == "operative",
        heading=str(found.get("heading") or ""),
        items=tuple(_item(each) for each in items) if isinstance(items, list) else (),
        addressees=_words(found.get("addressees")),
        condition=str(found.get("condition") or ""),
    )


def _words(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()


def _nested(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = found.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _item(found: Any) -> ItemText:
    if not isinstance(found, Mapping):
        return ItemText(str(found))
    return ItemText(
        text=str(found.get("text") or ""),
        label=str(found.get("label") or "")[:20],
        anchor=str(found.get("anchor") or "")[:80],
        parts=tuple(_part(each) for each in _nested(found, "parts")),
        references=tuple(_reference(each) for each in _references(found)),
    )


def _references(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the item and its parts cite."""
    inner = [each for part in _nested(found, "parts") for each in _nested(part, "refs")]
    return _nested(found, "refs") + inner


def _part(found: Mapping[str, Any]) -> PartText:
    kind = str(found.get("kind"))
    return PartText(
        kind=kind if kind in {"provision", "omission"} else "item",
        text=str(found.get("text") or ""),
        anchor=str(found.get("anchor") or "")[:100],
        label=str(found.get("label") or "")[:20],
        provision=str(found.get("provision") or "")[:40],
    )


def _reference(found: Mapping[str, Any]) -> ReferenceText:
    return ReferenceText(
        wording=str(found.get("text") or ""),
        target=str(found.get("target") or ""),
        outside=str(found.get("outside") or ""),
        exact=found.get("match", "exact") == "exact",
    )


def given(resolution: ResolutionText, text: str) -> tuple[tuple[int, int], ...]:
    """The operative items that the group is given: those the circular's body quotes, else all.

    A quoted item stands in the text twice: in the body and in the annex.
    """
    whole = "".join(text.split())
    every = [
        (section_number, item_number, "".join(item.text.split()))
        for section_number, section in enumerate(resolution.sections)
        if section.operative
        for item_number, item in enumerate(section.items)
    ]
    quoted = [(section, item) for section, item, words in every if words and whole.count(words) > 1]
    return tuple(quoted or [(section, item) for section, item, _words in every])
