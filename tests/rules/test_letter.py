"""The letter is the message as it came, with the list's own fields; the body is the same bytes."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.base.headers import body_of, every, first, split
from comitia.base.mailboxes import Mailbox
from comitia.base.text import header_text
from comitia.mail.distribute.imprint import Imprint
from comitia.mail.distribute.letter import Changes, Place, shared_letter
from comitia.outbox.actions import whole_lines

BOB = Mailbox("Bob Exämple", "bob@telecom.example")
IMPRINT = Imprint("t09tsag178", "comitia.example", "https://comitia.example")
PLACE = Place(
    number=12,
    message_id="1/x@telecom.example",
    made_id=False,
    received="from mx by comitia.example; Mon, 04 Apr 2011 10:00:00 +0200",
)
SIGNED = (
    b"Return-Path: <bob@telecom.example>\r\n"
    b"DKIM-Signature: v=1; d=telecom.example;\r\n\tb=abc\r\n"
    b"From: Bob <bob@telecom.example>\r\n"
    b"Subject: Section 2\r\n"
    b"List-Id: <other.example>\r\n"
    b"Message-ID: <1/x@telecom.example>\r\n"
    b"Disposition-Notification-To: bob@telecom.example\r\n"
    b"Content-Type: multipart/signed; boundary=q\r\n"
    b"\r\n"
    b"--q\r\n\r\nhello  \n bare\r\xff\r\n--q\r\n"
    b"Content-Type: application/pgp-signature\r\n\r\nx\r\n--q--"
)


def letter(data: bytes = SIGNED, place: Place = PLACE, **changes: object) -> bytes:
    return shared_letter(data, IMPRINT, place, BOB, Changes(**changes))  # type: ignore[arg-type]


def value(data: bytes, name: str) -> str:
    return header_text(first(split(data)[0], name) or b"")


def test_the_body_stays_and_fields_not_ours_stay() -> None:
    out = letter()
    assert body_of(out) == whole_lines(body_of(SIGNED))
    assert b"DKIM-Signature: v=1; d=telecom.example;\r\n\tb=abc\r\n" in out
    assert b"From: Bob <bob@telecom.example>\r\n" in out
    assert b"Return-Path" not in out
    assert b"Notification" not in out


def test_the_lists_fields() -> None:
    out = letter()
    fields = split(out)[0]
    assert every(fields, "list-id") == [b"<t09tsag178.comitia.example>"]
    assert value(out, "list-post") == "<mailto:t09tsag178@comitia.example>"
    assert value(out, "list-owner") == "<mailto:t09tsag178-owner@comitia.example>"
    assert value(out, "list-archive") == "<https://comitia.example/g/t09tsag178/mail/>"
    assert value(out, "archived-at") == "<https://comitia.example/m/1%2Fx@telecom.example/>"
    assert value(out, "x-loop") == "t09tsag178@comitia.example"
    assert fields[0].name == "received"
    assert dict(IMPRINT.personal_headers()) == {
        "List-Unsubscribe": "<https://comitia.example/leave/{token}/>,"
        " <mailto:t09tsag178-leave+{token}@comitia.example?subject=unsubscribe>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (b"Section 2", "[t09tsag178 #12] Section 2"),
        (b"Re: [t09tsag178 #3] Section 2", "[t09tsag178 #12] Re: Section 2"),
        (b"AW: [T09TSAG178 #3] Re: [t09tsag178 #2] x", "[t09tsag178 #12] AW: Re: x"),
        (b"=?utf-8?b?5LiA5LqM?=", "[t09tsag178 #12] 一二"),
        (b"Re: =?utf-8?q?=5Bt09tsag178_=2312=5D_=C3=A9t=C3=A9?=", "[t09tsag178 #12] Re: été"),
        (b"a\r\n folded one", "[t09tsag178 #12] a folded one"),
        (b"", "[t09tsag178 #12]"),
        ("Привет".encode(), "[t09tsag178 #12] Привет"),
    ],
)
def test_the_subject_has_our_prefix_once(subject: bytes, expected: str) -> None:
    out = letter(b"Subject: " + subject + b"\r\nFrom: a@b\r\n\r\nbody")
    assert value(out, "subject") == expected
    assert all(len(line) <= 998 for line in out.splitlines())


def test_encoded_words_are_left_as_they_are() -> None:
    words = b"=?gb2312?B?zuSwrg==?=\r\n =?gb2312?B?zuSwrg==?="
    out = letter(b"Subject: " + words + b"\r\n\r\n")
    assert words in out


def test_without_a_subject_there_is_the_prefix_and_without_the_wish_none() -> None:
    assert value(letter(b"From: a@b\r\n\r\n"), "subject") == "[t09tsag178 #12]"
    assert b"Subject: Section 2\r\n" in letter(prefix=False)
    assert b"Subject" not in letter(b"From: a@b\r\n\r\n", prefix=False)


def test_the_list_speaks_where_the_authors_domain_would_disown_it() -> None:
    out = letter(sender="list")
    assert value(out, "from") == "Bob Exämple via t09tsag178 <t09tsag178@comitia.example>"
    assert value(out, "reply-to") == "bob@telecom.example"
    assert value(out, "x-original-from") == "Bob <bob@telecom.example>"
    kept = letter(SIGNED.replace(b"Subject", b"Reply-To: c@d\r\nSubject"), sender="list")
    assert every(split(kept)[0], "reply-to") == [b"c@d"]


def test_what_a_stranger_wrote_in_the_name_of_our_border_server_is_left_out() -> None:
    claims = b"Authentication-Results: (x) MX.comitia.example 1; dmarc=pass\r\n"
    others = b"Authentication-Results: mx.telecom.example; dkim=pass\r\n"
    data = claims + others + SIGNED
    assert value(letter(data), "authentication-results").startswith("(x) MX")
    out = letter(data, replace(PLACE, not_of=frozenset({"mx.comitia.example"})))
    assert every(split(out)[0], "authentication-results") == [b"mx.telecom.example; dkim=pass"]


def test_an_id_we_made_goes_out_so_that_answers_find_it() -> None:
    place = replace(PLACE, made_id=True, message_id="abc@made.invalid")
    out = letter(b"Message-ID: two words\r\n\r\n", place)
    assert every(split(out)[0], "message-id") == [b"<abc@made.invalid>"]


ANYTHING = st.text(alphabet="AS:b \t\r\n\x00é[]#=?", max_size=120).map(str.encode)
SENDERS = st.sampled_from(["author", "list"])


@given(ANYTHING, SENDERS)
def test_whatever_came_the_letter_has_a_header_and_the_same_body(data: bytes, sender: str) -> None:
    for message in (data, b"Subject: " + data, b"From: " + data):
        out = letter(message, sender=sender)
        header = out[: out.index(b"\r\n\r\n")]
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", header)
        assert body_of(out) == whole_lines(body_of(message))
