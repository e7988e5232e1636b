"""What pages read of the archive, and for whom."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.archive import access, queries
from comitia.archive.actions import raw_bytes, redact
from comitia.archive.index import Follower
from comitia.archive.models import Message, MessageText
from comitia.archive.texts import renderings
from comitia.groups.models import Group
from comitia.ledger.actors import command
from comitia.people.access import Hidden, Refused
from comitia.people.models import Person
from comitia.search.store import Store
from tests.archive.posts import START, make_group, post


@pytest.fixture
def secretariat(db) -> Person:
    return Person.objects.create_user("s@examplia.example", is_secretariat=True)


@pytest.fixture
def stranger(db) -> Person:
    return Person.objects.create_user("charlie@elsewhere.example")


@pytest.fixture
def closed(decision) -> Group:
    return make_group(state="active", established_by=decision)


@pytest.fixture
def open_to_all(closed) -> Group:
    closed.archive_public = True
    closed.save()
    return closed


def thread_of(group: Group, count: int) -> Message:
    first = post(group, name="0")
    for number in range(1, count):
        post(
            group,
            name=str(number),
            cites=("0",),
            day=number % 20,
            text=f"Answer {number}.\n\nOn Friday Bob wrote:\n> {'quoted words ' * 40}\n\n" * 5,
        )
    return first


def test_threads_are_listed_by_activity(group) -> None:
    post(group, name="a", subject="First")
    post(group, name="b", subject="Second", day=1)
    post(group, name="c", subject="Re: First", cites=("a",), day=2, sender="Alice <a@x.example>")
    found, page = queries.threads(group)
    assert [(each.subject, each.messages_count, each.last_author) for each in found] == [
        ("First", 2, "Alice"),
        ("Second", 1, "Bob Example"),
    ]
    assert found[0].first.message_id == "a"
    assert (page.number, page.count, page.previous, page.next) == (1, 1, None, None)


def test_a_thread_is_read_as_a_tree_or_by_date(group) -> None:
    first = post(group, name="a")
    post(group, name="b", cites=("a",), day=1)
    post(group, name="c", cites=("a",), day=2)
    post(group, name="d", cites=("a", "b"), day=3)
    tree = queries.thread_page(first.thread)
    assert [(each.message.message_id, each.depth) for each in tree.messages] == [
        ("a", 0),
        ("b", 1),
        ("d", 2),
        ("c", 1),
    ]
    flat = queries.thread_page(first.thread, flat=True)
    assert [each.message.message_id for each in flat.messages] == ["a", "b", "c", "d"]


def test_a_thread_of_fifty_takes_three_queries_and_is_small(group, tmp_path) -> None:
    first = thread_of(group, 60)
    follower = Follower(Store(tmp_path))
    while follower.step():
        pass
    with CaptureQueriesContext(
        connection,
    ) as taken:
        shown = queries.thread_page(first.thread)
    assert len(taken) == 3
    assert len(shown.messages) == 50
    assert shown.page.count == 2
    assert sum(len(b.html) for each in shown.messages for b in each.rendered.blocks) < 40_000
    assert "quoted words" not in shown.messages[1].rendered.text


def test_a_message_has_its_neighbours_and_its_answers(group) -> None:
    first = post(group, name="a")
    second = post(group, name="b", cites=("a",), day=1)
    third = post(group, name="c", day=2)
    page = queries.message_page(second)
    assert (page.parent, page.previous, page.next) == (first, first, third)
    assert queries.message_page(first).replies == [second]
    assert page.rendered.text.startswith("Dear colleagues,")


def test_reading_gives_the_same_whether_kept_or_not_and_never_writes(group, tmp_path) -> None:
    message = post(group, text="Dear colleagues,\n\n" + "We agree with this.\n" * 15_000)
    now = renderings([message])
    assert not MessageText.objects.exists()
    Follower(Store(tmp_path)).step()
    assert MessageText.objects.count() == 1
    assert renderings([message]) == now
    MessageText.objects.update(packed=b"damaged")
    assert renderings([message]) == now
    MessageText.objects.update(version=0)
    assert renderings([message]) == now


def test_what_is_quick_to_make_is_not_kept(group, tmp_path) -> None:
    message = post(group)
    Follower(Store(tmp_path)).step()
    assert not MessageText.objects.exists()
    assert renderings([message])[message.pk].text.startswith("Dear colleagues,")


def test_months(group) -> None:
    post(group, name="a")
    post(group, name="b", day=40)
    assert queries.months(group) == [(date(2011, 5, 1), 1), (date(2011, 4, 1), 1)]
    assert [each.message_id for each in queries.in_month(group, date(2011, 5, 31))] == ["b"]


def test_a_closed_archive_is_for_its_group(closed, secretariat, stranger) -> None:
    message = post(closed)
    for person in (None, stranger):
        with pytest.raises(Refused):
            access.archive_for(person, closed.name, at=START)
        with pytest.raises(Hidden):
            access.message_for(person, message.message_id, at=START)
        with pytest.raises(Hidden):
            access.raw_for(person, message.message_id, at=START)
        with pytest.raises(Hidden):
            access.thread_for(person, closed.name, message.number, at=START)
        assert access.readable(person, at=START) == []
    assert access.message_for(secretariat, message.message_id, at=START)[0] == message
    assert access.raw_for(secretariat, message.message_id, at=START) == raw_bytes(message)
    assert [each.group for each in access.readable(secretariat, at=START)] == [closed]


def test_the_public_reads_an_open_archive_without_addresses(open_to_all, stranger) -> None:
    message = post(open_to_all)
    for person in (None, stranger):
        _, reading = access.message_for(person, message.message_id, at=START)
        assert reading.masks_addresses
        assert access.readable(person, at=START) == [reading]
        with pytest.raises(Refused):
            access.raw_for(person, message.message_id, at=START)


def test_a_redacted_message_shows_its_stone_and_nothing_else(closed, secretariat) -> None:
    message = post(closed)
    redact(message=message, by=command("root"), reason="Asked by the author", at=START)
    found, _ = access.message_for(secretariat, message.message_id, at=START)
    rendered = queries.message_page(found).rendered
    assert (rendered.blocks, rendered.html, rendered.attachments) == ((), None, ())
    assert rendered.notes == (("redacted", "Asked by the author"),)
    for take in (access.raw_for, lambda *a, **k: access.attachment_for(*a, "0", **k)):
        with pytest.raises(Refused, match="Asked by the author"):
            take(secretariat, message.message_id, at=START)


def test_an_attachment_leaves_only_to_be_saved(closed, secretariat) -> None:
    message = post(
        closed,
        fields='Content-Type: text/html; name="..\\\\evil\u202egnp.html"\r\n'
        "Content-Disposition: attachment",
        text="<script>alert(1)</script>",
    )
    served = access.attachment_for(secretariat, message.message_id, "0", at=START)
    assert served.data == b"<script>alert(1)</script>"
    assert served.headers["Content-Type"] == "application/octet-stream"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.attachment.name == "evilgnp.html"
    with pytest.raises(Hidden):
        access.attachment_for(secretariat, message.message_id, "7", at=START)


def test_no_message_of_that_id(closed, secretariat) -> None:
    with pytest.raises(Hidden):
        access.message_for(secretariat, "nothing@examplia.example", at=START)
