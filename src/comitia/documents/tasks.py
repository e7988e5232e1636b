"""Load by id, call one action."""

from comitia.base import clock
from comitia.documents import posting, texts
from comitia.documents.models import File
from comitia.jobs.task import Task
from comitia.jobs.worker import Park


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


def remind() -> None:
    """Tell the secretariat what has to be posted."""
    posting.remind(at=clock.now())
