"""Drafts of letters: what is written, language by language, until the letter is issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.base.languages import LANGUAGES
from comitia.base.text import storable
from comitia.bodies.models import Body, Meeting
from comitia.circulars.models import Circular
from comitia.groups.models import Group
from comitia.groups.roles import require
from comitia.ledger import actions as ledger
from comitia.official import shapes
from comitia.official.amended import amended_by, circular_amended
from comitia.official.errors import AlreadyIssued, NotIssued, Unready
from comitia.official.kinds import AMENDING, all_fields, kind_called, kinds
from comitia.official.models import OfficialLetter, OfficialVersion
from comitia.people.actors import By, actor_of
from comitia.people.models import Entity, Person

USUAL_CATEGORIES = (Entity.Category.MEMBER_STATE, Entity.Category.SECTOR_MEMBER)


@dataclass(frozen=True)
class Plan:
    """What a letter is about and whom it is for; `fields` are those said once for all languages.

    Where a group is named, it goes to whom the group's terms admit; else to `categories`.
    """

    kind: str
    original: str
    series: str = "TSB"
    body: Body | None = None
    meeting: Meeting | None = None
    group: Group | None = None
    categories: Sequence[str] = USUAL_CATEGORIES
    unscheduled: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def draft_letter(*, plan: Plan, by: By, at: datetime) -> OfficialLetter:
    """Begin a letter, with an empty version in its original language. Raises NotAllowed, Unready.

    A corrigendum or an addendum is begun by `draft_amendment`.
    """
    require(by, "issue_letter", None, at=at)
    if plan.kind in AMENDING:
        raise Unready({"kind": _("Draft this from the page of the letter that it belongs to.")})
    letter = OfficialLetter(made_by=by if isinstance(by, Person) else None, made_at=at)
    _put(letter, plan)
    letter.save()
    OfficialVersion.objects.create(official=letter, language=plan.original)
    _tell(letter, "official.drafted", {"kind": letter.kind}, by=by, at=at)
    return letter


@transaction.atomic
def change_letter(*, letter: OfficialLetter, plan: Plan, by: By, at: datetime) -> OfficialLetter:
    """Say anew what a draft is about. Raises NotAllowed, AlreadyIssued, Unready.

    What corrects or adds to a letter stays that, and nothing else becomes it.
    """
    require(by, "issue_letter", None, at=at)
    letter = open_letter(letter)
    if (plan.kind in AMENDING or letter.kind in AMENDING) and plan.kind != letter.kind:
        raise Unready({"kind": _("Draft this from the page of the letter that it belongs to.")})
    _put(letter, plan)
    if not letter.versions.filter(language=letter.original).exists():
        OfficialVersion.objects.create(official=letter, language=letter.original)
    letter.save()
    _tell(letter, "official.changed", {"fields": sorted(plan.fields)}, by=by, at=at)
    return letter


@transaction.atomic
def write_version(
    *,
    letter: OfficialLetter,
    language: str,
    fields: Mapping[str, str],
    corrections: Mapping[str, str] | None = None,
    by: By,
    at: datetime,
) -> OfficialVersion:
    """Write a letter in a language; what is not named stays as it is, what is empty goes.

    Another language can still be added once the letter is issued; it is then published by issuing
    the letter again, and sent to nobody. Raises NotAllowed, AlreadyIssued, Unready.
    """
    require(by, "issue_letter", None, at=at)
    letter = _locked(letter)
    if language not in LANGUAGES:
        raise Unready({"language": _("There is no such language here.")})
    version = letter.versions.filter(language=language).first()
    version = version or OfficialVersion(official=letter, language=language)
    if version.issued_at is not None:
        raise AlreadyIssued(str(version.frozen["reference"]) if version.frozen else "")
    version.fields = _merged(letter.kind, "version", version.fields, fields)
    if corrections is not None:
        version.corrections = _corrected(letter, corrections)
    version.save()
    data = {"language": language, "fields": sorted({*fields, *(corrections or ())})}
    _tell(letter, "official.written", data, by=by, at=at)
    return version


@transaction.atomic
def drop_version(*, letter: OfficialLetter, language: str, by: By, at: datetime) -> None:
    """Take a language out of a draft. Raises NotAllowed, AlreadyIssued, Unready (the original)."""
    require(by, "issue_letter", None, at=at)
    letter = _locked(letter)
    if language == letter.original:
        raise Unready({"language": _("The original stays. Choose another original first.")})
    for version in letter.versions.filter(language=language):
        if version.issued_at is not None:
            raise AlreadyIssued(str(version.frozen["reference"]) if version.frozen else "")
        version.delete()
        _tell(letter, "official.dropped", {"language": language}, by=by, at=at)


@transaction.atomic
def discard_letter(*, letter: OfficialLetter, by: By, at: datetime) -> None:
    """Forget a draft. Raises NotAllowed, AlreadyIssued."""
    require(by, "issue_letter", None, at=at)
    letter = open_letter(letter)
    _tell(letter, "official.discarded", {"kind": letter.kind}, by=by, at=at)
    letter.delete()


@transaction.atomic
def draft_amendment(*, letter: OfficialLetter, kind: str, by: By, at: datetime) -> OfficialLetter:
    """Begin a corrigendum or an addendum to an issued letter, for the same addressees.

    It has a version in each language in which the letter was issued, with its subject. Raises
    NotAllowed, NotIssued, Unready.
    """
    require(by, "issue_letter", None, at=at)
    letter = _locked(letter)
    if letter.issued_at is None:
        raise NotIssued
    if kind not in AMENDING or letter.kind in AMENDING:
        raise Unready({"kind": _("A corrigendum or an addendum belongs to a letter itself.")})
    mine = {field.name for field in kind_called(kind).written("letter")}
    made = OfficialLetter.objects.create(
        kind=kind,
        original=letter.original,
        series=letter.series,
        body=letter.body,
        meeting=letter.meeting,
        group=letter.group,
        categories=letter.categories,
        corrects=letter,
        fields={name: text for name, text in letter.fields.items() if name in mine},
        made_by=by if isinstance(by, Person) else None,
        made_at=at,
    )
    kept = {field.name for field in kind_called(kind).written("version")} - {"body", "annexes"}
    for version in letter.versions.filter(issued_at__isnull=False):
        fields = {name: text for name, text in version.fields.items() if name in kept}
        OfficialVersion.objects.create(official=made, language=version.language, fields=fields)
    _tell(made, "official.drafted", {"kind": kind, "to": letter.slug}, by=by, at=at)
    return made


@transaction.atomic
def draft_amendment_to_circular(
    *, circular: Circular, kind: str, by: By, at: datetime
) -> OfficialLetter:
    """Begin a corrigendum or an addendum to a circular that was read from a file and issued.

    It goes to whom the terms of the group admit that the circular convenes, else to Member States
    and Sector Members. Raises NotAllowed, NotIssued, Unready.
    """
    require(by, "issue_letter", None, at=at)
    if kind not in AMENDING:
        raise Unready({"kind": _("A corrigendum or an addendum belongs to a letter itself.")})
    amended = circular_amended(circular)
    if not amended.values:
        raise NotIssued
    made = OfficialLetter.objects.create(
        kind=kind,
        original=amended.original,
        series=circular.series,
        group=circular.group,
        categories=list(USUAL_CATEGORIES),
        corrects_circular=circular,
        made_by=by if isinstance(by, Person) else None,
        made_at=at,
    )
    for language, values in amended.values.items():
        OfficialVersion.objects.create(
            official=made, language=language, fields={"subject": values["subject"]}
        )
    _tell(made, "official.drafted", {"kind": kind, "to": amended.name}, by=by, at=at)
    return made


@transaction.atomic
def correct_for_all(
    *, letter: OfficialLetter, corrections: Mapping[str, str], by: By, at: datetime
) -> OfficialLetter:
    """Say in a draft corrigendum what replaces fields that are the same in all languages.

    Raises NotAllowed, AlreadyIssued, Unready.
    """
    require(by, "issue_letter", None, at=at)
    letter = open_letter(letter)
    letter.corrections = _corrected(letter, corrections)
    letter.save(update_fields=["corrections"])
    _tell(letter, "official.changed", {"fields": sorted(corrections)}, by=by, at=at)
    return letter


def open_letter(letter: OfficialLetter) -> OfficialLetter:
    """The draft as it is now, held until the transaction ends. Raises AlreadyIssued."""
    letter = _locked(letter)
    if letter.issued_at is not None:
        raise AlreadyIssued(letter.slug or "")
    return letter


def _locked(letter: OfficialLetter) -> OfficialLetter:
    return OfficialLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)


def _put(letter: OfficialLetter, plan: Plan) -> None:
    errors = {}
    if plan.kind not in kinds():
        raise Unready({"kind": _("There is no such kind of letter.")})
    kind = kind_called(plan.kind)
    if plan.original not in LANGUAGES:
        errors["original"] = _("There is no such language here.")
    if kind.needs_meeting and plan.meeting is None:
        errors["meeting"] = _("Say for which meeting it is.")
    unknown = set(plan.categories) - set(Entity.Category.values)
    if unknown or (plan.group is None and not plan.categories):
        errors["categories"] = _("Say who is entitled to it: a category of members, or a group.")
    if not plan.series.strip() or len(plan.series) > 20:
        errors["series"] = _("Say which bureau issues it, as TSB.")
    if errors:
        raise Unready(errors)
    letter.kind = plan.kind
    letter.original = plan.original
    letter.series = plan.series.strip()
    letter.body = plan.body or (plan.meeting.body if plan.meeting else None)
    letter.meeting = plan.meeting
    letter.group = plan.group
    letter.categories = sorted(set(plan.categories))
    letter.unscheduled = plan.unscheduled
    letter.fields = _merged(plan.kind, "letter", letter.fields, plan.fields)


def _merged(
    kind: str, scope: str, kept: Mapping[str, str], fields: Mapping[str, str]
) -> dict[str, str]:
    """What is kept with what is said anew. Raises Unready for what does not fit its field."""
    known = {field.name: field for field in kind_called(kind).written(scope)}
    merged = {name: text for name, text in kept.items() if name in known}
    errors = {}
    for name, text in fields.items():
        text = _clean(text)
        if name not in known or known[name].shape == "corrections":
            errors[name] = _("A letter of this kind has no such field.")
        elif not text.strip():
            merged.pop(name, None)
        else:
            try:
                shapes.check(known[name].shape, text)
            except shapes.Unfit as unfit:
                errors[name] = str(unfit)
            merged[name] = text
    if errors:
        raise Unready(errors)
    return merged


def _corrected(letter: OfficialLetter, corrections: Mapping[str, str]) -> dict[str, str]:
    amended = amended_by(letter)
    if amended is None:
        raise Unready({"corrections": _("A letter of this kind has no such field.")})
    able = amended.correctable
    errors = {name: _("This cannot be corrected.") for name in corrections if name not in able}
    corrected = {name: _clean(text) for name, text in corrections.items()}
    for name in able:
        if corrected.get(name):
            try:
                shapes.check(all_fields()[name].shape, corrected[name])
            except shapes.Unfit as unfit:
                errors[name] = str(unfit)
    if errors:
        raise Unready(errors)
    return corrected


def _clean(text: str) -> str:
    return storable(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def _tell(
    letter: OfficialLetter, kind: str, data: Mapping[str, object], *, by: By, at: datetime
) -> None:
    ledger.append(kind, letter.subject_in_ledger, data, by=actor_of(by, at=at), at=at)
