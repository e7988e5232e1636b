"""Documents are read, and found by those who may read them."""

import pytest

from comitia.archive import index
from comitia.archive.search import search
from comitia.documents import actions, found, tasks, texts
from comitia.documents.cover import Cover
from comitia.documents.filing import Given
from comitia.documents.models import File
from comitia.jobs.models import Job
from comitia.ledger.actions import sequence
from tests.documents.mailing import docx
from tests.documents.submissions import contribute


def read_all(at):
    for job in Job.objects.filter(kind="documents.convert"):
        tasks.convert(**job.payload)
        job.delete()
    while sequence(at=at):
        pass


def hits(person, words, world):
    results = search(person, words, at=world.later(days=1))
    return [hit.thing.number for hit in results.hits if hit.thing]


@pytest.fixture
def follower(store):
    made = index.Follower(store)
    made.step()
    return made


def test_a_posted_document_is_found_by_what_its_file_says(world, follower):
    data = docx(title="A cover")
    issue = contribute(world, at=world.now, files=[Given("x.docx", data, "en")])
    read_all(world.now)
    follower.step()
    assert hits(world.bob, "shortest", world) == [], "it is not posted"
    issue = actions.post(issue=issue, by=world.sam, at=world.now)
    read_all(world.now)
    follower.step()
    assert hits(world.bob, "shortest", world) == ["C 1"]
    assert hits(world.charlie, "shortest", world) == []
    assert hits(None, "shortest", world) == []
    actions.withdraw(issue=issue, reason="No", by=world.bob, at=world.now)
    read_all(world.now)
    follower.step()
    assert hits(world.bob, "shortest", world) == []


def test_an_opened_report_is_found_by_all_and_a_confidential_one_by_nobody(world, follower):
    report = contribute(
        world,
        at=world.now,
        by=world.alice,
        series="R",
        cover=Cover(title="Interim turnips", source_text="Convener", language="en"),
    )
    report = actions.post(issue=report, by=world.sam, at=world.now)
    actions.open_to_public(document=report.document, is_public=True, by=world.sam, at=world.now)
    secret = contribute(
        world, at=world.now, title="Secret turnips", facts=actions.Facts(confidential=True)
    )
    actions.post(issue=secret, by=world.sam, at=world.now)
    read_all(world.now)
    follower.step()
    assert hits(None, "turnips", world) == ["R 1"]
    assert hits(world.bob, "turnips", world) == ["R 1"]
    assert list(found.subjects()) == [f"document:{report.document_id}"]


def test_what_cannot_be_read_says_why_and_is_kept(world):
    contribute(world, at=world.now, files=[Given("x.pdf", b"%PDF-1.4 broken", "en")])
    read_all(world.now)
    file = File.objects.get()
    read = texts.paper_of(file)
    assert read is not None
    assert (read.paper, read.refusal) == (None, "damaged")
    assert texts.plain_of(file) == ""


def test_texts_are_made_again_at_will(world):
    contribute(world, at=world.now)
    read_all(world.now)
    before = texts.paper_of(File.objects.get())
    assert before is not None
    assert before.plain.startswith("On the example.")
    texts.read_again(texts.file_ids(), at=world.now)
    read_all(world.now)
    assert texts.paper_of(File.objects.get()) == before
