"""Load by id, call one action."""

from comitia.base import clock
from comitia.documents import mailed as mail
from comitia.documents import posting, texts
from comitia.documents.models import File, Issue
from comitia.jobs.task import Task
from comitia.jobs.worker import Park
from comitia.mail.models import Arrival
from comitia.people.access import Hidden
from comitia.people.models import Person


def _read(file_id: int) -> tuple[File, texts.Read]:
    try:
        file = File.objects.get(pk=file_id)
    except File.DoesNotExist:
        raise Park(f"there is no file {file_id}") from None
    return file, texts.read_file(file)


def _keep(prepared: tuple[File, texts.Read], file_id: int) -> None:
    file, found = prepared
    texts.keep(file, found, at=clock.now())


def _parked(reason: str, file_id: int) -> None:
    """The job's own row says why; the file itself is whole and can be downloaded."""


convert = Task(prepare=_read, act=_keep, parked=_parked)


def _look(
    arrival_id: int, person_id: int, issue_id: int | None, sure: bool
) -> tuple[mail.Mailed, Person, Issue | None]:
    try:
        arrival = Arrival.objects.select_related("raw").get(pk=arrival_id)
        person = Person.objects.get(pk=person_id)
        issue = Issue.objects.get(pk=issue_id) if issue_id else None
        return mail.look(arrival), person, issue
    except (Arrival.DoesNotExist, Person.DoesNotExist, Issue.DoesNotExist, Hidden) as gone:
        raise Park(f"the mail, its author or its document is gone: {gone}") from gone


def _take(
    prepared: tuple[mail.Mailed, Person, Issue | None],
    arrival_id: int,
    person_id: int,
    issue_id: int | None,
    sure: bool,
) -> None:
    read, person, issue = prepared
    mail.take_in(read, person=person, issue=issue, sure=sure, at=clock.now())


def _set_aside(
    reason: str, arrival_id: int, person_id: int, issue_id: int | None, sure: bool
) -> None:
    """The job's own row says why; the mail itself is kept and the job can be tried again."""


mailed = Task(prepare=_look, act=_take, parked=_set_aside)


def remind() -> None:
    """Tell the secretariat what has to be posted."""
    posting.remind(at=clock.now())
