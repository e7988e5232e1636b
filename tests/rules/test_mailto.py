"""The link that answers a message: short enough for every program, right in every field."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.mail.mailto import MOST_LETTERS, reply_link

TO = "t09demo@comitia.example"
texts = st.text(max_size=3000) | st.text("abcабвعربي中文\n \t<>&%#?=+", max_size=3000)
ids = st.text("abc<>/%&=?#+{}ü中 $\"'", min_size=1, max_size=998)


def fields(link: str) -> dict[str, str]:
    parts = urlsplit(link)
    assert (parts.scheme, unquote(parts.path), parts.fragment) == ("mailto", TO, "")
    found = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(found)) == len(found)
    return dict(found)


def test_it_says_what_it_answers_and_quotes_it():
    link = reply_link(
        to=TO, message_id="c@x.example", references=["a@x.example", "b@x.example"],
        subject="Scope & cost", attribution="Bob, 4 April 2011:", text="Hello all.\n\nBob\n",
    )  # fmt: skip
    assert fields(link) == {
        "Subject": "Re: Scope & cost",
        "In-Reply-To": "<c@x.example>",
        "References": "<a@x.example> <b@x.example> <c@x.example>",
        "body": "\r\n\r\nBob, 4 April 2011:\r\n> Hello all.\r\n>\r\n> Bob\r\n",
    }


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Cost", "Re: Cost"),
        ("Re: Cost", "Re: Cost"),
        ("RE: Cost", "RE: Cost"),
        ("AW: Kosten", "AW: Kosten"),
        ("回复：成本", "回复：成本"),
        ("رد: الكلفة", "رد: الكلفة"),
        ("Fwd: Cost", "Re: Fwd: Cost"),
        ("Regarding cost", "Re: Regarding cost"),
        ("two\r\nBcc: eve@x.example", "Re: two Bcc: eve@x.example"),
        ("", "Re:"),
    ],
)
def test_its_subject_is_a_replys_once(subject, reply):
    assert fields(reply_link(to=TO, message_id="a@x", subject=subject))["Subject"] == reply


@given(ids, st.lists(ids, max_size=100), texts, texts)
def test_it_is_short_whatever_the_message_is(message_id, references, subject, text):
    link = reply_link(
        to=TO, message_id=message_id, references=references, subject=subject,
        attribution="Bob, 4 April 2011:", text=text,
    )  # fmt: skip
    assert len(link) <= MOST_LETTERS
    assert link.isascii()
    assert not set(link) & set(" \r\n\"'<>")
    said = fields(link)
    assert set(said) <= {"Subject", "In-Reply-To", "References", "body"}
    assert "\n" not in said["Subject"]
    if "In-Reply-To" in said:
        assert said["In-Reply-To"] == f"<{message_id}>"
        assert said["References"].endswith(f"<{message_id}>")
    for line in said.get("body", "").split("\r\n")[3:-1]:
        assert line.startswith(">")


def test_of_many_references_the_first_and_the_nearest_stay():
    cites = [f"{number}@a-rather-long-name.example" for number in range(100)]
    link = reply_link(to=TO, message_id="own@x.example", references=cites, subject="x")
    named = fields(link)["References"].split()
    assert (named[0], named[-1]) == (f"<{cites[0]}>", "<own@x.example>")
    assert named[1:-1] == [f"<{each}>" for each in cites[-len(named[1:-1]) :]]
    assert len(named) > 5
    assert fields(reply_link(to=TO, message_id="own@x.example", references=["a@b"]))[
        "References"
    ] == ("<a@b> <own@x.example>")
