"""What a file says, for its page: its text as HTML, that it is being read, or why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comitia.documents import texts
from comitia.documents.models import File, Issue, LanguageVersion
from comitia.documents.publish.bounds import TooLargeToPublish
from comitia.documents.publish.html import PictureUrl, body_html
from comitia.documents.symbols import path_of_issue
from comitia.jobs.models import Job
from comitia.papers.blocks import Paper, Picture
from comitia.papers.refusals import REFUSALS, CannotRead
from comitia.web.pages.archive.parts import refusal_text

# As the browser draws them itself; what else there may be in a file is told of and not shown.
DRAWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class Text:
    """A file's text, or in words why there is none to show; `waits` while it is being read."""

    html: str = ""
    refusal: str = ""
    waits: bool = False
    remarks: Sequence[str] = ()


def chosen_version(versions: Sequence[LanguageVersion], asked: str) -> LanguageVersion | None:
    """The version in the language asked for, else in the reader's, else the original."""
    for language in (asked, get_language() or ""):
        found = next((each for each in versions if each.language == language), None)
        if found is not None:
            return found
    return next(iter(versions), None)


def text_state(version: LanguageVersion) -> object:
    """What tells whether the text of a version is another than it was; one cheap query."""
    return texts.made_at(version.file)


def text_of(issue: Issue, version: LanguageVersion) -> Text:
    """The text of a version as HTML."""
    read = texts.paper_of(version.file)
    if read is None:
        return _not_read(version.file)
    if read.paper is None:
        return Text(refusal=refusal_words(read.refusal, read.facts))
    try:
        html = body_html(
            read.paper,
            picture_url=picture_urls(issue, version),
            below=2,
            prefix="t-",
            language="" if version.language.startswith("?") else version.language,
        )
    except TooLargeToPublish:
        return Text(refusal=_("This text is too long to be shown here. Save the file to read it."))
    return Text(html=html, remarks=remarks_of(read.paper))


def picture_urls(issue: Issue, version: LanguageVersion) -> PictureUrl:
    """Gives each picture of a version's paper its address."""
    group, path = issue.document.group.name, path_of_issue(issue)

    def url(number: int, picture: Picture) -> str:
        if picture.media_type not in DRAWN or not picture.data:
            return ""
        return reverse("documents:picture", args=[group, path, version.language, number])

    return url


def refusal_words(code: str, facts: Mapping[str, Any]) -> str:
    """Why a file has no text, in the reader's language."""
    return refusal_text(REFUSALS.get(code, CannotRead)(**facts))


def remarks_of(paper: Paper) -> list[str]:
    """What a reader should know of how the text was had, a sentence each."""
    said = {
        "other_kind": _("The file is of another kind than its name says."),
        "macros_left_out": _("The file has macros. They are not shown, and nothing ran them."),
        "pictures_left_out": _("A picture of the file is not shown here."),
        "embedded_left_out": _("Something embedded in the file is not shown here."),
        "parts_left_out": _("A part of the file is not shown here."),
        "format_changes_left_out": _("Tracked changes of format only are not shown."),
        "cell_changes_left_out": _("Tracked changes of single cells of a table are not shown."),
        "changes_within_changes": _("Some changes stand within changes; the outer ones are shown."),
    }
    return [said[each] for each in paper.remarks if each in said]


def _not_read(file: File) -> Text:
    job = Job.objects.filter(once=f"convert:{file.pk}").only("state").first()
    if job is not None and job.state == Job.State.PARKED:
        return Text(refusal=_("This file could not be read here. Save it to read it."))
    return Text(waits=True)
