"""The standing check: in slices, only what is new each hour, told once a day, bounded."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from comitia.archive import index
from comitia.base import clock
from comitia.cli.doctor import doctor
from comitia.jobs.models import Job
from comitia.mail.models import Arrival
from comitia.outbox.models import Letter
from comitia.reconcile import actions, queries, tasks
from comitia.reconcile.checks import CHECKS
from comitia.reconcile.models import Finding, Progress
from tests.mail.posting import arrive, message
from tests.world import NOW

pytestmark = pytest.mark.django_db
WITHOUT_WORK = CHECKS["arrival-without-work"]


@pytest.fixture(autouse=True)
def quick(settings, tmp_path, world, monkeypatch):
    settings.DATA = tmp_path
    index.store.cache_clear()
    index.rebuild()
    monkeypatch.setattr(actions, "SETTLE_SECONDS", 0)
    yield
    index.store.cache_clear()


def lose(number=1):
    for n in range(number):
        arrive(message(subject=f"Lost {n}", Message_ID=f"<lost{n}@x.example>"))
    Job.objects.filter(kind="mail.travel").delete()


def run_jobs(at):
    """Do all of our jobs that are due, as the worker does; how many."""
    number = 0
    with clock.stopped_at(at):
        while job := Job.objects.filter(kind__startswith="reconcile.", run_at__lte=at).first():
            assert number < 500
            number += 1
            job.delete()
            getattr(tasks, job.kind.partition(".")[2])(**job.payload)
    return number


def begin(at, what=tasks.look_at_new):
    with clock.stopped_at(at):
        what()
    return run_jobs(at)


def told():
    return list(Letter.objects.filter(kind="reconciliation").values_list("once", flat=True))


def test_what_is_seen_once_is_looked_at_again_before_it_is_shown():
    lose()
    begin(NOW)
    assert Finding.objects.count() == 1
    assert queries.troubles() == []
    assert queries.being_looked_at() == 1
    assert run_jobs(NOW + timedelta(minutes=4)) == 0
    assert run_jobs(NOW + timedelta(minutes=6)) == 1
    (trouble,) = queries.troubles()
    assert trouble.number == 1
    assert "t09demo@comitia.example" in trouble.shown[0][1]
    assert trouble.can_be_mended


def test_what_was_only_under_way_is_forgotten():
    lose()
    begin(NOW)
    Arrival.objects.update(outcome="discarded", reason="a duplicate")
    run_jobs(NOW + timedelta(minutes=6))
    assert not Finding.objects.exists()


def test_the_secretariat_is_told_once_a_day_after_an_hour(world):
    lose()
    begin(NOW)
    run_jobs(NOW + timedelta(minutes=6))
    assert told() == []
    for hours in (2, 3, 5):
        begin(NOW + timedelta(hours=hours))
    assert len(told()) == 1
    assert str(world.sam.pk) in told()[0]
    begin(NOW + timedelta(days=1, hours=2))
    assert len(told()) == 2


def test_a_slice_ends_soon_and_the_next_goes_on(monkeypatch):
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0)
    assert begin(NOW, tasks.look_at_all) > 5
    looked = queries.looked()
    assert looked.wholly == looked.lately == NOW


def test_each_hour_only_what_is_new_is_looked_at(monkeypatch):
    begin(NOW, tasks.look_at_all)
    seen = []
    for name, check in CHECKS.items():
        if not check.small:
            monkeypatch.setitem(CHECKS, name, spied(check, seen))
    begin(NOW + timedelta(hours=1))
    assert seen == []
    arrive(message())
    begin(NOW + timedelta(hours=2))
    assert set(seen) == {"arrival-without-message", "bytes-altered"}
    seen.clear()
    begin(NOW + timedelta(hours=3), tasks.look_at_all)
    assert seen == [], "it was done three hours ago"
    begin(NOW + timedelta(hours=22), tasks.look_at_all)
    assert len(set(seen)) >= 4


def spied(check, seen):
    from dataclasses import replace

    def look(keys, at):
        seen.extend([check.name] * len(keys))
        return check.look(keys, at)

    return replace(check, look=look)


def test_findings_are_bounded_and_counted(monkeypatch):
    monkeypatch.setattr(actions, "MOST_FINDINGS", 3)
    lose(8)
    report = actions.examine(at=NOW, settle_seconds=0)
    assert report.numbers["arrival-without-work"] == 8
    assert Finding.objects.count() == 3


def test_mending_from_the_page_does_only_what_is_asked(world):
    from comitia.ledger.actors import command

    lose(2)
    actions.examine(at=NOW, settle_seconds=0)
    first, second = Finding.objects.order_by("row")
    assert actions.mend(WITHOUT_WORK, [first.row], by=command("root"), at=NOW) == 1
    assert list(Finding.objects.all()) == [second]
    assert Job.objects.get(kind="mail.travel").payload == {"arrival_id": first.row}
    assert actions.mend(WITHOUT_WORK, [first.row], by=command("root"), at=NOW) == 0
    assert Job.objects.filter(kind="mail.travel").count() == 1


def test_the_command(world):
    call = CliRunner().invoke
    sound = call(doctor, ["--reconcile"])
    assert (sound.exit_code, "Everything agrees" in sound.output) == (0, True), sound.output
    lose()
    broken = call(doctor, ["--reconcile"])
    assert broken.exit_code == 1
    assert "no work waits" in broken.output
    assert "--mend" in broken.output
    facts = json.loads(call(doctor, ["--reconcile", "--json"]).output)
    assert facts["findings"] == 1
    assert facts["found"][0]["can_be_mended"]
    mended = call(doctor, ["--reconcile", "--mend"])
    assert mended.exit_code == 0, mended.output
    assert "1 mended" in mended.output
    assert call(doctor, ["--mend"]).exit_code == 2
    assert Progress.objects.get(check_name="bytes-altered").whole_at is not None
