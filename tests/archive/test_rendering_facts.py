"""What a rendering says of a message for the index: to whom it went, and what it has."""

import pytest

from comitia.archive.rendering import Rendered, is_document, render

SEVERAL = b"""From: Alice Example <alice@example.org>
To: =?utf-8?q?Bob_Mart=C3=ADnez?= <bob@example.net>, carol@example.com
Cc: Readers: dan@example.org;
Subject: Draft
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b

Here it is.
--b
Content-Type: application/octet-stream; name="Draft report.DOCX"

x
--b
Content-Type: image/png

x
--b
Content-Type: text/calendar; method=REQUEST

BEGIN:VCALENDAR
END:VCALENDAR
--b
Content-Type: application/zip; name=all.zip

x
--b--
"""


def test_to_whom_it_went() -> None:
    assert render(SEVERAL).recipients == (
        ("Bob Martínez", "bob@example.net"),
        ("", "carol@example.com"),
        ("", "dan@example.org"),
    )


def test_of_very_many_recipients_some_are_kept() -> None:
    many = ", ".join(f"m{number}@example.org" for number in range(5000)).encode()
    shown = render(b"To: " + many + b"\n\nHello.\n")
    assert len(shown.recipients) == 50
    assert shown.recipients[0] == ("", "m0@example.org")


def test_what_it_has() -> None:
    shown = render(SEVERAL)
    assert shown.kinds == ("archive", "calendar", "document", "image")
    assert Rendered.from_packed(shown.packed()) == shown


def test_a_plain_message_has_nothing() -> None:
    shown = render(b"From: alice@example.org\n\nHello.\n")
    assert (shown.recipients, shown.kinds) == ((), ())


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("text/html", ("html",)),
        ("multipart/encrypted; boundary=x", ()),  # No part is in it, so it is none.
        ("application/pkcs7-mime; smime-type=signed-data", ("signed",)),
        ("application/pkcs7-mime; smime-type=enveloped-data", ("encrypted",)),
        ("application/pgp-signature", ("signed",)),
        ("application/vnd.oasis.opendocument.text", ("document",)),
    ],
)
def test_one_word_for_each_kind(kind: str, words: tuple[str, ...]) -> None:
    assert render(b"Content-Type: " + kind.encode() + b"\n\nx\n").kinds == words


@pytest.mark.parametrize(
    ("kind", "filename", "expected"),
    [
        ("application/pdf", "", True),
        ("application/octet-stream", "Report.PDF", True),
        ("text/plain", "notes.md", True),
        ("application/zip", "report.docx", True),
        ("text/plain", "", False),
        ("text/plain", "fix.patch", False),
        ("image/png", "picture.png", False),
        ("application/octet-stream", ".pdf.exe", False),
    ],
)
def test_what_a_document_is(kind: str, filename: str, expected: bool) -> None:
    assert is_document(kind, filename) is expected
