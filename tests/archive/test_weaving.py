"""Threads in tables: putting mail in its place one by one gives what weaving it all gives."""

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comitia.archive.models import Ghost, Message, Raw, Thread
from comitia.archive.threads import Cited, weave
from comitia.archive.weaving import as_cited, move, place, place_all, rethread
from comitia.base.rows import fresh_ids
from comitia.groups.models import Group
from tests.archive.posts import START, make_group
from tests.rules.test_threads import mail, mailboxes, placed


def write(group: Group, each: Cited, number: int) -> Message:
    raw, _ = Raw.objects.get_or_create(
        sha256=sha256(each.message_id.encode()).digest(), defaults={"size_bytes": 0, "packed": b""}
    )
    return Message(
        group=group,
        number=number,
        raw=raw,
        message_id=each.message_id,
        received_at=START,
        dated_at=each.dated_at,
        subject=each.message_id,
        in_reply_to=list(each.cites),
        subject_key=each.subject_key,
        loose=each.loose,
    )


def arrive(group: Group, box: list[Cited]) -> None:
    for number, each in enumerate(box, 1):
        place(write(group, each, number))


def arrive_together(group: Group, box: list[Cited], number: int = 1) -> None:
    messages = [write(group, each, place) for place, each in enumerate(box, number)]
    for message, key in zip(messages, fresh_ids(Message, len(messages)), strict=True):
        message.pk = key
    place_all(group.pk, messages)
    Message.objects.bulk_create(messages)


def in_tables(group: Group) -> set[tuple[object, ...]]:
    return {
        (
            frozenset(
                (each.message_id, each.parent.message_id if each.parent else None)
                for each in thread.messages.select_related("parent")
            ),
            frozenset(thread.ghosts.values_list("message_id", flat=True)),
            thread.subject,
            thread.first.message_id,
            thread.started_at,
            thread.messages_count,
        )
        for thread in Thread.objects.filter(group=group)
    }


def woven(box: list[Cited]) -> set[tuple[object, ...]]:
    dated = {each.message_id: each.dated_at for each in box}
    return {
        (
            frozenset((name, each.parents.get(name)) for name in each.message_ids),
            each.ghosts,
            each.message_ids[0],
            each.message_ids[0],
            min(dated[name] for name in each.message_ids),
            len(each.message_ids),
        )
        for each in weave(box)
    }


class Placing(TestCase):
    @settings(deadline=None, max_examples=80)
    @given(mailboxes(), st.randoms())
    def test_one_by_one_in_any_order_gives_what_weaving_all_gives(self, box, random) -> None:
        group = make_group()
        random.shuffle(box)
        arrive(group, box)
        assert in_tables(group) == woven(box)

    @settings(deadline=None, max_examples=80)
    @given(mailboxes(), st.randoms(), st.integers(1, 8))
    def test_many_at_once_give_what_weaving_all_gives(self, box, random, size) -> None:
        group = make_group()
        random.shuffle(box)
        for start in range(0, len(box), size):
            arrive_together(group, box[start : start + size], start + 1)
        assert in_tables(group) == woven(box)

    @settings(deadline=None, max_examples=60)
    @given(mailboxes(), st.data())
    def test_moving_at_any_time_gives_what_weaving_all_gives(self, box, data) -> None:
        group = make_group()
        box = data.draw(st.permutations(box))
        half = len(box) // 2
        arrive(group, box[:half])
        tended = {each.message_id: each for each in box}

        def tend(names: list[str]) -> None:
            for name in data.draw(st.lists(st.sampled_from(names), max_size=3)) if names else ():
                under = data.draw(st.sampled_from([None, "", *names]))
                if under == name:
                    continue
                move(Message.objects.get(message_id=name), under)
                came = next(each for each in box if each.message_id == name)
                tended[name] = came if under is None else placed(came, under)

        tend([each.message_id for each in box[:half]])
        if data.draw(st.booleans()):
            arrive_together(group, box[half:], half + 1)
        else:
            for number, each in enumerate(box[half:], half + 1):
                place(write(group, each, number))
        tend([each.message_id for each in box])
        assert in_tables(group) == woven(list(tended.values()))
        before = in_tables(group)
        rethread(group)
        assert in_tables(group) == before

    @settings(deadline=None, max_examples=20)
    @given(mailboxes())
    def test_rebuilding_mends_any_damage_and_otherwise_changes_nothing(self, box) -> None:
        group = make_group()
        arrive(group, box)
        rows = set(Thread.objects.values_list("id", flat=True))
        assert rethread(group) == len(rows)
        assert set(Thread.objects.values_list("id", flat=True)) == rows
        Ghost.objects.all().delete()
        Message.objects.update(parent=None)
        Thread.objects.all().delete()
        rethread(group)
        assert in_tables(group) == woven(box)


class Places(TestCase):
    def test_mail_that_joins_two_threads_leaves_one(self) -> None:
        group = make_group()
        arrive(group, [mail("a"), mail("b", day=1), mail("c", "a", "b", day=2)])
        (thread,) = Thread.objects.all()
        assert thread.messages_count == 3

    def test_groups_do_not_share_threads(self) -> None:
        for name in ("t09tsag178", "t09other"):
            arrive(make_group(name), [mail("a"), mail("b", "a", day=1)])
        assert Thread.objects.count() == 2

    def test_a_message_is_seen_as_it_was_written(self) -> None:
        each = mail("b", "a", day=1, subject="Re: Terms of reference")
        assert as_cited(write(make_group(), each, 1)) == each
