"""Entries commit with their act, get one place each, and cannot be altered unseen."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from comitia.jobs.models import Job
from comitia.ledger import actions, proof, queries, tiles, tree
from comitia.ledger.actors import SYSTEM, Actor
from comitia.ledger.checkpoint import BadNote, read_note
from comitia.ledger.keys import ledger_key
from comitia.ledger.models import Checkpoint, Entry, Node
from comitia.ledger.verify import disagreements

pytestmark = pytest.mark.django_db
NOON = datetime(2011, 4, 1, 12, tzinfo=UTC)


def happen(number, *, sequenced=True):
    for n in range(number):
        actions.append("test.done", "group:t", {"n": n, "été": "是"}, by=SYSTEM, at=NOON)
    if sequenced:
        actions.sequence(at=NOON)


def test_an_entry_says_who_what_and_when():
    alice = Actor("person", 7, "Alice", 3, "Examplia")
    entry = actions.append("test.done", "group:t", {"n": 1}, by=alice, at=NOON)
    said = queries.content(entry)
    assert said["by"]["entity"] == "Examplia"
    assert said["data"] == {"n": 1}
    assert said["at"] == "2011-04-01T12:00:00.000000+00:00"
    assert list(queries.entries_about("group:t")) == [entry]


def test_like_entries_have_unlike_hashes():
    happen(2)
    first, second = Entry.objects.values_list("leaf_hash", flat=True)
    assert bytes(first) != bytes(second)


def act_that_fails():
    with transaction.atomic():
        happen(1, sequenced=False)
        raise ZeroDivisionError


def test_an_entry_fails_with_its_act():
    with pytest.raises(ZeroDivisionError):
        act_that_fails()
    assert not Entry.objects.exists()
    assert not Job.objects.exists()


def test_entries_call_the_sequencer_once():
    happen(5, sequenced=False)
    assert Job.objects.filter(kind="ledger.sequence").count() == 1


def test_each_step_is_proven_to_continue_the_one_before():
    for number in (1, 2, 5, 8, 13):
        happen(number)
    assert list(disagreements()) == []
    checkpoints = list(Checkpoint.objects.order_by("size"))
    assert [point.size for point in checkpoints] == [1, 3, 8, 16, 29]
    for old in checkpoints:
        for new in checkpoints:
            if old.size <= new.size:
                path = queries.consistency_proof(old.size, new.size)
                assert proof.consistency_holds(
                    old.size, new.size, bytes(old.root), bytes(new.root), path
                )
    entry = Entry.objects.get(position=11)
    path = queries.inclusion_proof(entry, 29)
    leaf = tree.leaf_hash(bytes(entry.leaf))
    assert proof.inclusion_holds(leaf, 11, 29, path, bytes(checkpoints[-1].root))


def test_sequencing_nothing_changes_nothing():
    happen(3)
    assert actions.sequence(at=NOON) == 0
    assert Checkpoint.objects.count() == 1


def test_many_entries_are_sequenced_in_turns(monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 4)
    happen(10, sequenced=False)
    while actions.sequence(at=NOON):
        pass
    assert queries.latest_checkpoint().size == 10
    assert list(disagreements()) == []


def test_the_checkpoint_is_signed_and_a_forged_one_is_told():
    happen(3)
    note = queries.latest_checkpoint().note
    key = ledger_key().public_key()
    assert read_note(note, key).size == 3
    for forged in (note.replace("\n3\n", "\n4\n"), note.replace("—", "-"), "", note[:-12] + "\n"):
        with pytest.raises(BadNote):
            read_note(forged, key)


def alter():
    entry = Entry.objects.get(position=2)
    entry.leaf = bytes(entry.leaf).replace(b'"n":2', b'"n":9')
    entry.save()


def alter_with_hash():
    alter()
    entry = Entry.objects.get(position=2)
    entry.leaf_hash = tree.leaf_hash(bytes(entry.leaf))
    entry.save()


def drop():
    Entry.objects.get(position=2).delete()


def drop_last():
    Entry.objects.get(position=6).delete()
    Node.objects.filter(level=0, number=6).delete()


def swap():
    Entry.objects.filter(position=2).update(position=100)
    Entry.objects.filter(position=3).update(position=2)
    Entry.objects.filter(position=100).update(position=3)


def rewrite_everything():
    """A forger with the database but without the key."""
    alter_with_hash()
    Node.objects.all().delete()
    hashes = [bytes(h) for h in Entry.objects.order_by("position").values_list("leaf_hash", flat=1)]
    nodes = tree.grow(0, hashes, lambda *key: nodes[key])
    Node.objects.bulk_create(Node(level=a, number=b, hash=h) for (a, b), h in nodes.items())
    Checkpoint.objects.update(root=tree.root(7, lambda *key: nodes[key]))


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (alter, "entry 2 (test.done) was altered"),
        (alter_with_hash, "entry 2 is not the one"),
        (drop, "entry 2 is missing"),
        (drop_last, "entries that are gone"),
        (swap, "entry 2 is not the one"),
        (rewrite_everything, "not the one that was signed"),
    ],
)
def test_harm_is_detected_and_named(harm, words):
    happen(7)
    harm()
    assert words in "\n".join(disagreements())


def test_tiles_are_the_hashes_in_rows_of_256():
    happen(300)
    hashes = [bytes(h) for h in Entry.objects.order_by("position").values_list("leaf_hash", flat=1)]
    assert tiles.tile("0/000") == b"".join(hashes[:256])
    assert tiles.tile("0/001.p/44") == b"".join(hashes[256:300])
    nodes = tree.grow(0, hashes, lambda *key: nodes[key])
    assert tiles.tile("1/000.p/1") == nodes[8, 0]
    for absent in ("0/001", "0/001.p/45", "0/001.p/0", "0/000.p/256", "1/000", "8/000", "0/1", "x"):
        assert tiles.tile(absent) is None
