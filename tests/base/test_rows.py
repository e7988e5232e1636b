"""insert_rows keeps bulk_create's promises, and add_up_rows adds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from comitia.archive.models import Raw, Writer
from comitia.base.rows import add_up_rows, insert_rows
from comitia.jobs.models import Job
from tests.archive.posts import make_group

pytestmark = pytest.mark.django_db
NOON = datetime(2011, 4, 1, 12, tzinfo=UTC)
FIELDS = ("sha256", "size_bytes", "packed")


def test_values_are_prepared_defaults_filled_and_ids_given_in_order():
    same = {"kind": "sum", "run_at": NOON, "created_at": NOON}
    ids = insert_rows(Job, ("payload",), [({"a": 1},), ({"a": "é"},)], same=same)
    jobs = [Job.objects.get(pk=pk) for pk in ids]
    assert [job.payload for job in jobs] == [{"a": 1}, {"a": "é"}]
    assert {(job.run_at, job.state, job.once, job.attempts) for job in jobs} == {
        (NOON, "ready", None, 0)
    }


def test_more_rows_than_one_statement_holds():
    rows = [({"number": number},) for number in range(2500)]
    ids = insert_rows(
        Job, ("payload",), rows, same={"kind": "x", "run_at": NOON, "created_at": NOON}
    )
    assert len(set(ids)) == Job.objects.count() == 2500
    assert Job.objects.get(pk=ids[-1]).payload == {"number": 2499}


def test_known_rows_stay_and_give_their_ids():
    (first,) = insert_rows(Raw, FIELDS, [(b"a" * 32, 1, b"kept")], known_by="sha256")
    ids = insert_rows(
        Raw, FIELDS, [(b"b" * 32, 2, b"new"), (b"a" * 32, 9, b"other")], known_by="sha256"
    )
    assert ids[1] == first
    assert bytes(Raw.objects.get(pk=first).packed) == b"kept"
    assert Raw.objects.get(pk=ids[0]).size_bytes == 2


def test_without_it_a_known_row_is_an_error():
    insert_rows(Raw, FIELDS, [(b"a" * 32, 1, b"kept")])
    with pytest.raises(IntegrityError):
        insert_rows(Raw, FIELDS, [(b"a" * 32, 1, b"again")])


def test_nothing_is_nothing_and_a_wrong_name_is_said():
    assert insert_rows(Raw, FIELDS, []) == []
    with pytest.raises(ValueError, match="no fields"):
        insert_rows(Raw, FIELDS, [], same={"colour": 1})


def test_rows_that_are_there_are_added_to(db):
    group = make_group()
    early, late = NOON, NOON + timedelta(days=9)
    names = ("group_id", "key", "name", "folded", "count", "first_at", "last_at", "entity_id")
    together = {"count": "sum", "first_at": "least", "last_at": "greatest", "entity_id": "newest"}

    def add(*rows):
        add_up_rows(Writer, names, rows, known_by=("group_id", "key"), together=together)

    add((group.pk, 1, "A", "a", 2, late, late, None))
    add(
        (group.pk, 1, "B", "b", 3, early, early, None), (group.pk, 2, "C", "c", 1, NOON, NOON, None)
    )
    known, other = Writer.objects.order_by("key")
    assert (known.name, known.count, known.first_at, known.last_at) == ("A", 5, early, late)
    assert other.count == 1
    add()
