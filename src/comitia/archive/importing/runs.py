"""A bringing-in that goes on by itself: begun by somebody, carried out by a worker, seen by all.

A worker that dies in the middle loses nothing: another begins the same source again, and what is
kept already is passed over.
"""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F

from comitia.archive.importing.source import Imported, Step, bring_in
from comitia.archive.models import Import
from comitia.archive.sources import BadSource, messages_in
from comitia.groups.models import Group
from comitia.jobs import actions as jobs
from comitia.ledger.actors import SYSTEM
from comitia.people.actors import acting
from comitia.people.models import Person

MOST_LEFT_OUT = 200
# What a browser gave lies under a name that begins so, and goes once all of it is kept. What the
# administrator laid there is theirs and stays.
GIVEN = "_"


class NotAFile(Exception):
    """There is nothing of this name to bring in; the text says so."""


def begin(*, group: Group, source: str, path: Path, by: Person, at: datetime) -> Import:
    """Let the mail in the file at `path`, called `source`, be brought into a group's archive.

    A file whose name begins with GIVEN is removed once all of it is kept. Raises NotAFile.
    """
    if not path.is_file():
        raise NotAFile(f"There is no file {path.name}.")
    with transaction.atomic():
        run = Import.objects.create(
            group=group,
            source=source[:300],
            path=str(path),
            total_bytes=path.stat().st_size,
            by=by,
            begun_at=at,
        )
        jobs.enqueue("archive.import", {"import_id": run.pk}, at=at)
    return run


def carry_out(run: Import, *, at: datetime) -> Imported | BadSource:
    """Bring a begun import in, telling how far it is; what it did, or why it cannot be read.

    Each batch is a transaction of its own.
    """
    Import.objects.filter(pk=run.pk).update(
        state=Import.State.RUNNING, read_bytes=0, new=0, known=0, report={}
    )
    left: list[tuple[str, str]] = []
    name = Path(run.path).name

    def leave(file: str, why: str) -> None:
        if len(left) < MOST_LEFT_OUT:
            left.append((file.rpartition(name)[2].lstrip("/") or run.source, why))

    by = SYSTEM if run.by is None else acting(run.by, at=at)
    try:
        done = bring_in(
            messages_in(Path(run.path), leave),
            group=run.group,
            by=by,
            at=at,
            tell=lambda step: _further(run, step),
        )
    except BadSource as error:
        return error
    done.left_out = left
    return done


def settle(run: Import, outcome: Imported | BadSource, *, at: datetime) -> None:
    """Write down how an import ended. A file that was given goes when all of it is kept."""
    if isinstance(outcome, BadSource):
        fail(run, str(outcome), at=at)
        return
    Import.objects.filter(pk=run.pk).update(
        state=Import.State.DONE,
        read_bytes=F("total_bytes"),
        new=outcome.new,
        known=outcome.known,
        report=report_of(outcome),
        path="",
        ended_at=at,
    )
    if Path(run.path).name.startswith(GIVEN):
        transaction.on_commit(lambda: Path(run.path).unlink(missing_ok=True))


def fail(run: Import, reason: str, *, at: datetime) -> None:
    """Write down that an import came to nothing more, and why."""
    Import.objects.filter(pk=run.pk).update(state=Import.State.FAILED, failure=reason, ended_at=at)


def report_of(done: Imported) -> dict[str, object]:
    """What was odd, as it is kept and shown: counts, examples, files left out."""
    return {name: asdict(done)[name] for name in ("odd", "examples", "left_out")}


def _further(run: Import, step: Step) -> None:
    Import.objects.filter(pk=run.pk).update(
        read_bytes=F("read_bytes") + step.size_bytes,
        new=F("new") + step.new,
        known=F("known") + step.messages - step.new,
    )
