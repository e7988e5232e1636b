"""What submitter, Director and members are told of a document, each in their own language."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.documents.advising import advice_on, advice_said
from comitia.documents.models import Document, Issue, PaperRequest
from comitia.documents.rights import is_information_paper
from comitia.documents.symbols import path_of, symbol_of_issue
from comitia.documents.words import DEFECT, INFORMATION_PAPER, KIND, SERIES, STATE
from comitia.outbox.compose import Notice

MOST_ABSTRACT_LETTERS = 1_200


def page_of(issue: Issue) -> str:
    """The address of the document's page."""
    document = issue.document
    return f"{settings.BASE_URL}/g/{document.group.name}/documents/{path_of(document)}"


def to_submitter(issue: Issue, *, language: str) -> Notice:
    """What was understood of a submission, and how it stands; how to correct what is not right."""
    with override(language):
        document = issue.document
        symbol = symbol_of_issue(issue)
        title = issue.title or _("without title")
        subject = _("%(group)s: %(symbol)s, %(state)s: %(title)s") % {
            "group": document.group.name,
            "symbol": symbol,
            "state": STATE[issue.state],
            "title": title,
        }
        parts = [_state_said(issue, symbol), understood(issue)]
        if issue.defects:
            parts.append(_("Still missing:") + "\n" + _listed(defects_said(issue.defects)))
            parts.append(_how_to_correct())
        elif issue.state in {"submitted", "numbered", "late_held"}:
            parts.append(_how_to_correct())
        if advice := advice_said(advice_on(issue)):
            parts.append(_listed(advice))
        parts.append(_("The document: %(page)s") % {"page": page_of(issue)})
        return Notice(
            subject=subject,
            text="\n\n".join(parts),
            language=language,
            kind="document",
            group=document.group.name,
            reply_to=(f"{document.group.name}-contribution+{issue.token}@{settings.MAIL_DOMAIN}"),
            headers=tuple((name, value) for name, value in issue.origin.get("answers", [])),
        )


def paper_asked(request: PaperRequest, *, language: str) -> Notice:
    """Asks an observer for an information paper, and says how to send it."""
    with override(language):
        group = request.group.name
        parts = [
            _("%(name)s asks you, as an observer of %(group)s, for an information paper on:")
            % {"name": request.asked_by_name, "group": group},
            request.topic,
        ]
        if request.last_day is not None:
            parts.append(
                _("It is expected until %(day)s.")
                % {"day": date_format(request.last_day, "DATE_FORMAT")}
            )
        address = f"{group}-contribution@{settings.MAIL_DOMAIN}"
        parts.append(
            _("Submit it at %(page)s, or send the file to %(address)s.")
            % {
                "page": f"{settings.BASE_URL}/g/{group}/documents/submit",
                "address": address,
            }
        )
        return Notice(
            subject=_("%(group)s: an information paper is asked of you") % {"group": group},
            text="\n\n".join(parts),
            language=language,
            kind="document",
            group=group,
        )


def paper_asked_no_more(request: PaperRequest, *, by: str, language: str) -> Notice:
    """Tells an observer that the paper need not be written any more."""
    with override(language):
        group = request.group.name
        text = _("%(name)s no longer asks you for the information paper on:") % {"name": by}
        return Notice(
            subject=_("%(group)s: the information paper is no longer asked of you")
            % {"group": group},
            text=f"{text}\n\n{request.topic}",
            language=language,
            kind="document",
            group=group,
        )


def is_it_yours(issue: Issue, *, language: str) -> Notice:
    """Asks whether a mail that could have come from anybody is theirs; an answer submits it."""
    with override(language):
        group = issue.document.group.name
        text = _(
            "A document came to %(group)s in your name, by a mail that does not show that it is"
            " yours. Nothing is submitted yet.\n\n%(facts)s\n\n"
            "If it is yours, answer this mail with the word yes: it counts as received when it"
            " came. If not, do nothing."
        ) % {"group": group, "facts": understood(issue)}
        return Notice(
            subject=_("%(group)s: is this document yours?") % {"group": group},
            text=text,
            language=language,
            kind="document",
            group=group,
            reply_to=f"{group}-contribution+{issue.token}@{settings.MAIL_DOMAIN}",
        )


def understood(issue: Issue) -> str:
    """The facts of an issue as `name: value` lines, in the active language."""
    document = issue.document
    sources = [str(row.entity) for row in issue.source_rows.select_related("entity")]
    versions = issue.versions.select_related("file")
    facts = [
        (_("Series"), _series_said(document)),
        (_("Title"), issue.title),
        (_("Source"), ", ".join(sources) or issue.source_text),
        (_("Meeting"), _meeting(issue)),
        (_("Question"), issue.question),
        (_("Purpose"), issue.purpose),
        (_("Keywords"), ", ".join(map(str, issue.keywords))),
        (_("Contact"), str(issue.contact.get("name", ""))),
        *((_("File"), f"{each.name} ({each.language})") for each in versions),
    ]
    if issue.received_at is not None:
        facts.append((_("Received"), _moment(issue.received_at)))
    lines = [f"{name}: {value}" for name, value in facts if value]
    if issue.abstract:
        lines += ["", issue.abstract[:MOST_ABSTRACT_LETTERS]]
    return _("What was understood:") + "\n\n" + _listed(lines)


