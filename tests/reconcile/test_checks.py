"""Each thing broken by hand is found, named, and mended where it safely can be."""

from datetime import timedelta

import pytest

from comitia.archive import index
from comitia.archive.models import Message, Month, Raw, Thread
from comitia.documents.models import Counter, File
from comitia.jobs.models import Job
from comitia.ledger.actions import sequence
from comitia.ledger.actors import command
from comitia.ledger.models import Entry
from comitia.mail.models import Arrival, Held
from comitia.outbox.deliver import book
from comitia.outbox.deliver.book import Result
from comitia.outbox.models import Batch, Copy, Letter
from comitia.reconcile import actions
from comitia.reconcile.checks import CHECKS
from comitia.reconcile.models import Finding
from tests.documents.submissions import contribute
from tests.mail.posting import arrive, message, post
from tests.world import NOW

pytestmark = pytest.mark.django_db
ROOT = command("root")
LATER = NOW + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.DATA = tmp_path
    index.store.cache_clear()
    yield
    index.store.cache_clear()


@pytest.fixture
def house(world):
    """Three posts archived, one held, all at rest: sent, indexed, in the ledger."""
    for n in range(3):
        post(message(subject=f"No. {n}", Message_ID=f"<{n}@x.example>"))
    reply = message(subject="Re: No. 0", Message_ID="<r@x.example>", In_Reply_To="<0@x.example>")
    post(reply)
    post(message(sender="Eve <eve@x.example>", subject="Hm"), mail_from="eve@x.example")
    assert Held.objects.count() == 1
    Job.objects.filter(kind="mail.travel").delete()
    deliver()
    at_rest()
    assert examine().number == 0
    return world


def deliver(outcome="delivered", at=NOW):
    results = [
        Result(each.batch_id, place, outcome, "said")
        for each in book.claim(at=at, limit=100)
        for place, _, _ in each.waiting
    ]
    book.book(results, at=at)


def at_rest():
    while sequence(at=NOW):
        pass
    Job.objects.filter(kind="ledger.sequence").delete()
    index.rebuild()


def examine(mend=False, at=LATER):
    return actions.examine(at=at, mend_by=ROOT if mend else None, settle_seconds=0)


def lose_the_job(world):
    arrive(message(subject="Lost", Message_ID="<lost@x.example>"))
    Job.objects.filter(kind="mail.travel").delete()


def lose_the_link(world):
    Arrival.objects.filter(message__number=2).update(message=None)


def lose_the_held(world):
    Held.objects.all().delete()


def lose_the_thread(world):
    Thread.objects.filter(first__number=1).delete()


def miscount(world):
    Thread.objects.filter(first__number=1).update(messages_count=7)


def lose_the_months(world):
    Month.objects.all().delete()


def lose_from_index(world):
    index.store().write([], remove=[Message.objects.get(number=3).pk])


def lose_the_sequencer(world):
    post(message(subject="One more", Message_ID="<more@x.example>"))
    deliver()
    index.rebuild()
    Job.objects.filter(kind="ledger.sequence").delete()


def lose_the_letter(world):
    Letter.objects.filter(once=f"post:{Message.objects.get(number=2).pk}").delete()


def garble_outcomes(world):
    Batch.objects.filter(letter__kind="post").update(outcomes="dx")


def shorten_outcomes(world):
    Batch.objects.filter(letter__kind="post").update(outcomes="d")


def lose_a_straggler(world):
    Batch.objects.filter(letter__kind="post").update(outcomes="sd")


def close_too_early(world):
    Batch.objects.filter(letter__kind="post").update(outcomes="..", open=False)


def keep_held_too_long(world):
    Held.objects.update(held_at=NOW - timedelta(days=400))


MENDABLE = [
    (lose_the_job, "arrival-without-work", 1),
    (lose_the_link, "arrival-without-message", 1),
    (lose_the_held, "held-by-nobody", 1),
    (lose_the_thread, "message-without-thread", 2),
    (miscount, "thread-miscounted", 1),
    (lose_the_months, "archive-miscounted", 1),
    (lose_from_index, "message-not-indexed", 1),
    (lose_the_sequencer, "entry-not-placed", 1),
    (lose_the_letter, "letter-missing", 1),
    (garble_outcomes, "copy-contradictory", 4),
    (shorten_outcomes, "copy-contradictory", 4),
    (lose_a_straggler, "copy-contradictory", 4),
    (close_too_early, "copy-contradictory", 4),
]


@pytest.mark.parametrize(("breaks", "name", "number"), MENDABLE)
def test_what_is_broken_is_found_and_mended(house, breaks, name, number):
    breaks(house)
    found = examine()
    assert {check: found.numbers[check] for check in found.found} == {name: number}
    assert Finding.objects.filter(confirmed_at__isnull=False).count() == number
    for each in found.found[name]:
        assert CHECKS[name].says % each.values
    mended = examine(mend=True)
    assert mended.mended == {name: number}
    assert mended.number == 0, mended.found
    assert not Finding.objects.exists()
    assert Entry.objects.filter(kind="reconciliation.mended").exists()


def lose_the_message(world):
    last = Message.objects.get(number=2)
    Arrival.objects.filter(message=last).delete()
    thread = last.thread
    last.delete()
    thread.delete()


