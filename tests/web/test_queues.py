"""Sink, parked work and copies, mail that leaves: who sees them, and another try by POST."""

import pytest

from comitia.base.languages import LANGUAGES
from comitia.jobs import actions as jobs
from comitia.jobs.models import Job
from comitia.outbox import sink
from comitia.outbox.deliver.book import Result, book, claim
from comitia.outbox.deliver.session import Mail
from comitia.outbox.models import Copy, SunkMail
from tests.mail.posting import message, post

PAGES = ("/parked/", "/outbox/")


@pytest.fixture
def job(world) -> Job:
    jobs.enqueue("mail.travel", {"arrival_id": 7}, at=world.now)
    (claimed,) = jobs.claim(["mail.travel"], limit=1, lease_seconds=60, at=world.now)
    jobs.park(claimed, "<b>A relay & a reason</b>", at=world.now)
    return Job.objects.get(kind="mail.travel")


@pytest.fixture
def copy(world) -> Copy:
    """A copy of a post that the relay will not have for the time being."""
    post(message(sender=world.bob.email), mail_from=world.bob.email)
    book(
        [
            Result(each.batch_id, index, "parked", "554 5.7.1 refused")
            for each in claim(at=world.now, limit=10)
            for index, _, _ in each.waiting
            if each.kind == "post"
        ][:1],
        at=world.now,
    )
    return Copy.objects.get()


def test_the_secretariat_sees_what_is_parked_and_tries_it_again(pages, world, job):
    html = pages.sign_in(world.sam).get("/parked/").content.decode()
    assert "&lt;b&gt;A relay &amp; a reason&lt;/b&gt;" in html
    assert pages.post("/parked/", {"job": job.pk}).headers["Location"] == "/parked/"
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("ready", 0)
    assert "mail.travel" in pages.get("/parked/").content.decode()


@pytest.mark.parametrize("said", [{"job": "all"}, {"letter": "all"}, {"letter": "one"}])
def test_copies_and_all_of_a_kind(pages, world, job, copy, said):
    pages.sign_in(world.sam)
    assert "554 5.7.1 refused" in pages.get("/parked/").content.decode()
    if said == {"letter": "one"}:
        said = {"letter": copy.batch.letter_id}
    pages.post("/parked/", said)
    job.refresh_from_db()
    copy.refresh_from_db()
    assert (job.state == "ready") == ("job" in said)
    assert (copy.state == "deferred") == ("letter" in said)


@pytest.mark.parametrize("said", [{}, {"job": "x"}, {"job": "9" * 30}, {"letter": "٣"}])
def test_nonsense_tries_nothing(pages, world, job, said):
    pages.sign_in(world.sam).post("/parked/", said)
    job.refresh_from_db()
    assert job.state == "parked"


def test_letters_with_what_became_of_their_copies(pages, world, copy):
    html = pages.sign_in(world.sam).get("/outbox/").content.decode()
    assert "Welcome to t09demo" in html
    assert '<span class="state bad">parked</span> 1' in html


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["alice", "bob", "fiona", None])
def test_others_see_none_of_it(pages, world, job, who, path):
    if who:
        pages.sign_in(getattr(world, who))
    assert pages.get(path).status_code == 403
    pages.post("/parked/", {"job": "all"})
    job.refresh_from_db()
    assert job.state == "parked"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_the_pages_in_each_language(pages, world, job, copy, language, path):
    world.sam.language = language
    world.sam.save()
    assert f'lang="{language}"' in pages.sign_in(world.sam).get(path).content.decode()


def sunk(world, *, to="bob@example-telecom.example", text="Code: ABCD-EFGH"):
    wire = f"Subject: Your code\r\nTo: {to}\r\n\r\n{text}\r\n".encode() + b".\r\n"
    mail = Mail("comitia-bounces@x.example", to, (wire,), lambda outcome, reply: None)
    sink.sink([mail], at=world.now)
    return SunkMail.objects.latest("id")


def test_in_the_example_all_mail_can_be_read(pages, world, settings):
    settings.DEMO = True
    mail = sunk(world, text="See http://127.0.0.1:8000/confirm/7-abc")
    sunk(world, to="fiona@example-telecom.example")
    everybody = pages.get("/sink/").content.decode()
    assert f"/sink/{mail.pk}" in everybody
    bobs = pages.get("/sink/", {"to": "Bob@example-telecom.example"}).content.decode()
    assert bobs.count("Your code") == 1
    page = pages.get(f"/sink/{mail.pk}").content.decode()
    assert 'href="http://127.0.0.1:8000/confirm/7-abc"' in page
    assert pages.get(f"/sink/{mail.pk}/raw").content == sink.content(mail)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sink_in_each_language(pages, world, settings, language):
    settings.DEMO = True
    mail = sunk(world)
    for path in ("/sink/", "/sink/?to=nobody@x.example", f"/sink/{mail.pk}"):
        page = pages.get(path, headers={"Accept-Language": language})
        assert f'lang="{language}"' in page.content.decode()


def test_hostile_mail_stays_inert_in_the_sink(pages, world, settings):
    settings.DEMO = True
    mail = sunk(world, text="<script>alert(1)</script>")
    assert "<script>" not in pages.get(f"/sink/{mail.pk}").content.decode()
    assert pages.get(f"/sink/{mail.pk}/raw").headers["Content-Type"].startswith("text/plain")


def test_elsewhere_there_is_no_sink_even_for_the_secretariat(pages, world):
    mail = sunk(world)
    pages.sign_in(world.sam)
    for path in ("/sink/", f"/sink/{mail.pk}", f"/sink/{mail.pk}/raw"):
        assert pages.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sink/999", "/sink/999/raw"])
def test_no_such_mail(pages, world, settings, path):
    settings.DEMO = True
    assert pages.get(path).status_code == 404
