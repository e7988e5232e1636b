"""Load by id, call one action."""

from comitia.archive import packing
from comitia.archive.importing import Imported, runs
from comitia.archive.index import refresh
from comitia.archive.models import Import, Message
from comitia.archive.sources import BadSource
from comitia.base import clock
from comitia.jobs.task import Task


def index(message_id: int) -> None:
    """Index a message again; new ones are indexed by who follows the archive."""
    refresh(Message.objects.get(pk=message_id))


def _carry_out(import_id: int) -> Imported | BadSource:
    run = Import.objects.select_related("group", "by").get(pk=import_id)
    return runs.carry_out(run, at=clock.now())


def _settle(outcome: Imported | BadSource, import_id: int) -> None:
    runs.settle(Import.objects.get(pk=import_id), outcome, at=clock.now())


def _failed(reason: str, import_id: int) -> None:
    runs.fail(Import.objects.get(pk=import_id), reason, at=clock.now())


bring_in = Task(prepare=_carry_out, act=_settle, parked=_failed)


def _learn() -> bool:
    return packing.learn_from_the_archive(at=clock.now())


def _learnt(made: bool) -> None:
    """A dictionary is durable when it is made: nothing is left to be written."""


def _not_learnt(reason: str) -> None:
    """The next day tries again; until then messages are packed each by itself."""


learn = Task(prepare=_learn, act=_learnt, parked=_not_learnt)
