"""Conveners put messages where they belong; what follows goes along, and nothing else moves."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comitia.archive import tending
from comitia.archive.actions import raw_bytes, redact
from comitia.archive.errors import ArchiveRefusal
from comitia.archive.models import Act, Message
from comitia.archive.queries import placing_of
from comitia.archive.weaving import rethread
from comitia.groups import seats
from comitia.groups.actions import appoint
from comitia.groups.errors import NotAllowed
from comitia.groups.models import Role
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from tests.archive.posts import START, make_group, post
from tests.archive.test_weaving import arrive, in_tables
from tests.rules.test_threads import mailboxes

REASON = "It speaks of the budget."


def of(message: Message) -> Message:
    return Message.objects.select_related("parent", "thread").get(pk=message.pk)


@pytest.fixture
def exchange(world):
    """One thread: 1 ← 2 ← 3, and 1 ← 4."""
    group = world.group
    posts = [
        post(group, name="1@x.example", subject="Scope"),
        post(group, name="2@x.example", subject="Re: Scope", cites=("1@x.example",), day=1),
        post(
            group,
            name="3@x.example",
            subject="Re: Scope",
            cites=("1@x.example", "2@x.example"),
            day=2,
        ),
        post(group, name="4@x.example", subject="Re: Scope", cites=("1@x.example",), day=3),
    ]
    assert len({each.thread_id for each in map(of, posts)}) == 1
    return posts


def test_what_is_split_off_takes_its_answers_along_and_later_ones_follow(world, exchange):
    one, two, three, four = exchange
    before = raw_bytes(two)
    tending.split_off(message=two, by=world.alice, reason=REASON, at=world.now)
    assert of(two).parent is None
    assert of(three).parent == two
    assert of(two).thread == of(three).thread != of(one).thread
    assert of(four).thread == of(one).thread
    late = post(
        world.group, name="5@x.example", cites=("1@x.example", "2@x.example", "3@x.example"), day=4
    )
    assert (of(late).parent, of(late).thread) == (three, of(two).thread)
    # The mail itself is as it came.
    assert raw_bytes(of(two)) == before
    assert of(two).in_reply_to == ["1@x.example"]
    placing = placing_of(of(two))
    assert (placing.kind, placing.by, placing.reason) == ("split", world.alice, REASON)


def test_what_is_moved_under_another_takes_its_answers_along(world, exchange):
    _one, two, three, four = exchange
    other = post(world.group, name="9@x.example", subject="Budget", day=5)
    tending.move_under(message=two, target=other, by=world.alice, at=world.now)
    assert of(two).parent == other
    assert of(three).thread == of(other).thread
    assert of(other).thread.messages_count == 3
    assert of(four).thread.messages_count == 2
    entry = Entry.objects.get(kind="thread.moved")
    said = json.loads(entry.leaf)
    assert said["subject"] == "group:t09demo"
    assert said["by"]["name"] == "Alice"
    assert said["data"] == {
        "number": 2, "message_id": "2@x.example", "under": 5, "under_id": "9@x.example",
        "reason": "",
    }  # fmt: skip


def test_what_is_put_back_stands_where_its_mail_says(world, exchange):
    before = in_tables(world.group)
    two, other = exchange[1], post(world.group, name="9@x.example", subject="Budget", day=5)
    with_other = in_tables(world.group)
    tending.move_under(message=two, target=other, by=world.alice, at=world.now)
    tending.put_back(message=two, by=world.alice, at=world.now)
    assert in_tables(world.group) == with_other
    assert before < with_other
    assert of(two).placed_under is None
    assert placing_of(of(two)) is None
    kinds = Entry.objects.filter(kind__startswith="thread.").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == ["thread.moved", "thread.restored"]


def test_rethreading_keeps_what_was_placed(world, exchange):
    tending.split_off(message=exchange[1], by=world.alice, at=world.now)
    before = in_tables(world.group)
    rethread(world.group)
    assert in_tables(world.group) == before


def refusal(act, **what) -> type[Exception]:
    """The refusal, and that it left nothing behind."""
    acts, entries = Act.objects.count(), Entry.objects.count()
    before = list(Message.objects.order_by("pk").values_list("placed_under", "thread", "parent"))
    with pytest.raises((ArchiveRefusal, NotAllowed)) as refused:
        act(**what)
    assert str(refused.value)
    assert (Act.objects.count(), Entry.objects.count()) == (acts, entries)
    after = list(Message.objects.order_by("pk").values_list("placed_under", "thread", "parent"))
    assert after == before
    return refused.type


def test_what_cannot_be_is_refused_in_words(world, exchange):
    one, two, three, four = exchange
    foreign = post(make_group("t09other"), name="f@x.example")
    who = {"by": world.alice, "at": world.now}
    move, split = tending.move_under, tending.split_off
    assert refusal(move, message=one, target=three, **who) is tending.ItsOwnAnswer
    assert refusal(move, message=two, target=three, **who) is tending.ItsOwnAnswer
    assert refusal(move, message=two, target=two, **who) is tending.Itself
    assert refusal(move, message=two, target=one, **who) is tending.AlreadyThere
    assert refusal(move, message=two, target=foreign, **who) is tending.OfAnotherGroup
    assert refusal(split, message=one, **who) is tending.AlreadyThere
    assert refusal(tending.put_back, message=two, **who) is tending.AlreadyThere
    redact(message=four, by=SYSTEM, reason="Personal data.", at=world.now)
    assert refusal(split, message=four, **who) is tending.UnderAStone
    assert refusal(move, message=four, target=two, **who) is tending.UnderAStone
    # But an answer may stand under a stone.
    move(message=three, target=four, **who)
    assert of(three).parent == four


def test_a_message_beside_another_under_one_that_never_came_can_be_split_off(world):
    first = post(world.group, name="1@x.example", cites=("ghost@x.example",))
    second = post(world.group, name="2@x.example", cites=("ghost@x.example",), day=1)
    assert of(first).thread == of(second).thread
    tending.split_off(message=second, by=world.alice, at=world.now)
    assert of(first).thread != of(second).thread


@pytest.mark.parametrize("who", ["bob", "charlie", "dora", "fiona"])
def test_others_may_not(world, exchange, who):
    by = {"by": getattr(world, who), "at": world.now}
    two, four = exchange[1], exchange[3]
    assert refusal(tending.split_off, message=two, **by) is NotAllowed
    assert refusal(tending.move_under, message=two, target=four, **by) is NotAllowed
    assert refusal(tending.put_back, message=two, **by) is NotAllowed


def test_neither_an_observer_nor_another_groups_convener(world, exchange):
    seats.invite_observer(
        group=world.group, address=world.charlie.email, name="Charlie", by=world.alice,
        at=world.now,
    )  # fmt: skip
    other = make_group("t09other")
    appoint(
        group=other, kind=Role.Kind.CONVENER, person=world.dora, entity=world.samplia,
        decision=world.decision, by=SYSTEM, at=world.now,
    )  # fmt: skip
    for who in (world.charlie, world.dora):
        what = {"message": exchange[1], "by": who, "at": world.now}
        assert refusal(tending.split_off, **what) is NotAllowed
    mine = post(other, name="o1@x.example")
    answer = post(other, name="o2@x.example", cites=("o1@x.example",), day=1)
    tending.split_off(message=answer, by=world.dora, at=world.now)
    assert of(answer).thread != of(mine).thread


def test_the_secretariat_and_a_vice_convener_may(world, exchange):
    appoint(
        group=world.group, kind=Role.Kind.VICE_CONVENER, person=world.bob, entity=world.telecom,
        decision=world.decision, by=SYSTEM, at=world.now,
    )  # fmt: skip
    tending.split_off(message=exchange[1], by=world.bob, at=world.now)
    tending.split_off(message=exchange[3], by=world.sam, at=world.now)


class Laws(TestCase):
    @settings(deadline=None, max_examples=60)
    @given(mailboxes(), st.data())
    def test_all_that_answers_goes_along_and_all_else_stays(self, box, data) -> None:
        group = make_group()
        arrive(group, box)
        message = data.draw(st.sampled_from(list(Message.objects.order_by("pk"))))
        below = tending.answers_below(message)
        parents = dict(Message.objects.values_list("pk", "parent_id"))
        rest = set(Message.objects.filter(thread=message.thread_id).values_list("pk", flat=True))
        rest -= {message.pk, *below}
        try:
            tending.split_off(message=message, by=SYSTEM, at=START)
        except tending.AlreadyThere:
            assert not rest
            return
        # A loop cut at one of the rest may open: then that one, too, answers it by its mail.
        now = of(message)
        there = set(Message.objects.filter(thread=now.thread_id).values_list("pk", flat=True))
        assert there == {message.pk, *tending.answers_below(now)}
        assert below < there
        after = dict(Message.objects.values_list("pk", "parent_id"))
        assert all(after[key] == parents[key] for key in below)
        assert all(after[key] == parents[key] for key in rest - there)