def exchange_bytes(world):
    Raw.objects.filter(messages__number=2).update(packed=Raw.objects.first().packed)


def garble_bytes(world):
    Raw.objects.filter(messages__number=2).update(packed=b"no such thing")


def lose_the_entry(world):
    entry = Entry.objects.filter(kind="message.archived").first()
    # The database keeps whoever is in it from that; a storage that fails asks nobody.
    Message.objects.filter(entry=entry).update(entry=None)
    entry.delete()


def alter_the_entry(world):
    entry = Entry.objects.filter(kind="message.held").get()
    Entry.objects.filter(pk=entry.pk).update(leaf=bytes(entry.leaf).replace(b"held", b"hurt"))


def lose_copies(world):
    Batch.objects.filter(letter__once=f"post:{Message.objects.get(number=2).pk}").delete()


def give_two_to_one(world):
    batch = Batch.objects.filter(letter__kind="post").first()
    batch.recipients[1] = batch.recipients[0]
    batch.save()


def decide_halfway(world):
    Held.objects.update(state="accepted", decided_at=NOW)


def work_that_fails(world):
    arrive(message(subject="Stuck", Message_ID="<stuck@x.example>"))
    Job.objects.filter(kind="mail.travel").update(attempts=5, reason="it hurts")
    Arrival.objects.filter(outcome="waiting").update(received_at=NOW - timedelta(hours=1))


def nobody_sends(world):
    Batch.objects.filter(letter__kind="post").update(
        outcomes="..", open=True, run_at=NOW - timedelta(hours=2), leased_until=None
    )


def lose_a_number(world):
    contribute(world, at=NOW)
    deliver()
    at_rest()
    Counter.objects.update(last=2)


def garble_a_file(world):
    contribute(world, at=NOW)
    deliver()
    at_rest()
    File.objects.update(packed=b"no such thing")


FOR_A_PERSON = [
    (lose_the_message, {"number-missing", "message-lost"}),
    (exchange_bytes, {"bytes-altered"}),
    (garble_bytes, {"bytes-altered"}),
    (lose_the_entry, {"message-not-in-ledger", "ledger-gap"}),
    (alter_the_entry, {"entry-altered"}),
    (lose_copies, {"letter-incomplete"}),
    (give_two_to_one, {"letter-incomplete"}),
    (decide_halfway, {"held-otherwise"}),
    (work_that_fails, {"arrival-waits"}),
    (nobody_sends, {"outbox-stalled"}),
    (lose_a_number, {"document-number-missing"}),
    (garble_a_file, {"file-altered"}),
]


@pytest.mark.parametrize(("breaks", "names"), FOR_A_PERSON)
def test_what_a_person_must_decide_is_found_and_left_alone(house, breaks, names):
    breaks(house)
    assert set(examine().found) == names
    left = examine(mend=True)
    assert set(left.found) == names
    assert not left.mended
    with pytest.raises(actions.CannotBeMended):
        actions.mend(CHECKS[min(names)], [1], by=ROOT, at=LATER)


def test_held_mail_that_nobody_sends_back(house):
    keep_held_too_long(house)
    assert set(examine().found) == {"held-too-long"}
    examine(mend=True)
    assert Job.objects.filter(kind="mail.expire").exists()


def test_a_lost_index_is_built_by_who_follows_the_archive(house):
    (index.store().folder / "current").unlink()
    assert examine(mend=True).numbers["message-not-indexed"] == 4
    index.Follower(index.store()).step()
    assert examine().number == 0


def test_one_row_that_cannot_be_mended_stops_no_other(house, monkeypatch):
    lose_the_job(house)
    lose_from_index(house)
    monkeypatch.setattr(index, "index_again", lambda keys: 1 / 0)
    left = examine(mend=True)
    assert left.mended == {"arrival-without-work": 1}
    assert set(left.found) == {"message-not-indexed"}


def test_every_check_is_broken_here():
    tried = {name for _, name, _ in MENDABLE} | {"held-too-long"}
    assert tried | {each for _, names in FOR_A_PERSON for each in names} == set(CHECKS)


def test_the_mended_letter_reaches_each_member_once(house):
    lose_the_letter(house)
    for _ in range(2):
        examine(mend=True)
    deliver(at=LATER)
    number = Message.objects.get(number=2).pk
    letter = Letter.objects.get(once=f"post:{number}")
    assert letter.copies == 2
    assert list(letter.batches.values_list("outcomes", flat=True)) == ["dd"]


def test_an_arrival_put_back_is_not_archived_or_sent_twice(house):
    from comitia.mail import tasks

    lose_the_link(house)
    before = Message.objects.count(), Letter.objects.filter(kind="post").count()
    examine(mend=True)
    (job,) = Job.objects.filter(kind="mail.travel")
    tasks.travel(**job.payload)
    job.delete()
    assert (Message.objects.count(), Letter.objects.filter(kind="post").count()) == before
    arrival = Arrival.objects.get(pk=job.payload["arrival_id"])
    assert arrival.outcome in {"archived", "discarded"}


def test_copies_that_may_have_left_are_not_lost(house):
    garble_outcomes(house)
    examine(mend=True)
    assert Copy.objects.filter(state="deferred").count() == 4
    deliver(at=LATER)
    assert set(Batch.objects.values_list("outcomes", flat=True)) <= {"dd", "d"}
