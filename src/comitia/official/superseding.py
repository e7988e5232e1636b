"""What corrigenda say of a letter: each field as it was issued, and as it is to be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from comitia.official.kinds import AMENDING, kind_called
from comitia.official.models import OfficialLetter, OfficialVersion
from comitia.official.rendering import Correction

# What a number, a day and an addressee were cannot be otherwise afterwards.
STANDING = frozenset({"reference", "number", "series", "date", "addressees", "enclosures"})


@dataclass(frozen=True)
class Superseded:
    """A field that a corrigendum replaced: how it was issued, how it is to be read, by which."""

    field: str
    issued: str
    read: str
    by: OfficialLetter


def correctable(letter: OfficialLetter) -> list[str]:
    """The fields that a corrigendum to a letter can replace, by name."""
    fields = kind_called(letter.kind).fields
    return [
        field.name
        for field in fields
        if field.name not in STANDING and field.shape != "corrections"
    ]


def values_issued(letter: OfficialLetter, language: str) -> dict[str, str]:
    """What stood in the fields of an issued letter, in a language, else in the original."""
    versions = {version.language: version for version in letter.versions.all() if version.frozen}
    version = versions.get(language) or versions.get(letter.original)
    return dict(version.frozen["values"]) if version and version.frozen else {}


def superseded(
    letter: OfficialLetter, language: str, *, before: OfficialLetter | None = None
) -> list[Superseded]:
    """What corrigenda that were issued (`before` one of them) replaced, in their order."""
    now = values_issued(letter, language)
    found = []
    for corrigendum in _corrigenda(letter):
        if before is not None and corrigendum.pk == before.pk:
            break
        for field, read in corrections_in(corrigendum, language).items():
            found.append(Superseded(field, now.get(field, ""), read, corrigendum))
            now[field] = read
    return found


def in_force(
    letter: OfficialLetter, language: str, *, before: OfficialLetter | None = None
) -> dict[str, str]:
    """The fields of an issued letter as they are to be read now."""
    read = {each.field: each.read for each in superseded(letter, language, before=before)}
    return values_issued(letter, language) | read


def corrections_in(corrigendum: OfficialLetter, language: str) -> Mapping[str, str]:
    """What a corrigendum replaces, in a language, else as its original says."""
    versions = {version.language: version for version in corrigendum.versions.all()}
    version = versions.get(language) or versions.get(corrigendum.original)
    return {**corrigendum.corrections, **(version.corrections if version else {})}


def corrections_of(version: OfficialVersion) -> list[Correction]:
    """The table of a corrigendum: fields, as they stood before it and as they are to be read."""
    letter = version.official
    if letter.corrects is None or letter.kind not in AMENDING:
        return []
    now = in_force(letter.corrects, version.language, before=letter)
    changed = {**letter.corrections, **version.corrections}
    return [
        Correction(name, now.get(name, ""), changed[name])
        for name in correctable(letter.corrects)
        if name in changed and changed[name] != now.get(name, "")
    ]


def _corrigenda(letter: OfficialLetter) -> list[OfficialLetter]:
    issued = [each for each in letter.amendments.all() if each.issued_at is not None]
    found = [each for each in issued if each.kind == OfficialLetter.Kind.CORRIGENDUM]
    return sorted(found, key=lambda each: each.number or 0)
