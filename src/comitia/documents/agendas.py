"""The documents of a meeting as its agenda has them: by item, with what bars or delays each."""

from dataclasses import dataclass, field
from datetime import datetime

from comitia.base.languages import LANGUAGES
from comitia.bodies.models import Meeting
from comitia.documents import timing
from comitia.documents.access import Sight
from comitia.documents.deadlines import Verdict
from comitia.documents.models import Document
from comitia.documents.queries import Line, lines


@dataclass
class AgendaItem:
    """An item of a meeting's agenda, or a Question, and the documents under it."""

    item: str
    lines: list["AgendaLine"] = field(default_factory=list)


@dataclass(frozen=True)
class AgendaLine:
    """A document on an agenda: in which languages it is there, and what the rules say of it."""

    line: Line
    languages: dict[str, bool]
    verdicts: list[Verdict]

    @property
    def flags(self) -> list[Verdict]:
        """What is not as the rules would have it."""
        return [each for each in self.verdicts if each.judged in {"late", "overdue"}]


def on_agenda(sight: Sight, meeting: Meeting, *, at: datetime) -> list[AgendaItem]:
    """The documents for a meeting by item (else by Question), as far as the reader may see them.

    What is held back as late, or was never numbered, is not on the agenda (A.1 § 3.2.5).
    """
    off = (
        "draft",
        "submitted",
        "checking",
        "returned",
        "late_held",
        "meeting_declines",
        "withdrawn",
    )
    rows = list(
        Document.objects.filter(sight.documents(), meeting=meeting)
        .exclude(state__in=off)
        .select_related("current", "meeting__body")
        .order_by("agenda_item", "question", "series", "number")
    )
    items: dict[str, AgendaItem] = {}
    for line in lines(sight, rows):
        document = line.document
        issue = document.current
        assert issue is not None
        issue.document = document
        issue.meeting = meeting
        name = document.agenda_item or document.question
        languages = {code: code in document.language_codes for code in LANGUAGES}
        entry = AgendaLine(line, languages, timing.verdicts(issue, at=at))
        items.setdefault(name, AgendaItem(name)).lines.append(entry)
    return sorted(items.values(), key=lambda each: (not each.item, each.item))
