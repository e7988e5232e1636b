"""Store a resolution clause by clause: each operative item becomes an obligation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.bodies.models import Body
from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.mandates.anchors import Headed, anchors
from comitia.mandates.due import due_event
from comitia.mandates.models import Clause, CrossReference, Obligation, Part, Resolution, Section
from comitia.mandates.names import slug_of

# Who owes what a section without addressees resolves.
THE_UNION = "ITU"


class AlreadyStored(Exception):
    """The resolution is stored in that language with another text; it is never overwritten."""


@dataclass(frozen=True)
class ReferenceText:
    """A clause cites something in `wording`: an address in the same resolution, or `outside`.

    The address may be a section's, which means its first item. `exact` is False where what it
    names goes by other words there.
    """

    wording: str
    target: str = ""
    outside: str = ""
    exact: bool = True


@dataclass(frozen=True)
class PartText:
    """A part of an item. `kind` is a Part.Kind; `provision` what it quotes, as `CV 191A`."""

    kind: str
    text: str
    anchor: str
    label: str = ""
    provision: str = ""


@dataclass(frozen=True)
class ItemText:
    """One item: its label as printed without punctuation (`a`, `2`, or nothing), and its words.

    Without an `anchor` it gets one made from section and label.
    """

    text: str
    label: str = ""
    anchor: str = ""
    parts: Sequence[PartText] = ()
    references: Sequence[ReferenceText] = ()


@dataclass(frozen=True)
class SectionText:
    """One headed part. `key` and `addressees` are ours (`instructs`, [`director_tsb`])."""

    key: str
    operative: bool
    heading: str
    items: Sequence[ItemText]
    addressees: Sequence[str] = ()
    condition: str = ""


@dataclass(frozen=True)
class ResolutionText:
    """A resolution as read, in one language."""

    number: str
    place: str
    year: int
    language: str
    title: str
    text: str
    sections: Sequence[SectionText] = field(default_factory=tuple)
    adopted_by_text: str = ""

    @property
    def slug(self) -> str:
        """The name all its language versions share: `178-guadalajara-2010`."""
        return slug_of(self.number, self.place, self.year)


@transaction.atomic
def store_resolution(
    text: ResolutionText,
    *,
    adopted_by: Body | None = None,
    is_original: bool = False,
    by: Actor,
    at: datetime,
) -> Resolution:
    """Store it with sections, clauses, cross-references and obligations, all at once.

    The same text again gives the one already stored; another text raises AlreadyStored.
    """
    known = Resolution.objects.filter(slug=text.slug, language=text.language).first()
    if known is not None:
        if _letters(known.text) != _letters(text.text):
            raise AlreadyStored(
                _("Resolution %(resolution)s is stored in this language with another text.")
                % {"resolution": str(known)}
            )
        return known
    resolution = Resolution.objects.create(
        number=text.number,
        place=text.place,
        year=text.year,
        slug=text.slug,
        language=text.language,
        is_original=is_original,
        title=text.title,
        adopted_by=adopted_by,
        adopted_by_text=text.adopted_by_text,
        text=text.text,
    )
    stored = _store_sections(resolution, text.sections)
    _store_references(stored)
    data = {
        "resolution": resolution.slug,
        "language": resolution.language,
        "clauses": [clause.anchor for _, clause in stored],
    }
    ledger.append("resolution.stored", f"resolution:{resolution.slug}", data, by=by, at=at)
    return resolution


def _store_sections(
    resolution: Resolution, sections: Sequence[SectionText]
) -> list[tuple[ItemText, Clause]]:
    stored = []
    for number, (section, names) in enumerate(
        zip(sections, _addresses(sections), strict=True), start=1
    ):
        row = Section.objects.create(
            resolution=resolution,
            position=number,
            key=section.key,
            operative=section.operative,
            heading=section.heading,
            addressees=list(section.addressees),
            condition=section.condition,
        )
        for place, (item, anchor) in enumerate(zip(section.items, names, strict=True), start=1):
            clause = Clause.objects.create(
                section=row, position=place, label=item.label, anchor=anchor, text=item.text
            )
            stored.append((item, clause))
            if section.operative:
                Obligation.objects.create(
                    clause=clause,
                    owner=", ".join(section.addressees)[:200] or THE_UNION,
                    due_event=due_event(item.text, section.heading),
                )
    Part.objects.bulk_create(
        Part(
            clause=clause,
            position=place,
            kind=Part.Kind(part.kind),
            label=part.label,
            anchor=part.anchor,
            text=part.text,
            provision=part.provision,
        )
        for item, clause in stored
        for place, part in enumerate(item.parts, start=1)
    )
    return stored


def _addresses(sections: Sequence[SectionText]) -> list[list[str]]:
    """Each item's own address if they all have one; else addresses made for all."""
    given = [[item.anchor for item in section.items] for section in sections]
    flat = [anchor for names in given for anchor in names]
    if all(flat) and len(flat) == len(set(flat)):
        return given
    return anchors(
        Headed(section.key, section.addressees, [item.label for item in section.items])
        for section in sections
    )


def _store_references(stored: Sequence[tuple[ItemText, Clause]]) -> None:
    by_address = {clause.anchor: clause for _, clause in stored}
    for item, clause in stored:
        for part in item.parts:
            by_address.setdefault(part.anchor, clause)
        # A section's address means its first item.
        by_address.setdefault(clause.section.key.replace("_", "-"), clause)
    CrossReference.objects.bulk_create(
        CrossReference(
            clause=clause,
            wording=reference.wording,
            target=by_address.get(reference.target),
            outside=reference.outside[:200],
            exact=reference.exact,
        )
        for item, clause in stored
        for reference in item.references
    )


@transaction.atomic
def record_evidence(*, obligation: Obligation, evidence: str, by: Actor, at: datetime) -> None:
    """Say what shows that an obligation was met, as `group:t09tsag178` or `document:12`."""
    if obligation.evidence == evidence:
        return
    obligation.evidence = evidence
    obligation.save(update_fields=["evidence"])
    resolution = obligation.clause.section.resolution
    data = {"clause": obligation.clause.anchor, "evidence": evidence}
    ledger.append("obligation.shown", f"resolution:{resolution.slug}", data, by=by, at=at)


def _letters(text: str) -> str:
    return "".join(text.split())
