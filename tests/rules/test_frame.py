"""A group's texts around a message: read by people, and never misread by a program."""

import email
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.mail.distribute.frame import framed

ABOVE = "Please write below the question."
BELOW = "t09demo — how to leave: t09demo-leave@comitia.example"
PLAIN = b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n"


def read(data: bytes) -> EmailMessage:
    found = email.message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    assert not [each.defects for each in found.walk() if each.defects]
    return found


def texts(data: bytes) -> list[str]:
    return [
        each.get_content() for each in read(data).walk() if each.get_content_maintype() == "text"
    ]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"8bit", "Grüße\r\n".encode()),
        (b"quoted-printable", b"Gr=C3=BC=C3=9Fe=\r\n\r\n"),
        (b"quoted-printable", b"Gr=C3=BC=C3=9Fe"),
    ],
)
def test_plain_text_gets_them_within_itself_in_its_own_encoding(encoding, body):
    data = PLAIN + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body
    out = framed(data, above=ABOVE, below=BELOW)
    (text,) = texts(out)
    assert text.replace("\r\n", "\n").split("\n") == [
        ABOVE, "", "Grüße", "", "-- ", BELOW, "",
    ]  # fmt: skip
    assert body in out


@pytest.mark.parametrize(
    "fields",
    [
        b"",
        b"Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n",
        b"Content-Type: text/plain; charset=iso-8859-5\r\nContent-Transfer-Encoding: 8bit\r\n",
        b"Content-Type: text/plain; charset=nonsense\r\nContent-Transfer-Encoding: 8bit\r\n",
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n",
        b"Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: 8bit\r\n",
        b"Content-Type: text/html; charset=utf-8\r\n",
        b'Content-Type: multipart/alternative; boundary="q"\r\n',
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n",
    ],
)
def test_what_cannot_take_them_keeps_its_bytes_beside_them(fields):
    body = b"--q\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--q--\r\n"
    data = b"Subject: x\r\nMIME-Version: 1.0\r\n" + fields + b"\r\n" + body
    out = framed(data, above=ABOVE, below=BELOW)
    assert fields + b"\r\n" + body in out
    found = email.message_from_bytes(out, policy=default)
    assert found.get_content_type() == "multipart/mixed"
    first, _, last = found.iter_parts()
    assert (first.get_content().strip(), last.get_content().strip()) == (ABOVE, BELOW)
    assert len(found.get_all("MIME-Version")) == len(found.get_all("Content-Type")) == 1


def test_ascii_goes_into_a_text_that_names_no_charset():
    (text,) = texts(framed(b"Subject: x\r\n\r\nHello\r\n", above="", below="Bye"))
    assert text.splitlines() == ["Hello", "", "-- ", "Bye"]


@pytest.mark.parametrize(
    "data",
    [
        b'Content-Type: multipart/signed; boundary="q"\r\n\r\n--q\r\n\r\nx\r\n--q--\r\n',
        b"Content-Type: application/pkcs7-mime\r\n\r\nx",
        b"Subject: x\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nx\r\n",
        b"Subject: x\r\n\r\nSee:\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n",
    ],
)
def test_what_is_signed_or_encrypted_is_left_alone(data):
    assert framed(data, above=ABOVE, below=BELOW) == data


def test_without_texts_nothing_changes():
    assert framed(PLAIN + b"\r\nx", above="", below="") == PLAIN + b"\r\nx"


@given(st.text(alphabet="aé\r\n-= .", max_size=60), st.sampled_from(["quoted-printable", "8bit"]))
def test_what_the_author_wrote_is_read_as_before(body, encoding):
    mail = EmailMessage(policy=SMTP)
    mail.set_content(body, charset="utf-8", cte=encoding)
    before = read(mail.as_bytes()).get_content()
    after = read(framed(mail.as_bytes(), above=ABOVE, below=BELOW)).get_content()
    head, tail = f"{ABOVE}\r\n\r\n", f"\r\n-- \r\n{BELOW}\r\n"
    lines = after.replace("\r\n", "\n")
    assert lines.startswith(head.replace("\r\n", "\n"))
    assert lines.endswith(tail.replace("\r\n", "\n"))
    middle = lines[len(head) - 2 : len(lines) - len(tail) + 3]
    assert middle.rstrip("\n") == before.replace("\r\n", "\n").rstrip("\n")


@given(st.binary(max_size=300))
def test_no_bytes_raise(noise):
    framed(noise, above=ABOVE, below=BELOW)
    framed(b"Content-Type: " + noise, above=ABOVE, below=BELOW)
