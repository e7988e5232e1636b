"""What corrigenda and addenda belong to: letters issued here, and circulars that were read."""

from collections.abc import Mapping
from dataclasses import dataclass

from comitia.circulars.models import Circular
from comitia.circulars.queries import versions_of
from comitia.official.kinds import kind_called
from comitia.official.layout import FIELD
from comitia.official.models import OfficialLetter
from comitia.official.wording import wording_in

# What a number, a day and an addressee were cannot be otherwise afterwards.
STANDING = frozenset({"reference", "number", "series", "date", "addressees", "enclosures"})
OF_A_CIRCULAR = ("subject", "body", "signatory")


@dataclass(frozen=True)
class Amended:
    """A letter as it stands, whichever way it came: by language its fields and its reference.

    `kind` is a kind of letter, `name` what its amendments are called after in addresses.
    """

    kind: str
    name: str
    path: str
    original: str
    values: Mapping[str, Mapping[str, str]]
    references: Mapping[str, str]
    amendments: tuple[OfficialLetter, ...]
    correctable: tuple[str, ...]

    def values_in(self, language: str) -> dict[str, str]:
        """What stood in its fields, in a language, else in the original."""
        return dict(self.values.get(language) or self.values.get(self.original) or {})

    def reference_in(self, language: str) -> str:
        """What it is called in a language, else in the original."""
        return self.references.get(language) or self.references.get(self.original, "")


def amended_by(amendment: OfficialLetter) -> Amended | None:
    """What a corrigendum or an addendum belongs to; None of any other letter."""
    if amendment.corrects is not None:
        return letter_amended(amendment.corrects)
    if amendment.corrects_circular is not None:
        return circular_amended(amendment.corrects_circular)
    return None


def letter_amended(letter: OfficialLetter) -> Amended:
    """A letter that was issued here."""
    frozen = {each.language: each.frozen for each in letter.versions.all() if each.frozen}
    return Amended(
        kind=letter.kind,
        name=letter.slug,
        path=f"/official/{letter.slug}/",
        original=letter.original,
        values={language: dict(each["values"]) for language, each in frozen.items()},
        references={language: str(each["reference"]) for language, each in frozen.items()},
        amendments=tuple(letter.amendments.all()),
        correctable=tuple(
            field.name
            for field in kind_called(letter.kind).fields
            if field.name not in STANDING and field.shape != "corrections"
        ),
    )


def circular_amended(circular: Circular) -> Amended:
    """A circular that was read from a file, in all its language versions."""
    versions = [each for each in versions_of(circular) if each.issued_at is not None]
    first = versions[0] if versions else circular
    amendments = OfficialLetter.objects.filter(
        corrects_circular__series=circular.series, corrects_circular__number=circular.number
    )
    return Amended(
        kind="circular",
        name=f"{circular.series}-circular-{circular.number}".lower().replace(" ", "-"),
        path=f"/circulars/{circular.reference}/",
        original=first.language,
        values={
            each.language: {
                "subject": " ".join(each.subject.split()),
                "body": each.text.strip(),
                "signatory": each.signatory,
            }
            for each in versions
        },
        references={each.language: _reference(circular, each.language) for each in versions},
        amendments=tuple(amendments.select_related("corrects_circular")),
        correctable=OF_A_CIRCULAR,
    )


def _reference(circular: Circular, language: str) -> str:
    wording = wording_in(language)
    names = {"series": wording.name_of(circular.series), "number": circular.number}
    pattern = wording.word("circular", "reference")
    return FIELD.sub(lambda found: names.get(found[1], found[0]), pattern)
