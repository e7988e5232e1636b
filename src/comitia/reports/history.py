"""Add a revision to a paragraph; keep two texts beside one another where they truly differ.

The verbs in `writing`, `choosing` and `suggesting` hold the report and come here. Nothing that
somebody wrote is ever overwritten: it is merged, or stands beside the other text until one is
chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from comitia.ledger.actors import Actor
from comitia.people.actors import By
from comitia.reports import rules
from comitia.reports.alternatives import Alternative as Beside
from comitia.reports.alternatives import alternatives_in, beside
from comitia.reports.entering import enter
from comitia.reports.errors import ChooseFirst, Elsewhere, MovedOn, ParagraphDeleted, TooMany
from comitia.reports.models import Alternative, Paragraph, Revision
from comitia.reports.models.authored import authorship
from comitia.reports.outlining import in_use
from comitia.reports.reconciling import reconciled

Kind = Revision.Kind
Outcome = Literal["saved", "merged", "alternatives", "unchanged"]


@dataclass(frozen=True)
class Written:
    """What became of a text that was sent: the paragraph's present revision, and how."""

    revision: Revision
    outcome: Outcome


@dataclass(frozen=True)
class Writing:
    """A text on its way into a paragraph, made on a revision; an empty one would delete it."""

    text: str
    on: Revision | None
    author: Actor
    at: datetime
    reason: str = ""
    accepted_by: str = ""


def write(paragraph: Paragraph, writing: Writing, *, by: By) -> Written:
    """Let a text into the paragraph, whatever happened since the revision it was made on."""
    now = present(paragraph)
    assert writing.on is not None
    if writing.on.paragraph_id != paragraph.pk:
        raise Elsewhere(_("That revision is of another paragraph."))
    if paragraph.deleted_at is not None and writing.on.serial >= now.serial:
        raise ParagraphDeleted(_("This paragraph is deleted. Put it back first, then change it."))
    in_use(paragraph.section)
    if writing.text == now.text or writing.text == writing.on.text:
        return Written(now, "unchanged")
    standing = list(paragraph.alternatives.filter(state=Alternative.State.OPEN))
    if writing.text and alternatives_in(writing.on.text):
        if not standing:
            raise MovedOn(_("Meanwhile one of the texts was chosen. Look at it, then change it."))
        raise ChooseFirst(
            _(
                "Texts stand beside one another in this paragraph. Choose one of them, settle on a "
                "wording, or put another beside them."
            )
        )
    if standing:
        return _beside(paragraph, writing, standing, by=by)
    if now.text == writing.on.text and paragraph.deleted_at is None:
        kind = Kind.WRITTEN if writing.text else Kind.DELETED
        return Written(put(paragraph, kind, writing.text, writing, by=by), "saved")
    met = reconciled(
        base=writing.on.text,
        mine=writing.text,
        theirs=now.text,
        mine_by=_byline(writing.author),
        theirs_by=now.byline,
    )
    if met.differ:
        theirs = _standing_there(now, met.theirs)
        mine = replace(writing, text=met.mine)
        return _beside(paragraph, mine, [theirs], by=by, shown=met.text, submitted=writing.text)
    if met.text == now.text:
        return Written(now, "unchanged")
    made = put(paragraph, Kind.MERGED, met.text, writing, by=by, submitted=writing.text)
    return Written(made, "merged")


def present(paragraph: Paragraph) -> Revision:
    """The paragraph's present revision."""
    assert paragraph.revision is not None
    return paragraph.revision


def put(
    paragraph: Paragraph,
    kind: str,
    text: str,
    writing: Writing,
    *,
    by: By,
    submitted: str = "",
) -> Revision:
    """Make `text` what the paragraph says from now on, with the ledger's entry."""
    last = paragraph.revision
    revision = Revision.objects.create(
        paragraph=paragraph,
        serial=last.serial + 1 if last else 1,
        kind=kind,
        text=text,
        submitted=submitted if submitted != text else "",
        base=writing.on,
        section_id=paragraph.section_id,
        reason=writing.reason,
        accepted_by=writing.accepted_by,
        at=writing.at,
        **authorship(writing.author),
    )
    paragraph.revision = revision
    paragraph.deleted_at = writing.at if kind == Kind.DELETED else None
    paragraph.save(update_fields=["revision", "deleted_at", "section"])
    data = {
        "paragraph": paragraph.key,
        "revision": revision.serial,
        "section": paragraph.section.slug,
        "reason": writing.reason,
        "text_sha256": rules.digest(text),
        "author": writing.author.entry(),
    }
    enter(f"report.paragraph_{kind}", paragraph.report, data, by=by, at=writing.at)
    return revision


def put_beside(paragraph: Paragraph, writing: Writing, *, by: By) -> Written:
    """Put one more text beside those that stand there."""
    standing = list(paragraph.alternatives.filter(state=Alternative.State.OPEN))
    return _beside(paragraph, writing, standing, by=by)


def _beside(
    paragraph: Paragraph,
    writing: Writing,
    standing: list[Alternative],
    *,
    by: By,
    shown: str = "",
    submitted: str = "",
) -> Written:
    """Put a text beside those that stand there; where it is one of them, change nothing."""
    if any(each.text == writing.text for each in standing):
        return Written(present(paragraph), "unchanged")
    if len(standing) >= rules.MOST_ALTERNATIVES:
        raise TooMany(
            _(
                "%(most)s texts stand beside one another for this paragraph already. Choose among "
                "them before another is added."
            )
            % {"most": rules.MOST_ALTERNATIVES}
        )
    texts = [*standing_texts(standing), Beside(writing.text, _byline(writing.author))]
    made = put(
        paragraph,
        Kind.ALTERNATIVES,
        shown or beside(texts),
        writing,
        by=by,
        submitted=submitted or writing.text,
    )
    for each in standing:
        if each._state.adding:
            each.save()
    Alternative.objects.create(
        paragraph=paragraph,
        revision=made,
        text=writing.text,
        reason=writing.reason,
        at=writing.at,
        **authorship(writing.author),
    )
    return Written(made, "alternatives")


def standing_texts(standing: Sequence[Alternative]) -> list[Beside]:
    """Texts that stand beside one another, as the notation takes them."""
    return [Beside(each.text, each.byline) for each in standing]


def _standing_there(revision: Revision, text: str) -> Alternative:
    """What a paragraph said, as a text beside others by whoever wrote it; not kept yet."""
    return Alternative(
        paragraph_id=revision.paragraph_id,
        revision=revision,
        text=text,
        reason=revision.reason,
        at=revision.at,
        person_id=revision.person_id,
        person_name=revision.person_name,
        entity_id=revision.entity_id,
        entity_name=revision.entity_name,
    )


def _byline(actor: Actor) -> str:
    return f"{actor.name} ({actor.entity})" if actor.entity else actor.name
