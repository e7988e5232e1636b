from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.archive.envelope import read

POST = """\
Received: from mx.telecom.example by mail.comitia.example; Mon, 4 Apr 2011 10:00:01 +0200
From: =?utf-8?q?Bob_Ex=C3=A4mple?= <bob@telecom.example>
Sender: office@telecom.example
To: t09tsag178@comitia.example, Alice <alice@gov.example>
Subject: =?utf-8?q?Question_on_=C2=A7_2?=
Date: Mon, 4 Apr 2011 10:00:00 +0200
Message-ID: <one@telecom.example>
In-Reply-To: <root@gov.example>
References: <root@gov.example>
 <between@gov.example>
List-Id: Others <others.lists.example>
Content-Type: multipart/mixed; boundary=q

--q
Content-Type: text/plain

Hello.
--q
Content-Type: application/pdf; name=a.pdf

x
--q--
""".replace("\n", "\r\n").encode()


def test_a_post() -> None:
    envelope = read(POST)
    assert envelope.message_id == "one@telecom.example"
    assert not envelope.made_id
    assert (envelope.author.name, envelope.author.address) == ("Bob Exämple", "bob@telecom.example")
    assert envelope.sender
    assert envelope.sender.address == "office@telecom.example"
    assert envelope.subject == "Question on § 2"
    assert envelope.sent_at == datetime(2011, 4, 4, 8, tzinfo=UTC)
    assert envelope.references == ("between@gov.example", "root@gov.example")
    assert envelope.list_ids == ("others.lists.example",)
    assert (envelope.attachments, envelope.depth) == (1, 1)
    assert envelope.size_bytes == len(POST)
    assert [box.address for box in envelope.addresses("to", "cc")] == [
        "t09tsag178@comitia.example",
        "alice@gov.example",
    ]
    assert envelope.first("date").startswith("Mon")
    assert envelope.defects == ()


@pytest.mark.parametrize(
    ("header", "defects"),
    [
        ("", {"no-message-id", "no-date", "no-from"}),
        ("Message-ID: two words\r\nDate: x\r\n", {"bad-message-id", "bad-date", "no-from"}),
        ("Message-ID: <>\r\nDate: 1 Jan 1900 00:00 +0000\r\n", {"bad-message-id", "bad-date", "no-from"}),  # noqa: E501
        (f"Message-ID: <{'x' * 999}>\r\n", {"bad-message-id", "no-date", "no-from"}),
        ("From: a@b\r\nFrom: c@d\r\n", {"no-message-id", "no-date", "many-from"}),
    ],
)  # fmt: skip
def test_defects_are_named_and_an_id_is_made(header: str, defects: set[str]) -> None:
    envelope = read(f"{header}\r\nbody".encode())
    assert set(envelope.defects) == defects
    assert envelope.made_id
    assert envelope.message_id.endswith("@made.invalid")
    assert envelope.message_id == read(f"{header}\r\nbody".encode()).message_id
    assert envelope.message_id != read(f"{header}\r\nother".encode()).message_id


@pytest.mark.parametrize(
    ("value", "said"),
    [("no", ""), ("auto-replied; x=y", "auto-replied"), ("AUTO-GENERATED", "auto-generated")],
)
def test_auto_submitted(value: str, said: str) -> None:
    assert read(f"Auto-Submitted: {value}\r\n\r\n".encode()).auto_submitted == said


@pytest.mark.parametrize(
    "date",
    ["Mon, 31 Feb 2011 10:00:00 +0000", "0", "Mon, 4 Apr 99999 1:1:1", "4 Apr 2011 25:61 +9999"],
)
def test_dates_that_are_none(date: str) -> None:
    assert read(f"Date: {date}\r\n\r\n".encode()).sent_at is None


def test_many_references_keep_the_root_and_the_nearest() -> None:
    ids = " ".join(f"<{number}@x>" for number in range(1000))
    references = read(f"References: {ids}\r\n\r\n".encode()).references
    assert len(references) == 200
    assert (references[0], references[-1]) == ("0@x", "999@x")


@given(st.binary(max_size=400))
def test_nothing_raises(noise: bytes) -> None:
    for data in (
        noise,
        b"From: " + noise,
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n" + noise,
    ):
        envelope = read(data)
        assert envelope.message_id
        envelope.subject.encode()


def test_a_deep_message_is_counted_and_not_followed_for_ever() -> None:
    data = b""
    for level in range(600):
        data += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
    envelope = read(data + b"\r\nend")
    assert "broken-mime" in envelope.defects
