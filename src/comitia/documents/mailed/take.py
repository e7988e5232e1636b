"""Make of a mail that was read what it asks for: a submission, a correction, a revision …"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.bodies.models import Meeting
from comitia.documents import actions, coverlines, rights
from comitia.documents import telling as tell
from comitia.documents.cover import Cover, cover_of
from comitia.documents.coverlines import Said
from comitia.documents.errors import RegisterRefusal, WrongSeries
from comitia.documents.filing import Given
from comitia.documents.mailed.look import Mailed
from comitia.documents.models import Document, Issue, Series
from comitia.documents.symbols import understood
from comitia.groups.errors import GroupsRefusal
from comitia.groups.models import Group
from comitia.mail.answer import answer, threaded
from comitia.mail.notices import reply_to_command
from comitia.mail.words import lines_of_reply
from comitia.people.models import Entity, Person
from comitia.people.queries import entity_named


def take_in(
    mailed: Mailed, *, person: Person, issue: Issue | None, sure: bool, at: datetime
) -> Issue | None:
    """Submit what was mailed, or correct what it answers; refusals are answered by mail."""
    with override(person.language):
        try:
            if issue is not None:
                return _answered(mailed, issue, person=person, at=at)
            return _submitted(mailed, mailed.group, person=person, sure=sure, at=at)
        except (RegisterRefusal, GroupsRefusal) as refusal:
            _refuse(mailed, person, refusal, at=at)
            return None


def _submitted(mailed: Mailed, group: Group, *, person: Person, sure: bool, at: datetime) -> Issue:
    received = mailed.arrival.received_at
    said = mailed.said
    original = said.language or next((each.language for each in mailed.files), "")
    title = said.get("guessed_title") or _plain_subject(mailed.envelope.subject)
    cover = _cover(coverlines.with_title(said, title), language=original)
    origin = _origin(mailed)
    for kind in (Issue.Kind.REVISION, Issue.Kind.ADDENDUM, Issue.Kind.CORRIGENDUM):
        document = _document(group, said.get(kind))
        if document is not None and sure:
            old = cover_of(document.current) if document.current else Cover()
            return actions.revise(
                document=document,
                files=mailed.files,
                by=person,
                at=at,
                cover=_cover(said, language=original, old=old),
                kind=kind,
                facts=actions.Facts(origin=origin, received_at=received),
            )
    meeting = _meeting(said, group, received)
    if _unmatched(mailed, meeting):
        origin["meeting_said"] = coverlines.read_reply(mailed.text).get("meeting")[:200]
    submit = actions.submit if sure else actions.save_draft
    issue = submit(
        group=group,
        series=_series(said, person, group, at=received),
        files=mailed.files,
        cover=cover,
        by=person,
        at=at,
        meeting=meeting,
        facts=actions.Facts(origin=origin, received_at=received),
    )
    if not sure:
        actions.ask_whether_submitted(issue=issue, at=at)
    return issue


def _answered(mailed: Mailed, issue: Issue, *, person: Person, at: datetime) -> Issue:
    """What an answer to one of our mails asks for."""
    received = mailed.arrival.received_at
    word = coverlines.word_in(mailed.text)
    if word == "withdraw":
        return actions.withdraw(issue=issue, reason=_rest(mailed.text), by=person, at=at)
    said = mailed.said
    files = mailed.files
    if files and issue.numbered_at is not None:
        return _more_files(issue, files, said, person=person, at=at, mailed=mailed)
    old = cover_of(issue)
    language = said.language or (files[0].language if files else old.language)
    cover = _cover(said, language=language, old=old)
    meeting: Any = False
    if coverlines.read_reply(mailed.text).get("meeting"):
        named = _meeting(said, mailed.group, received)
        meeting = False if _unmatched(mailed, named) else named
    first_received = received
    if issue.state == "draft" and issue.origin.get("received") and not files:
        # It was here from the first mail on; only whether it was theirs had to be said.
        first_received = datetime.fromisoformat(issue.origin["received"])
    return actions.correct(
        issue=issue,
        cover=cover,
        by=person,
        at=at,
        files=files or None,
        meeting=meeting,
        received_at=first_received,
    )


def _more_files(
    issue: Issue,
    files: tuple[Given, ...],
    said: Said,
    *,
    person: Person,
    at: datetime,
    mailed: Mailed,
) -> Issue:
    """Files for a document that has its number: a translation, or else a revision."""
    there = set(issue.versions.values_list("language", flat=True))
    (first, *others) = files
    if not others and first.language and first.language not in there:
        actions.add_language_version(issue=issue, file=first, by=person, at=at)
        tell.submitter(issue, at=at)
        return issue
    cover = _cover(said, language=first.language, old=cover_of(issue))
    return actions.revise(
        document=issue.document,
        files=files,
        by=person,
        at=at,
        cover=cover,
        facts=actions.Facts(origin=_origin(mailed), received_at=mailed.arrival.received_at),
    )


def _cover(said: Said, *, language: str, old: Cover | None = None) -> Cover:
    """The cover that lines state; what they do not say stays as it was."""
    old = old or Cover()
    sources: list[Entity] = list(old.sources)
    source_text = old.source_text
    if said.get("source"):
        names = coverlines.split_names(said.get("source"))
        known = [entity_named(name) for name in names]
        sources = [entity for entity in known if entity is not None]
        unknown = [name for name, entity in zip(names, known, strict=True) if entity is None]
        source_text = ", ".join(unknown)
    keywords = said.get("keywords")
    contact = {"name": said.get("contact")} if said.get("contact") else old.contact
    return Cover(
        title=said.get("title") or old.title,
        sources=sources,
        source_text=source_text,
        abstract=said.get("abstract") or old.abstract,
        purpose=said.get("purpose") or old.purpose,
        question=said.get("question") or old.question,
        keywords=coverlines.split_names(keywords) if keywords else old.keywords,
        contact=contact,
        language=language or old.language,
    )


def _series(said: Said, person: Person, group: Group, *, at: datetime) -> str:
    """The series that is asked for, else the first that this person may submit in."""
    asked = said.get("series").upper().split(" ")[0]
    able = rights.series_open_to(person, group, at=at)
    if asked in Series.values:
        if able and Series(asked) not in able:
            raise WrongSeries(
                _("You may not submit in the series %(series)s. These are open to you: %(open)s.")
                % {"series": asked, "open": ", ".join(able)}
            )
        return asked
    return able[0] if able else Series.CONTRIBUTION


def _meeting(said: Said, group: Group, at: datetime) -> Meeting | None:
    """The meeting that a line names: by month, by one of its days, or as the next; else none."""
    what, year, month, day = coverlines.meeting_meant(said.get("meeting"), said.language)
    held = Meeting.objects.filter(body=group.parent_id).order_by("planned_month")
    if what == "next":
        return held.filter(planned_month__gte=at.date().replace(day=1)).first()
    if what != "day":
        return None
    try:
        wanted = date(year, month, day or 1)
    except ValueError:
        return None
    if not day:
        return held.filter(planned_month=wanted).first()
    return held.filter(Q(opens=wanted) | Q(opens__lte=wanted, closes__gte=wanted)).first()


def _unmatched(mailed: Mailed, meeting: Meeting | None) -> bool:
    """Whether the mail itself names a meeting, and there is none so."""
    lines = coverlines.read_reply(mailed.text)
    what, *_date = coverlines.meeting_meant(lines.get("meeting"), lines.language)
    return bool(lines.get("meeting")) and meeting is None and what != "none"


def _document(group: Group, text: str) -> Document | None:
    symbol = understood(text)
    if symbol is None:
        return None
    rows = Document.objects.filter(group=group, series=symbol.series, number=symbol.number)
    return rows.select_related("group__parent", "current").first()


def _origin(mailed: Mailed) -> dict[str, Any]:
    return {
        "door": "mail",
        "arrival": mailed.arrival.pk,
        "message_id": mailed.envelope.message_id,
        "received": mailed.arrival.received_at.isoformat(),
        "reply_to": mailed.envelope.author.address,
        "answers": [list(pair) for pair in threaded(mailed.envelope)],
    }


def _plain_subject(subject: str) -> str:
    """A subject without Re: and what the list puts before it."""
    while ":" in subject[:6] and subject.partition(":")[0].strip().lower() in {"re", "fw", "fwd"}:
        subject = subject.partition(":")[2].strip()
    return subject


def _rest(text: str) -> str:
    """What stands behind and below the word on the first line: the reason."""
    lines = lines_of_reply(text)
    if not lines:
        return ""
    first = lines[0].partition(" ")[2].lstrip(" ,.:;!-—–")
    return "\n".join(part for part in (first, *lines[1:]) if part)[:2000]


def _refuse(
    mailed: Mailed, person: Person, refusal: RegisterRefusal | GroupsRefusal, *, at: datetime
) -> None:
    text = str(refusal)
    notice = reply_to_command(
        mailed.group, mailed.envelope, text=text, language=person.language, kind="contribution"
    )
    answer(notice, arrival=mailed.arrival, envelope=mailed.envelope, at=at)
