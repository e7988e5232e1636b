"""The bytes of messages, packed by what they have in common, come back the same."""

import pytest

from comitia.archive import packing
from comitia.archive.actions import raw_bytes, store_raw
from comitia.archive.models import Dictionary, Raw
from comitia.base.packing import Damaged
from tests.archive.posts import START, letters, post


@pytest.fixture
def learnt(db) -> int:
    """How many bytes these letters take by themselves; then a dictionary is there."""
    alone = sum(len(packing.packed(each)) for each in letters(600))
    assert packing.learn(letters(600), at=START)
    return alone


def test_what_messages_have_in_common_is_kept_once(learnt) -> None:
    packed = [packing.packed(each) for each in letters(600)]
    assert sum(map(len, packed)) < learnt / 2
    assert [packing.unpacked(each) for each in packed] == letters(600)


def test_a_process_that_has_just_begun_reads_it_too(learnt) -> None:
    packed = packing.packed(b"Subject: one more\r\n\r\n")
    packing.forget()
    assert packing.unpacked(packed) == b"Subject: one more\r\n\r\n"


def test_the_beginning_can_be_read_alone(db) -> None:
    long = b"Subject: long\r\n\r\n" + bytes(range(256)) * 2_000
    before = packing.packed(long)
    assert packing.learn(letters(600), at=START)
    for packed in (before, packing.packed(long)):
        assert packing.unpacked(packed, most_bytes=1_000) == long[:1_000]
        assert packing.unpacked(packed, most_bytes=10**9) == long


def test_what_was_kept_before_there_was_one_is_read_as_before(group) -> None:
    message = post(group)
    before = raw_bytes(message)
    assert packing.learn(letters(600), at=START)
    assert raw_bytes(message) == before
    assert store_raw(before).pk == message.raw_id


def test_one_is_made_once_and_only_of_mail_enough(db) -> None:
    assert not packing.learn(letters(499), at=START)
    assert packing.learn(letters(600), at=START)
    assert not packing.learn(letters(600), at=START)
    assert Dictionary.objects.count() == 1


def test_it_is_learnt_from_what_is_kept(db) -> None:
    for each in letters(520):
        store_raw(each)
    assert packing.learn_from_the_archive(at=START)
    assert not packing.learn_from_the_archive(at=START)
    assert Raw.objects.count() == 520


def test_without_its_dictionary_a_message_is_damaged_and_says_so(learnt) -> None:
    packed = packing.packed(b"Subject: one more\r\n\r\n")
    Dictionary.objects.all().delete()
    packing.forget()
    with pytest.raises(Damaged, match="dictionary"):
        packing.unpacked(packed)


def test_nothing_is_learnt_from_nothing(db) -> None:
    assert not packing.learn([b""] * 600, at=START)