def defects_said(codes: Sequence[str]) -> list[str]:
    """What is missing, in the active language."""
    return [str(DEFECT[code]) for code in codes]


def posted(issue: Issue, *, language: str) -> Notice:
    """Tells a member that a document can be read. A confidential one's abstract stays out of it."""
    with override(language):
        document = issue.document
        symbol = symbol_of_issue(issue)
        sources = document.source_line or issue.source_text
        title = issue.title or document.title
        abstract = "" if document.is_confidential else issue.abstract[:MOST_ABSTRACT_LETTERS]
        text = _(
            "%(symbol)s is posted (%(kind)s).\n\n"
            "    Title: %(title)s\n    Source: %(source)s\n    Meeting: %(meeting)s\n\n"
            "%(abstract)s"
            "Read it here: %(page)s"
        ) % {
            "symbol": symbol,
            "kind": _kind_said(issue),
            "title": title,
            "source": sources,
            "meeting": _meeting(issue) or _("discussion by mail"),
            "abstract": f"{abstract}\n\n" if abstract else "",
            "page": page_of(issue),
        }
        subject = _("%(group)s: %(symbol)s posted: %(title)s") % {
            "group": document.group.name,
            "symbol": symbol,
            "title": title,
        }
        return Notice(subject, text, language, kind="document", group=document.group.name)


def late(issue: Issue, *, language: str, by: str = "", reason: str = "") -> Notice:
    """Tells a Director that a late contribution waits, or that `by` recommends to admit it."""
    with override(language):
        document = issue.document
        said = _("%(name)s recommends to admit it: %(reason)s") % {"name": by, "reason": reason}
        text = _(
            "%(symbol)s of %(source)s came after the deadline and is held for the next meeting.\n"
            "If it is of extreme importance you may admit it; the meeting then decides.\n\n"
            "%(said)s%(facts)s\n\nDecide on its page: %(page)s"
        ) % {
            "symbol": symbol_of_issue(issue),
            "source": document.source_line or issue.source_text,
            "said": f"{said}\n\n" if by else "",
            "facts": understood(issue),
            "page": page_of(issue),
        }
        subject = _("%(group)s: %(symbol)s is late") % {
            "group": document.group.name,
            "symbol": symbol_of_issue(issue),
        }
        return Notice(subject, text, language, kind="document", group=document.group.name)


def to_post(issues: Sequence[tuple[Issue, str]], *, language: str) -> Notice:
    """Reminds the secretariat what has to be posted, each with its last day."""
    with override(language):
        lines = [
            _("%(symbol)s, %(group)s, by %(day)s: %(title)s")
            % {
                "symbol": symbol_of_issue(issue),
                "group": issue.document.group.name,
                "day": day,
                "title": issue.title or _("without title"),
            }
            for issue, day in issues
        ]
        text = _("These documents are to be posted (three working days after receipt):") + "\n\n"
        return Notice(
            subject=_("Documents to be posted"),
            text=text + _listed(lines),
            language=language,
            kind="document",
        )


def _state_said(issue: Issue, symbol: str) -> str:
    said = {
        "submitted": _(
            "Your document has been received. The secretariat looks at it before it is"
            " given a number."
        ),
        "returned": _("Your document has been received, but cannot be given a number yet."),
        "numbered": _("Your document has been received and is %(symbol)s. It will be posted soon."),
        "posted": _("Your document is posted: it is %(symbol)s."),
        "late_held": _(
            "Your document has been received and is %(symbol)s. It came after the deadline"
            " (%(rule)s), so it is held for the next meeting; the Director may admit it, and then"
            " the meeting decides."
        ),
    }.get(issue.state) or _("%(symbol)s is now: %(state)s.")
    held = issue.steps.filter(event="hold_late").last()
    said = said % {
        "symbol": symbol,
        "state": STATE[issue.state],
        "rule": held.rule if held else "",
    }
    return f"{said}\n\n{issue.reason}" if issue.reason else said


def _how_to_correct() -> str:
    return _(
        "To correct or add anything, answer this mail with lines like these, or send the file"
        " again:\n\n"
        "    Title: …\n    Source: …\n    Question: …\n    Abstract: …\n    Language: …"
    )


def _meeting(issue: Issue) -> str:
    meeting = issue.meeting
    if meeting is None:
        return ""
    day = meeting.opens or meeting.planned_month
    shown = date_format(day, "DATE_FORMAT" if meeting.opens else "YEAR_MONTH_FORMAT")
    return f"{meeting.body.acronym}, {shown}"


def _kind_said(issue: Issue) -> str:
    if issue.kind == Issue.Kind.ORIGINAL:
        return _series_said(issue.document)
    return str(KIND[issue.kind])


def _series_said(document: Document) -> str:
    return str(INFORMATION_PAPER if is_information_paper(document) else SERIES[document.series])


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"    {line}" if line else "" for line in lines)
