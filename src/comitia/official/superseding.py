"""What corrigenda say of a letter: each field as it was issued, and as it is to be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from comitia.official.amended import Amended, amended_by
from comitia.official.models import OfficialLetter, OfficialVersion
from comitia.official.rendering import Correction


@dataclass(frozen=True)
class Superseded:
    """A field that a corrigendum replaced: how it was issued, how it is to be read, by which."""

    field: str
    issued: str
    read: str
    by: OfficialLetter


def superseded(
    amended: Amended, language: str, *, before: OfficialLetter | None = None
) -> list[Superseded]:
    """What corrigenda that were issued (`before` one of them) replaced, in their order."""
    now = amended.values_in(language)
    found = []
    for corrigendum in _corrigenda(amended):
        if before is not None and corrigendum.pk == before.pk:
            break
        for field, read in corrections_in(corrigendum, language).items():
            found.append(Superseded(field, now.get(field, ""), read, corrigendum))
            now[field] = read
    return found


def in_force(
    amended: Amended, language: str, *, before: OfficialLetter | None = None
) -> dict[str, str]:
    """The fields of an issued letter as they are to be read now."""
    read = {each.field: each.read for each in superseded(amended, language, before=before)}
    return amended.values_in(language) | read


def corrections_in(corrigendum: OfficialLetter, language: str) -> Mapping[str, str]:
    """What a corrigendum replaces, in a language, else as its original says."""
    versions = {version.language: version for version in corrigendum.versions.all()}
    version = versions.get(language) or versions.get(corrigendum.original)
    return {**corrigendum.corrections, **(version.corrections if version else {})}


def corrections_of(version: OfficialVersion) -> list[Correction]:
    """The table of a corrigendum: fields, as they stood before it and as they are to be read."""
    letter = version.official
    amended = amended_by(letter)
    if amended is None:
        return []
    now = in_force(amended, version.language, before=letter)
    changed = {**letter.corrections, **version.corrections}
    return [
        Correction(name, now.get(name, ""), changed[name])
        for name in amended.correctable
        if name in changed and changed[name] != now.get(name, "")
    ]


def _corrigenda(amended: Amended) -> list[OfficialLetter]:
    issued = [each for each in amended.amendments if each.issued_at is not None]
    found = [each for each in issued if each.kind == OfficialLetter.Kind.CORRIGENDUM]
    return sorted(found, key=lambda each: each.number or 0)
