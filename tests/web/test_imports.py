"""Old mail brought in by page: given, watched, reported; and by a worker that may die."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comitia.archive import tasks
from comitia.archive.importing import batch, runs
from comitia.archive.models import Import, Message
from comitia.base import clock
from comitia.config.tasks import LONG_TASKS
from comitia.jobs import worker
from comitia.jobs.actions import claim
from comitia.jobs.models import Job

PAGE = "/g/t09demo/imports/"
LETTER = """From old@list.example Fri Apr  1 12:00:00 2005
Message-ID: <{0}@list.example>
From: Bob <bob@list.example>
Date: Fri, 1 Apr 2005 12:00:00 +0000
Subject: Section {0}

Text of {0}.

"""


def box(count: int) -> bytes:
    return "".join(LETTER.format(number) for number in range(count)).encode()


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.DATA = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def sam(pages, world, folder):
    return pages.sign_in(world.sam)


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """What the worker of long jobs does, once."""

    def do() -> None:
        for job in claim(LONG_TASKS, limit=10, lease_seconds=30, at=clock.now()):
            with django_capture_on_commit_callbacks(execute=True):
                worker.do(job, tasks.bring_in)

    return do


def give(client, name: str, data: bytes):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_a_file_given_is_brought_in_and_its_report_is_read(sam, work, folder):
    page = give(
        sam, "old list.mbox.gz", gzip.compress(box(3) + b"From nobody at 10:00 2005\nX\n\n")
    )
    assert "waits for its turn" in page.content.decode()
    assert 'http-equiv="refresh"' in page.content.decode()
    work()
    page = sam.get(page.redirect_chain[-1][0])
    text = page.content.decode()
    assert "● " not in text
    assert "old list.mbox.gz" in text
    assert 'http-equiv="refresh"' not in text
    assert Message.objects.filter(group__name="t09demo").count() == 4
    assert "It has no Message-ID" in text
    assert list(folder.iterdir()) == []
    assert "4 new, 0 known before" in sam.get(PAGE).content.decode()


def test_what_lies_on_the_server_can_be_chosen_and_stays_there(sam, work, folder):
    folder.mkdir()
    (folder / "large.mbox").write_bytes(box(5))
    assert "large.mbox" in sam.get(PAGE).content.decode()
    sam.post(PAGE, {"laid": "large.mbox"})
    work()
    assert Import.objects.get().new == 5
    assert (folder / "large.mbox").exists()


def test_giving_the_same_again_keeps_nothing_twice(sam, work):
    for _ in range(2):
        give(sam, "old.mbox", box(4))
        work()
    assert [(each.new, each.known) for each in Import.objects.order_by("pk")] == [(4, 0), (0, 4)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Give one file."),
        ({"laid": "../comitia.sqlite3"}, "../comitia.sqlite3"),
    ],
)
def test_no_file_or_one_that_was_not_laid_there_is_refused(sam, folder, given, said):
    folder.mkdir()
    (folder / "large.mbox").write_bytes(box(1))
    page = sam.post(PAGE, given)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not Import.objects.exists()


def test_a_file_that_is_broken_off_says_so_and_its_start_is_kept(sam, work, folder, monkeypatch):
    monkeypatch.setattr("comitia.archive.importing.source.MOST_TO_LEARN_FROM", 0)
    monkeypatch.setattr("comitia.archive.importing.source.BATCH", 10)
    whole = gzip.compress(box(4000))
    page = give(sam, "old.mbox.gz", whole[: len(whole) // 2])
    work()
    text = sam.get(page.redirect_chain[-1][0]).content.decode()
    assert "broken off" in text
    assert Import.objects.get().state == "failed"
    assert Import.objects.get().new == Message.objects.count() > 0
    # Another try with the whole of it goes on from there.
    give(sam, "old.mbox.gz", whole)
    work()
    assert Message.objects.count() == 4000


def test_a_worker_that_dies_in_the_middle_loses_nothing(sam, work, world, monkeypatch):
    monkeypatch.setattr("comitia.archive.importing.source.BATCH", 10)
    give(sam, "old.mbox", box(35))
    kept = batch.keep_all
    calls = []

    def dies_at_the_third(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise SystemExit
        return kept(*args, **kwargs)

    monkeypatch.setattr("comitia.archive.importing.source.keep_all", dies_at_the_third)
    with pytest.raises(SystemExit):
        work()
    Job.objects.filter(kind="archive.import").update(leased_until=world.now - timedelta(minutes=1))
    monkeypatch.setattr("comitia.archive.importing.source.keep_all", kept)
    work()
    assert Message.objects.count() == 35
    found = Import.objects.get()
    assert (found.state, found.new, found.known) == ("done", 15, 20)


def test_a_surprise_is_told_where_the_import_stands(sam, work, monkeypatch):
    give(sam, "old.mbox", box(2))
    monkeypatch.setattr(runs, "bring_in", lambda *args, **kwargs: 1 / 0)
    Job.objects.update(attempts=11)
    work()
    assert "ZeroDivisionError" in Import.objects.get().failure


def test_only_the_secretariat_brings_mail_in(pages, world, folder):
    for person in (world.alice, world.bob, world.charlie):
        assert pages.sign_in(person).get(PAGE).status_code == 403
        assert pages.post(PAGE, {"laid": "x"}).status_code == 403
    pages.logout()
    assert pages.get(PAGE).status_code == 403
    assert "imports/" not in pages.sign_in(world.alice).get("/g/t09demo/mail/").content.decode()


def test_an_import_is_seen_under_its_own_group_only(sam):
    give(sam, "old.mbox", box(1))
    assert sam.get(f"{PAGE}{Import.objects.get().pk + 1}/").status_code == 404
