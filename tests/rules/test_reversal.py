"""Whatever the road changed in a message, its copy says how to have it again, to the byte."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.base.headers import every, split
from comitia.base.mailboxes import Mailbox
from comitia.mail.distribute.letter import Changes, shared_letter
from comitia.mail.distribute.reversal import MOST_BYTES, NAME, CannotBeUndone, undone
from tests.rules.test_letter import BOB, IMPRINT, PLACE, SIGNED

PARTS = [
    b"Subject: Section 2\r\n",
    b"Subject: Re: [t09tsag178 #3]\r\n =?utf-8?q?=C3=A9t=C3=A9?=\r\n",
    b"From: Bob <bob@telecom.example>\r\n",
    b"From: nobody\r\n",
    b"Reply-To: c@d.example\r\n",
    b"List-Id: <other.example>\r\n",
    b"Return-Path: <x@y.example>\r\n",
    b"Message-ID: two words\r\n",
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",
    b"Content-Type: text/html\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b'Content-Type: multipart/signed; boundary="q"\r\n',
    b"no field at all\r\n",
    b"\r\n",
    b"Hello.\r\n",
    b".\r\n..\r\n",
    b"--q\r\n\r\nx\r\n--q--\r\n",
    b"bare\nline\rends\r\r\n",
    b"\xff\x00",
    b"-- \r\nBob\r\n",
]
MESSAGES = st.lists(st.sampled_from(PARTS) | st.binary(max_size=8), max_size=14).map(b"".join)
CHANGES = st.builds(
    Changes,
    prefix=st.booleans(),
    sender=st.sampled_from(["author", "list", "wrapped"]),
    reply_to=st.sampled_from(["", "t09tsag178@comitia.example"]),
    above=st.sampled_from(["", "Above", "Сверху"]),
    below=st.sampled_from(["", "Below", "下面"]),
)


def letter(
    data: bytes, changes: Changes | None, author: Mailbox = BOB, made: bool = False
) -> bytes:
    return shared_letter(data, IMPRINT, replace(PLACE, made_id=made), author, changes)


@given(MESSAGES, st.none() | CHANGES, st.booleans())
def test_a_copy_gives_the_message_back_as_it_came(data, changes, made):
    out = letter(data, changes, made=made)
    on_the_way = b"Received: from x\r\nDKIM-Signature: v=1;\r\n b=abc\r\nList-Unsubscribe: <x>\r\n"
    assert undone(on_the_way + out) == data


def test_the_record_is_small_where_the_changes_are():
    data = SIGNED + b"\r\n".join(b"line %d" % n for n in range(5000))
    out = letter(data, Changes(below="Below"))
    (value,) = every(split(out)[0], NAME.lower())
    assert len(value) < 700
    assert undone(out) == data


def test_what_was_changed_again_is_not_passed_off_as_the_original():
    out = letter(SIGNED, Changes())
    with pytest.raises(CannotBeUndone, match="changed again"):
        undone(out.replace(b"From: Bob", b"From: Rob"))
    with pytest.raises(CannotBeUndone, match="changed again"):
        undone(out + b"\r\n-- \r\nScanned by nobody.\r\n".replace(b"\r\n", b"", 1))


def test_what_does_not_say_cannot_be_undone():
    with pytest.raises(CannotBeUndone, match="no copy"):
        undone(SIGNED)
    with pytest.raises(CannotBeUndone, match="cannot be read"):
        undone(f"{NAME}: v=1; h=x; r=???\r\n\r\n".encode())


def test_what_was_taken_out_at_length_is_in_the_archive_only():
    came = SIGNED + b"x" * 70 * (MOST_BYTES // 70 + 1)
    out = shared_letter(SIGNED, IMPRINT, PLACE, BOB, Changes(), came=came)
    with pytest.raises(CannotBeUndone, match="archive"):
        undone(out)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(noise):
    for data in (noise, NAME.encode() + b": v=1; h=x; r=" + noise + b"\r\n\r\nx"):
        with pytest.raises(CannotBeUndone):
            undone(data)
