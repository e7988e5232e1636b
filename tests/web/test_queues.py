"""Sink, parked work and copies, mail that leaves: who sees them, and another try by POST."""

import pytest

from comitia.archive.models import Message
from comitia.base.languages import LANGUAGES
from comitia.jobs import actions as jobs
from comitia.jobs.models import Job
from comitia.outbox import sink
from comitia.outbox.deliver.book import Result, book, claim
from comitia.outbox.deliver.session import Mail
from comitia.outbox.models import Batch, Copy, Halt, Letter, SunkMail
from comitia.reconcile import actions as reconciliation
from comitia.reconcile.models import Finding
from tests.mail.posting import arrive, message, post

PAGES = ("/parked/", "/outbox/", "/reconciliation/")


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


def letter_of(copy) -> Letter:
    return Letter.objects.get(batches=copy.batch_id)


def test_one_letter_with_each_copy(pages, world, copy):
    one = letter_of(copy)
    pages.sign_in(world.sam)
    html = pages.get(f"/outbox/{one.pk}/").content.decode()
    assert "554 5.7.1 refused" in html
    assert world.alice.email in html
    parked = pages.get(f"/outbox/{one.pk}/?state=parked").content.decode()
    assert parked.count('class="address"') == 1
    assert pages.get(f"/outbox/{one.pk}/?after=999999&state=x").status_code == 200
    assert pages.get("/outbox/99999999/").status_code == 404
    assert pages.get(f"/outbox/{2**70}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "knows"), [("sam", True), ("alice", True), ("bob", False), ("fiona", False)]
)
def test_officers_see_how_many_copies_of_a_post_have_gone(pages, world, copy, who, knows):
    page = f"/m/{Message.objects.get().message_id}/"
    html = pages.sign_in(getattr(world, who)).get(page).content.decode()
    assert ('<span class="state bad">parked</span> 1' in html) == knows
    assert ('<span class="state warn">waiting</span> 1' in html) == knows


def test_a_letter_is_tried_set_aside_and_withdrawn(pages, world, copy):
    one = letter_of(copy)
    pages.sign_in(world.sam)
    path = f"/outbox/{one.pk}/steer"
    pages.post(path, {"act": "retry-parked"})
    copy.refresh_from_db()
    assert copy.state == "deferred"
    assert "Say why" in pages.post(path, {"act": "park", "park-reason": ""}).content.decode()
    pages.post(path, {"act": "park", "park-reason": "they move"})
    copy.refresh_from_db()
    assert copy.state == "parked"
    assert "they move" in copy.reply
    pages.post(path, {"act": "retry-parked"})
    pages.post(path, {"act": "withdraw", "drop-reason": "sent by mistake"})
    pages.post(path, {"act": "withdraw", "drop-reason": "twice"})
    one.refresh_from_db()
    assert one.withdrawn_at == world.now
    html = pages.get(f"/outbox/{one.pk}/").content.decode()
    assert "Withdrawn by Sam" in html
    assert "Withdraw the letter" not in html


def test_mail_is_halted_and_sent_again(pages, world):
    pages.sign_in(world.sam)
    for said, word in (
        ({"scope": "domain", "name": "nonsense"}, "such as example.org"),
        ({"scope": "group", "name": "nosuch"}, "no group of that name"),
        ({}, "Choose what"),
    ):
        assert word in pages.post("/outbox/halts", said).content.decode()
    pages.post("/outbox/halts", {"scope": "domain", "name": "Two.example", "reason": "they move"})
    pages.post("/outbox/halts", {"scope": "group", "name": "t09demo"})
    pages.post("/outbox/halts", {"scope": "everything", "name": "whatever"})
    assert set(Halt.objects.values_list("name", flat=True)) == {"two.example", "t09demo", ""}
    html = pages.get("/outbox/").content.decode()
    assert "they move" in html
    for halt in list(Halt.objects.all()):
        pages.post("/outbox/halts", {"resume": halt.pk})
    pages.post("/outbox/halts", {"resume": "٣"})
    assert not Halt.objects.exists()


def test_a_domain_is_tried_now(pages, world):
    post(message(sender=world.bob.email), mail_from=world.bob.email)
    results = [
        Result(each.batch_id, index, "deferred", "451 4.7.1 greylisted")
        for each in claim(at=world.now, limit=10)
        for index, _, _ in each.waiting
    ]
    book(results, at=world.now)
    pages.sign_in(world.sam)
    html = pages.get("/outbox/").content.decode()
    assert "451 4.7.1 greylisted" in html
    assert "examplia.example" in html
    pages.post("/outbox/retry", {"domain": "examplia.example"})
    due = Copy.objects.filter(run_at__lte=world.now)
    assert set(due.values_list("domain", flat=True)) == {"examplia.example"}
    pages.post("/outbox/retry", {"domain": ""})
    assert Copy.objects.count() == due.count()


def test_what_does_not_agree_is_shown_and_mended(pages, world):
    arrive(message(subject="Lost"))
    Job.objects.filter(kind="mail.travel").delete()
    pages.sign_in(world.sam)
    assert "no work waits" not in pages.get("/reconciliation/").content.decode()
    reconciliation.examine(at=world.now, settle_seconds=0)
    html = pages.get("/reconciliation/").content.decode()
    assert "no work waits" in html
    pages.post("/reconciliation/mend", {"check": "nonsense"})
    pages.post("/reconciliation/mend", {"check": "outbox-stalled"})
    assert Finding.objects.exists()
    pages.post("/reconciliation/mend", {"check": "arrival-without-work"})
    assert Job.objects.filter(kind="mail.travel").count() == 1
    assert "no work waits" not in pages.get("/reconciliation/").content.decode()
    pages.post("/reconciliation/look")
    assert Job.objects.filter(kind="reconcile.slice").exists()


STEERING = (
    ("/outbox/halts", {"scope": "everything"}),
    ("/outbox/retry", {"domain": ""}),
    ("/outbox/{}/steer", {"act": "withdraw", "drop-reason": "mischief"}),
    ("/reconciliation/mend", {"check": "arrival-without-work"}),
    ("/reconciliation/look", {}),
)


@pytest.mark.parametrize("who", ["alice", "bob", "fiona", None])
def test_others_steer_nothing(pages, world, copy, who):
    if who:
        pages.sign_in(getattr(world, who))
    before = list(Batch.objects.values_list("outcomes", flat=True))
    assert pages.get(f"/outbox/{letter_of(copy).pk}/").status_code == 403
    for path, said in STEERING:
        assert pages.post(path.format(letter_of(copy).pk), said).status_code == 403
    assert not Halt.objects.exists()
    assert not Job.objects.filter(kind__startswith="reconcile").exists()
    assert list(Batch.objects.values_list("outcomes", flat=True)) == before


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
    mail = Mail("comitia-bounces@x.example", to, (wire,))
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
