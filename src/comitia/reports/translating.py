"""The report in another language: begin it, translate its parts, check what was translated."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comitia.base.languages import LANGUAGES
from comitia.base.text import storable
from comitia.people.actors import By, actor_of
from comitia.reports import rules
from comitia.reports.entering import enter, hold
from comitia.reports.errors import (
    AlreadyTranslated,
    BadLanguage,
    BadText,
    Elsewhere,
    NotLatest,
    OwnWork,
)
from comitia.reports.models import (
    LanguageVersion,
    Paragraph,
    Report,
    Revision,
    Section,
    Translation,
)
from comitia.reports.models.authored import authorship

ACTION = "translate_report"
# Another language needs more letters for the same.
MOST_LETTERS = rules.MOST_LETTERS * 2


@transaction.atomic
def begin_language(*, report: Report, language: str, by: By, at: datetime) -> LanguageVersion:
    """Begin a version in another language. Where it is begun, change nothing.

    Raises BadLanguage, NotAllowed.
    """
    report = hold(report, by=by, at=at, action=ACTION)
    if language not in LANGUAGES or language == report.language:
        others = [code for code in LANGUAGES if code != report.language]
        raise BadLanguage(
            _("The original is in %(original)s; it is translated into: %(others)s.")
            % {"original": report.language, "others": ", ".join(others)}
        )
    version, fresh = LanguageVersion.objects.get_or_create(
        report=report, language=language, defaults={"begun_at": at}
    )
    if fresh:
        enter("report.language_begun", report, {"language": language}, by=by, at=at)
    return version


@transaction.atomic
def submit_translation(
    *,
    version: LanguageVersion,
    paragraph: Paragraph,
    text: str,
    made_from: Revision,
    by: By,
    at: datetime,
    over: int | None = None,
) -> Translation:
    """Say a paragraph in the version's language, as made from a revision of the original.

    An empty text says that the translation leaves it out. `over` is the id of the translation that
    was seen there (0: none); raises AlreadyTranslated where there is another now. Without it the
    new one counts, and what was there stays in the history. Raises BadText, Elsewhere, NotAllowed.
    """
    report = hold(version.report, by=by, at=at, action=ACTION)
    if paragraph.report_id != report.pk or made_from.paragraph_id != paragraph.pk:
        raise Elsewhere(_("That revision is of another paragraph."))
    told = {"paragraph": paragraph.key, "made_from": made_from.serial}
    row = Translation(version=version, paragraph=paragraph, revision=made_from)
    return _submit(report, row, text, told, over, by, at)


@transaction.atomic
def submit_heading(
    *,
    version: LanguageVersion,
    section: Section | None,
    text: str,
    made_from: str,
    by: By,
    at: datetime,
    over: int | None = None,
) -> Translation:
    """Say a section's heading (None: the report's title) in the version's language.

    `made_from` is the heading it was made from; `over` as above. Raises AlreadyTranslated, BadText,
    Elsewhere, NotAllowed.
    """
    report = hold(version.report, by=by, at=at, action=ACTION)
    if section is not None and section.report_id != report.pk:
        raise Elsewhere(_("That section is of another report."))
    told = {"section": section.slug if section else "", "made_from": made_from}
    row = Translation(version=version, section=section, made_from=made_from)
    return _submit(report, row, " ".join(text.split()), told, over, by, at)


@transaction.atomic
def check_translation(*, translation: Translation, by: By, at: datetime) -> Translation:
    """Say that a translation was checked against the original it was made from.

    Raises NotLatest where there is a newer one or the original has changed, OwnWork for who made
    it, NotAllowed.
    """
    report = hold(translation.version.report, by=by, at=at, action=ACTION)
    translation = Translation.objects.select_related("revision", "section", "paragraph").get(
        pk=translation.pk
    )
    if translation.state == Translation.State.CHECKED:
        return translation
    newest = _rows(translation).last()
    if (newest is not None and newest.pk != translation.pk) or is_behind(translation, report):
        raise NotLatest(
            _("The original or the translation has changed since. Look at it as it is now.")
        )
    checker = actor_of(by, at=at)
    if checker.person_id is not None and checker.person_id == translation.person_id:
        raise OwnWork(_("Let somebody else check what you have translated."))
    translation.state = Translation.State.CHECKED
    translation.checked_by, translation.checked_at = checker.name, at
    translation.save(update_fields=["state", "checked_by", "checked_at"])
    data = {"language": translation.version.language, "translation": translation.pk}
    enter("report.translation_checked", report, data, by=by, at=at)
    return translation


def is_behind(translation: Translation, report: Report) -> bool:
    """Whether the original says something else now than what it was made from."""
    if translation.paragraph is not None:
        made_from = translation.revision.text if translation.revision else ""
        now = translation.paragraph.revision
        return now is None or now.text != made_from
    heading = translation.section.heading if translation.section else report.title
    return heading != translation.made_from


def _submit(
    report: Report,
    row: Translation,
    text: str,
    told: Mapping[str, object],
    over: int | None,
    by: By,
    at: datetime,
) -> Translation:
    row.text = storable(text.replace("\r\n", "\n")).strip()
    if len(row.text) > MOST_LETTERS:
        raise BadText(_("A translation holds at most %(most)s letters.") % {"most": MOST_LETTERS})
    newest = _rows(row).last()
    if over is not None and over != (newest.pk if newest else 0):
        raise AlreadyTranslated(
            _("Meanwhile %(person)s translated this. Look at it, then send yours again.")
            % {"person": newest.byline if newest else ""}
        )
    row.at = at
    for name, value in authorship(actor_of(by, at=at)).items():
        setattr(row, name, value)
    row.save()
    data = {"language": row.version.language, **told, "text_sha256": rules.digest(row.text)}
    enter("report.translated", report, data, by=by, at=at)
    return row


def _rows(row: Translation) -> QuerySet[Translation]:
    """All that was said of the same thing in the same language, the first first."""
    return Translation.objects.filter(
        version=row.version_id, paragraph=row.paragraph_id, section=row.section_id
    )
