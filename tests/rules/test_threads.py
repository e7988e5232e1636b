"""Threads: the same whatever order mail came in, whatever it cites."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.archive.threads import Cited, base_subject, cited, subject_key, weave

START = datetime(2011, 4, 1, tzinfo=UTC)
SUBJECTS = (
    "Terms of reference",
    "Re: Terms of reference",
    "Interim report",
    "答复: Interim report",
)


def mail(name: str, *cites: str, day: int = 0, subject: str = "") -> Cited:
    return cited(
        message_id=name, cites=cites, dated_at=START + timedelta(days=day), subject=subject
    )


@st.composite
def mailboxes(draw: st.DrawFn) -> list[Cited]:
    names = [f"m{number}" for number in range(draw(st.integers(1, 9)))]
    return [
        mail(
            name,
            # Ghosts, itself, later mail, the same twice: all of it occurs.
            *draw(st.lists(st.sampled_from([*names, "ghost", "other ghost"]), max_size=3)),
            day=draw(st.integers(0, 120)),
            subject=draw(st.sampled_from(SUBJECTS)),
        )
        for name in names
    ]


@st.composite
def tended_mailboxes(draw: st.DrawFn) -> list[Cited]:
    """The same, of which some messages were placed elsewhere by somebody."""
    box = draw(mailboxes())
    names = [each.message_id for each in box]
    targets = draw(st.lists(st.sampled_from([None, None, "", *names]), min_size=len(box)))
    return [
        each if under is None or under == each.message_id else placed(each, under)
        for each, under in zip(box, targets, strict=False)
    ]


def placed(each: Cited, under: str) -> Cited:
    return replace(each, cites=(under,) if under else (), placed=True)


@given(tended_mailboxes(), st.randoms())
def test_threads_do_not_depend_on_the_order_of_arrival(box, random) -> None:
    shuffled = list(box)
    random.shuffle(shuffled)
    assert weave(shuffled) == weave(box)


@given(tended_mailboxes())
def test_each_message_is_in_one_thread_once_and_below_its_parent(box) -> None:
    woven = weave(box)
    names = [name for thread in woven for name in thread.message_ids]
    assert sorted(names) == sorted(each.message_id for each in box)
    for thread in woven:
        depth = dict(zip(thread.message_ids, thread.depths, strict=True))
        for name in thread.message_ids:
            parent = thread.parents.get(name)
            assert depth[name] == (0 if parent is None else depth[parent] + 1)


def test_the_parent_is_the_nearest_message_that_is_there() -> None:
    (thread,) = weave([mail("a"), mail("b", "a", day=1), mail("c", "a", "b", "never came", day=2)])
    assert thread.parents == {"b": "a", "c": "b"}
    assert thread.ghosts == {"never came"}


def test_a_message_that_never_came_still_holds_its_answers_together() -> None:
    (thread,) = weave([mail("b", "ghost"), mail("c", "ghost", day=1)])
    assert thread.message_ids == ("b", "c")
    assert thread.depths == (0, 0)


def test_a_loop_is_cut_at_its_earliest_message() -> None:
    (thread,) = weave([mail("a", "c"), mail("b", "a", day=1), mail("c", "b", day=2)])
    assert thread.message_ids == ("a", "b", "c")
    assert thread.depths == (0, 1, 2)


def test_a_reply_that_cites_nothing_joins_the_last_message_of_its_subject() -> None:
    report = "Interim report of the group"
    first, second = mail("a", subject=report), mail("b", day=10, subject=report)
    reply = mail("c", day=12, subject=f"RE: [t09tsag178] {report}")
    threads = weave([first, second, reply])
    assert [each.message_ids for each in threads] == [("a",), ("b", "c")]


def test_mail_of_one_subject_is_not_one_thread_unless_it_replies() -> None:
    assert len(weave([mail("a", subject="Report"), mail("b", day=1, subject="Report")])) == 2


def test_a_reply_months_later_begins_a_thread_of_its_own() -> None:
    box = [mail("a", subject="Interim report"), mail("b", day=91, subject="Re: Interim report")]
    assert len(weave(box)) == 2
    box[1] = mail("b", day=90, subject="Re: Interim report")
    assert len(weave(box)) == 1


def test_ten_thousand_messages_each_answering_the_last_are_read_without_recursion() -> None:
    box = [mail("0"), *(mail(str(n), str(n - 1), day=n % 90) for n in range(1, 10_000))]
    (thread,) = weave(box)
    assert max(thread.depths) == 9_999


@pytest.mark.parametrize(
    ("subject", "base", "reply"),
    [
        ("Re: Terms", "terms", True),
        ("RE: re: Re : Terms", "terms", True),
        ("[list] Re: [list] Terms", "terms", True),
        ("Re[2]: Terms", "terms", True),
        ("AW: SV: Terms", "terms", True),
        ("Отв: Мандат", "мандат", True),
        ("回复：职责范围", "职责范围", True),
        ("رد: الولاية", "الولاية", True),
        ("Fwd: Terms", "terms", False),
        ("Fwd: Re: Terms", "terms", True),
        ("Regarding: Terms", "regarding: terms", False),
        ("  Terms \t of\n reference ", "terms of reference", False),
        ("", "", False),
        ("Re: " * 5000, "re:", True),
    ],
)
def test_base_subject(subject: str, base: str, reply: bool) -> None:
    found = base_subject(subject)
    assert found[1] is reply
    assert found[0] == base or subject.startswith("Re: Re:")


def test_a_short_subject_tells_no_mail_apart() -> None:
    assert subject_key("hi") is None
    assert subject_key("terms") == subject_key("terms")
    assert subject_key("职责") is not None


def test_what_is_split_off_begins_a_thread_and_takes_its_answers_along() -> None:
    box = [
        mail("a"),
        mail("b", "a", day=1),
        mail("c", "a", "b", day=2),
        mail("d", "a", day=3),
    ]
    (whole,) = weave(box)
    assert len(whole.message_ids) == 4
    box[1] = placed(box[1], "")
    assert [each.message_ids for each in weave(box)] == [("a", "d"), ("b", "c")]


def test_what_is_moved_stands_under_what_it_was_moved_to() -> None:
    box = [mail("a"), mail("b", "a", day=1), mail("c", "b", "a", day=2), mail("x", day=3)]
    box[1] = placed(box[1], "x")
    assert [each.parents for each in weave(box)] == [{"c": "a"}, {"b": "x"}]
    box[2] = mail("c", "a", "b", day=2)
    assert [each.parents for each in weave(box)] == [{}, {"b": "x", "c": "b"}]
