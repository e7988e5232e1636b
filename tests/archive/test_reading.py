"""What pages read of the archive, and for whom."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.archive import access, listing, queries
from comitia.archive.actions import raw_bytes, redact
from comitia.archive.authors import author_key
from comitia.archive.counting import recount
from comitia.archive.index import Follower
from comitia.archive.listing import Sieve
from comitia.archive.models import Message, MessageText, Month, Raw, Voice, Writer
from comitia.archive.rendering.blocks import QUOTE, TEXT
from comitia.archive.tally import tally, voices, writers
from comitia.archive.texts import keep_dear, rendering, renderings
from comitia.groups.models import Group
from comitia.ledger.actors import command
from comitia.people.access import Hidden, Refused
from comitia.people.models import Entity, Person
from comitia.search.store import Store
from tests.archive.posts import START, keep_bytes, make_group, post

# So much that its rendering is kept.
LONG = "Dear colleagues,\n\n" + "We agree with this.\n" * 15_000


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
    found, count, page = listing.threads(group, Sieve())
    assert [(e.thread.subject, e.thread.messages_count, e.last_author) for e in found] == [
        ("First", 2, "Alice"),
        ("Second", 1, "Bob Example"),
    ]
    assert [(each.number, each.people_count) for each in found] == [(1, 2), (2, 1)]
    assert count == 2
    assert (page.number, page.count, page.previous, page.next) == (1, 1, None, None)


def test_a_thread_is_read_as_a_tree_or_by_date(group) -> None:
    first = post(group, name="a")
    post(group, name="b", cites=("a",), day=1)
    post(group, name="c", cites=("a",), day=2)
    post(group, name="d", cites=("a", "b"), day=3)
    tree = queries.thread_page(first.thread)
    assert [(each.message_id, each.depth, each.answers) for each in tree.here] == [
        ("a", 0, None),
        ("b", 1, 1),
        ("d", 2, 2),
        ("c", 1, 1),
    ]
    assert [each.line.message_id for each in tree.messages()] == ["a", "b", "d", "c"]
    flat = queries.thread_page(first.thread, flat=True)
    assert [each.message_id for each in flat.here] == ["a", "b", "c", "d"]


def test_a_page_of_a_thread_takes_two_queries_and_is_bounded(group) -> None:
    first = thread_of(group, 30)
    queries.thread_page(first.thread)
    with CaptureQueriesContext(connection) as taken:
        shown = queries.thread_page(first.thread)
        messages = shown.messages()
    assert len(taken) == 2
    assert (len(messages), len(shown.lines), shown.page.count) == (20, 30, 2)
    for each in messages:
        own = sum(len(b.html) for b in each.rendered.blocks if b.kind == TEXT)
        assert own <= queries.LETTERS_OF_EACH
        quoted = [len(b.html) for b in each.rendered.blocks if b.kind == QUOTE]
        assert all(length <= queries.LETTERS_QUOTED for length in quoted)
    assert "quoted words" in messages[1].rendered.text


def test_what_is_too_long_for_a_threads_page_says_so(group) -> None:
    first = post(group, name="a", text="A line of its own words.\n" * 1_000)
    shown = queries.thread_page(first.thread).messages()[0].rendered
    assert shown.notes == (("cut-short", "brief"),)
    assert 4_000 < len(shown.text) <= queries.LETTERS_OF_EACH


def test_a_message_has_its_neighbours_and_its_answers(group) -> None:
    first = post(group, name="a")
    second = post(group, name="b", cites=("a",), day=1)
    post(group, name="c", day=2)
    page = queries.message_page(second)
    assert (page.parent.number, page.previous.number, page.next.number) == (1, 1, 3)
    assert (page.previous_in_thread.number, page.next_in_thread) == (1, None)
    assert [each.number for each in queries.message_page(first).replies] == [2]
    assert page.rendered().text.startswith("Dear colleagues,")


def test_beside_a_message_of_a_long_thread_stands_what_is_nearest(group) -> None:
    first = thread_of(group, 100)
    last = Message.objects.filter(thread=first.thread).order_by("-dated_at", "-number").first()
    page = queries.message_page(last)
    assert (len(page.lines), page.whole) == (queries.MOST_LINES, False)
    assert last.number in {line.number for line in page.lines}
    assert len(queries.message_page(first).replies) == 99


def test_threads_lead_to_the_next_ones_in_the_list(group) -> None:
    threads = [
        post(group, name=str(n), subject=f"Subject {n}", day=n // 2).thread for n in (1, 2, 3, 4)
    ]
    listed = [each.thread.pk for each in listing.threads(group, Sieve())[0]]
    numbers = [each.number for each in listing.threads(group, Sieve())[0]]
    for place, key in enumerate(listed):
        thread = next(each for each in threads if each.pk == key)
        thread.refresh_from_db()
        before, after = queries.thread_page(thread).neighbours
        assert before == (numbers[place - 1] if place else None)
        assert after == (numbers[place + 1] if place < 3 else None)


def test_one_message_in_one_query_is_the_same_as_among_others(group, tmp_path) -> None:
    message = post(group, text=LONG)
    assert rendering(message) == renderings([message])[message.pk]
    keep_dear([message], renderings([message]))
    assert MessageText.objects.count() == 1
    assert rendering(message) == renderings([message])[message.pk]
    MessageText.objects.update(packed=b"damaged")
    assert rendering(message) == renderings([message])[message.pk]
    Raw.objects.update(packed=b"damaged")
    assert rendering(message).notes[0][0] == "damaged"


def test_reading_gives_the_same_whether_kept_or_not_and_never_writes(group, tmp_path) -> None:
    message = post(group, text=LONG)
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


def test_months_authors_and_entities_are_counted_as_mail_comes(group) -> None:
    post(group, name="a")
    post(group, name="b", day=40, sender="Alice <a@x.example>")
    counted = tally(group)
    assert counted.months == {date(2011, 4, 1): 1, date(2011, 5, 1): 1}
    post(group, name="c", day=41, sender="alice <other@x.example>")
    counted = tally(group)
    assert counted.months == {date(2011, 4, 1): 1, date(2011, 5, 1): 2}
    assert [(each.name, each.count) for each in writers(group)] == [
        ("Alice", 2),
        ("Bob Example", 1),
    ]
    alice = writers(group)[0]
    assert alice.first_at < alice.last_at
    lines, _ = listing.in_span(group, date(2011, 5, 1), date(2011, 5, 31))
    assert [each.message_id for each in lines] == ["b", "c"]
    lines, _ = listing.by_author(group, alice.key)
    assert [each.message_id for each in lines] == ["c", "b"]


def test_a_month_ends_at_the_midnight_of_the_organisation(group) -> None:
    late = datetime(2011, 4, 30, 22, 30, tzinfo=UTC)  # the first of May in Geneva
    keep_bytes(group, b"From: B <b@x.example>\r\nMessage-ID: <a@x>\r\n\r\nx\r\n", late)
    assert tally(group).months == {date(2011, 5, 1): 1}
    assert listing.in_span(group, date(2011, 4, 1), date(2011, 4, 30))[0] == []
    assert len(listing.in_span(group, date(2011, 5, 1), date(2011, 5, 31))[0]) == 1


def test_who_a_redaction_hides_is_counted_no_more(group) -> None:
    message = post(group, name="a")
    post(group, name="b", day=1)
    redact(message=message, by=command("root"), reason="Asked for", hide=["author"], at=START)
    assert [(each.name, each.count) for each in writers(group)] == [("Bob Example", 1)]
    other = Message.objects.get(message_id="b")
    redact(message=other, by=command("root"), reason="Asked for", hide=["author"], at=START)
    assert not writers(group).exists()
    assert tally(group).messages == 2


def _counted_upgrading(group: Group) -> None:
    for model in (Month, Writer, Voice):
        model.objects.all().delete()
    import_module("comitia.archive.migrations.0022_counts").count(apps, None)


@pytest.mark.parametrize("again", [lambda group: recount(group.pk), _counted_upgrading])
def test_counted_anew_or_by_an_upgrade_it_is_the_same(group, again) -> None:
    senders = [
        "Al <a@x.example>",
        "AL <b@x.example>",
        "c@x.example",
        "",
        f"{'Z' * 4000} <z@x.example>",
    ]
    for place, sender in enumerate(senders):
        post(group, name=f"m{place}", day=(40 * place) % 90, sender=sender)
    Message.objects.filter(number=2).update(
        entity=Entity.objects.create(name="X", slug="x", category=Entity.Category.MEMBER_STATE)
    )
    recount(group.pk)

    def counted() -> object:
        shown = writers(group).values_list("key", "name", "count", "first_at", "last_at", "entity")
        return tally(group), list(shown), [(each.entity.slug, each.count) for each in voices(group)]

    before = counted()
    again(group)
    assert counted() == before
    assert tally(group).messages == len(senders)


def test_a_sieve_keeps_back_all_other_threads(group) -> None:
    post(group, name="a", subject="Answered")
    post(group, name="b", subject="Re: Answered", cites=("a",), day=3, sender="Al <a@x.example>")
    post(group, name="c", subject="Alone", day=10, sender="Al <a@x.example>")
    attachment = 'Content-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment'
    post(group, name="d", subject="Paper", day=20, fields=attachment)
    al = author_key("Al", "a@x.example")

    def subjects(**sieve: object) -> list[str]:
        return [each.thread.subject for each in listing.threads(group, Sieve(**sieve))[0]]

    assert subjects() == ["Paper", "Alone", "Answered"]
    assert subjects(by_start=True) == ["Paper", "Alone", "Answered"]
    assert subjects(unanswered=True) == ["Paper", "Alone"]
    assert subjects(documents=True) == ["Paper"]
    assert subjects(author=al) == ["Alone", "Answered"]
    assert subjects(author=al, unanswered=True) == ["Alone"]
    assert subjects(since=date(2011, 4, 4), until=date(2011, 4, 11)) == ["Alone", "Answered"]
    assert subjects(until=date(2011, 4, 3)) == ["Answered"]
    # By whom and when are asked of one message: Al wrote nothing in the first days.
    assert subjects(author=al, until=date(2011, 4, 3)) == []


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
    rendered = queries.message_page(found).rendered()
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
