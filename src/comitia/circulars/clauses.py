"""A resolution's sections and items out of a reading's plain values. Pure."""

from collections.abc import Mapping
from typing import Any

from comitia.mandates.actions import ItemText, PartText, ReferenceText, ResolutionText, SectionText


def section_of(found: Mapping[str, Any]) -> SectionText:
    """A headed part with its items."""
    items = found.get("items")
    return SectionText(
        key=str(found.get("kind") or found.get("key") or "section")[:60],
        operative=bool(found.get("operative")),
        heading=str(found.get("heading") or ""),
        items=tuple(_item(each) for each in items) if isinstance(items, list) else (),
        addressees=tuple(str(each) for each in found.get("addressees") or ()),
        condition=str(found.get("condition") or ""),
    )


def _item(found: Any) -> ItemText:
    if not isinstance(found, Mapping):
        return ItemText(str(found))
    return ItemText(
        text=str(found.get("text") or ""),
        label=str(found.get("label") or "")[:20],
        anchor=str(found.get("anchor") or "")[:80],
        parts=tuple(_part(each) for each in found.get("parts") or () if isinstance(each, Mapping)),
        references=tuple(
            _reference(each) for each in found.get("references") or () if isinstance(each, Mapping)
        ),
    )


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
        wording=str(found.get("wording") or ""),
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
