"""What a reader may do with an issue now: each step with its words, its form and its one verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comitia.documents import actions, rights
from comitia.documents.access import Sight, may_treat
from comitia.documents.models import Issue
from comitia.documents.rules import may_follow
from comitia.groups.roles import judge
from comitia.people.models import Person
from comitia.web.forms import Form
from comitia.web.pages.documents import step_forms as forms

Do = Callable[..., Any]


@dataclass(frozen=True)
class StepKind:
    """A step that a page can offer. `run` gets issue, by, at, and what the form says."""

    name: str
    words: str | Promise
    said: str | Promise
    """What is told once it is done."""
    run: Do
    form: type[Form] | None = None
    help: str | Promise = ""
    is_danger: bool = False


def _decide(*, issue: Issue, decision: str, reason: str, by: Person, at: datetime) -> None:
    actions.meeting_decides(issue=issue, accepts=decision == "accepts", reason=reason, by=by, at=at)


def _place(*, issue: Issue, item: str, by: Person, at: datetime) -> None:
    actions.place_on_agenda(document=issue.document, item=item, by=by, at=at)


def _open(*, issue: Issue, by: Person, at: datetime) -> None:
    actions.open_to_public(document=issue.document, is_public=True, by=by, at=at)


def _close(*, issue: Issue, by: Person, at: datetime) -> None:
    actions.open_to_public(document=issue.document, is_public=False, by=by, at=at)


_KEEPING = (
    StepKind(
        "check",
        _("Take up for checking"),
        _("It is marked as being checked by you."),
        actions.take_up,
    ),
    StepKind(
        "number",
        _("Give it its number"),
        _("It has its number."),
        actions.number,
    ),
    StepKind(
        "return",
        _("Return for correction"),
        _("It is returned, and the submitter told why."),
        actions.return_for_correction,
        forms.ReturnForm,
        _("The submitter gets the reason by mail, corrects it and submits it once more."),
    ),
    StepKind(
        "post",
        _("Post"),
        _("It is posted, and the members are told."),
        actions.post,
    ),
    StepKind(
        "carry",
        _("Carry to the next meeting"),
        _("It is carried to the next meeting."),
        actions.carry_to,
        forms.RemarkForm,
        _("It stays in the register and goes to the body’s next meeting."),
    ),
)
_TREATING = (
    StepKind(
        "consider",
        _("Mark as considered"),
        _("It is marked as considered."),
        actions.mark_considered,
        forms.RemarkForm,
    ),
    StepKind(
        "note",
        _("Mark as noted"),
        _("It is marked as noted."),
        actions.mark_noted,
        forms.RemarkForm,
        _("It was noted and asks for nothing more."),
    ),
    StepKind(
        "reflect",
        _("Mark as reflected in the report"),
        _("It is marked as reflected in the report."),
        actions.mark_reflected,
        forms.WhereForm,
    ),
    StepKind(
        "forward",
        _("Carry forward"),
        _("It is carried forward."),
        actions.mark_carried_forward,
        forms.RemarkForm,
        _("It will be taken up again, at the next meeting or later in the group’s discussion."),
    ),
)
_PLACE = StepKind(
    "agenda",
    _("Place on the agenda"),
    _("Its place on the agenda is kept."),
    _place,
    forms.AgendaForm,
)
_OPEN = StepKind(
    "open",
    _("Open to everybody"),
    _("It is open to everybody now."),
    _open,
    forms.SureForm,
    _("Anybody can then read the document and its files without signing in."),
)
_CLOSE = StepKind(
    "close",
    _("Close to the public"),
    _("Only members can read it now."),
    _close,
    forms.SureForm,
)
_RECOMMEND = StepKind(
    "recommend",
    _("Recommend to admit it late"),
    _("Your recommendation is on its way to the Director."),
    actions.recommend,
    forms.LateForm,
    _("The Director decides. What you write goes to the Director and into the log."),
)
_ADMIT = StepKind(
    "admit",
    _("Admit it late"),
    _("It is admitted. The meeting will decide."),
    actions.admit_late,
    forms.LateForm,
    _("Members can read it from then on; the meeting decides whether to take it."),
)
_DECIDE = StepKind(
    "decide",
    _("Record what the meeting decided"),
    _("The meeting’s decision is recorded."),
    _decide,
    forms.DecisionForm,
)
_WITHDRAW = StepKind(
    "withdraw",
    _("Withdraw"),
    _("It is withdrawn. Its number stays taken."),
    actions.withdraw,
    forms.WithdrawForm,
    _("Its text is shown no more. Its number stays taken for ever, with your reason."),
    is_danger=True,
)
_DISCARD = StepKind(
    "discard",
    _("Discard the draft"),
    _("The draft is gone."),
    lambda *, issue, by, at: actions.withdraw(issue=issue, reason="", by=by, at=at),
    forms.SureForm,
    is_danger=True,
)
# Event of the state machine: the name of the step here, where that is another.
_EVENTS = {"forward": "carry"}


@dataclass(frozen=True)
class Offered:
    """All that a page offers: steps, and the forms that have addresses of their own."""

    steps: tuple[StepKind, ...] = ()
    may_correct: bool = False
    may_revise: bool = False
    may_translate: bool = False

    @property
    def state(self) -> tuple[object, ...]:
        """What of it may change, for conditional answers."""
        names = [each.name for each in self.steps]
        return (names, self.may_correct, self.may_revise, self.may_translate)

    def __bool__(self) -> bool:
        return bool(self.steps) or self.may_correct or self.may_revise or self.may_translate


def offered(issue: Issue, sight: Sight, *, at: datetime) -> Offered:
    """What this reader may do with this issue, as it stands now."""
    person = sight.person
    if person is None or issue.state in {"withdrawn", "revised"}:
        return Offered()
    able = may_follow(issue.state)
    keeps, treats = may_treat(sight, "keep_register"), may_treat(sight, "treat_documents")
    owns = rights.owns(person, issue, at=at)
    steps: list[StepKind] = []
    if keeps:
        for each in _KEEPING:
            if each.name in able and (each.name != "carry" or issue.meeting_id):
                steps.append(each)
    late = judge(sight.standing, "admit_late_contribution")
    if issue.state == "late_held":
        if late:
            steps.append(_ADMIT)
        elif late.manner == "recommend":
            steps.append(_RECOMMEND)
    if "accept" in able and may_treat(sight, "record_parent_decision"):
        steps.append(_DECIDE)
    if treats and issue.posted_at is not None:
        for each in _TREATING:
            if _EVENTS.get(each.name, each.name) in able and not (each.name == "forward" and keeps):
                steps.append(each)
    stands = issue.document.current_id == issue.pk
    if treats and stands and issue.numbered_at is not None and issue.meeting_id:
        steps.append(_PLACE)
    if stands and issue.posted_at is not None and may_treat(sight, "publish_version"):
        if issue.document.is_public:
            steps.append(_CLOSE)
        elif not issue.document.is_confidential:
            steps.append(_OPEN)
    if owns:
        steps.append(_DISCARD if issue.state == "draft" else _WITHDRAW)
    numbered = issue.numbered_at is not None
    return Offered(
        steps=tuple(steps),
        may_correct=owns
        and issue.state in {"draft", "returned", "submitted", "numbered", "late_held"},
        may_revise=owns and stands and issue.document.number is not None,
        may_translate=(owns or keeps) and numbered,
    )
