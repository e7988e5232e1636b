"""Load by id, call one action."""

from contextlib import suppress

from comitia.jobs.task import Task
from comitia.jobs.worker import Park
from comitia.reports.models import Version
from comitia.reports.publishing import WRITERS, NoFile, published
from comitia.reports.states import state_of


def _publish(version_id: int) -> None:
    """Make a version's files before somebody asks for them: a PDF takes longer than a page may."""
    rows = Version.objects.select_related("report__group", "document__group__parent")
    version = rows.filter(pk=version_id).first()
    if version is None:
        raise Park(f"there is no version {version_id} of a report")
    state = state_of(version)
    for form in WRITERS:
        # Whoever asks for it is told why it cannot be had.
        with suppress(NoFile):
            published(state, form)


def _published(prepared: None, version_id: int) -> None:
    """The files lie in the data folder; there is no row of them."""


def _parked(reason: str, version_id: int) -> None:
    """The job's own row says why; the version itself is whole."""


publish = Task(prepare=_publish, act=_published, parked=_parked)
