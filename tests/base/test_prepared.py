"""A prepared query gives what Django's own gives."""

from datetime import datetime, timedelta

import pytest

from comitia.archive.models import Message
from comitia.base.prepared import Prepared
from comitia.groups.models import Group, Role
from comitia.people.queries import held_at
from tests.archive.posts import START, make_group, post


@pytest.fixture
def group(db) -> Group:
    found = make_group()
    for number in range(3):
        post(found, name=f"{number}@x.example", subject=f"Subject {number}", day=number)
    return found


def test_models_with_others_and_fields_left_for_later(group, django_assert_num_queries) -> None:
    def build(group: int, message_id: str):
        rows = Message.objects.filter(group=group, message_id=message_id)
        return rows.select_related("group", "entity", "thread__first").defer("subject")

    prepared = Prepared(build, group=int, message_id=str)
    for name in ("0@x.example", "2@x.example"):
        (found,) = prepared(group=group.pk, message_id=name)
        there = build(group.pk, name).get()
        assert found == there
        assert found.received_at == there.received_at
        assert found.in_reply_to == []
        assert found.entity is None
        with django_assert_num_queries(0):
            assert (found.group, found.thread.first) == (group, there)
        with django_assert_num_queries(1):
            assert found.subject.startswith("Subject")
    assert prepared(group=group.pk, message_id="9@x.example") == []


def test_values_in_their_order(group) -> None:
    prepared = Prepared(
        lambda first: (
            Message.objects.filter(number__gte=first)
            .order_by("-number")
            .values_list("subject", "dated_at", "number")
        ),
        first=int,
    )
    assert prepared(first=2) == [
        ("Subject 2", START + timedelta(days=2), 3),
        ("Subject 1", START + timedelta(days=1), 2),
    ]


def test_instants(world) -> None:
    prepared = Prepared(
        lambda group, at: Role.objects.filter(held_at(at), group=group).values_list("person"),
        group=int,
        at=datetime,
    )
    assert prepared(group=world.group.pk, at=world.now) == [(world.alice.pk,)]
    assert prepared(group=world.group.pk, at=world.now - timedelta(days=1)) == []


def test_a_value_that_the_query_alters_is_refused(db) -> None:
    prepared = Prepared(lambda words: Message.objects.filter(subject__contains=words), words=str)
    with pytest.raises(ValueError, match="does not reach"):
        prepared(words="x")
