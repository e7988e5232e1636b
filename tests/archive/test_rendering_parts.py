"""What a rendering takes out of a message's parts: packets, invitations, signatures, pictures."""

import random
import re
import struct
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from comitia.archive.rendering import Rendered, render, serve
from comitia.archive.rendering.attachments import NoSuchAttachment, serve_picture
from comitia.archive.rendering.blocks import cut, plain
from comitia.archive.rendering.events import events_in
from comitia.archive.rendering.html import placed, sanitised, words_of
from comitia.archive.rendering.tnef import opened
from comitia.papers.rtf import decompressed, text_of
from tests.archive.inert import active_content


def attribute(level: int, name: int, value: bytes) -> bytes:
    total = sum(value) & 0xFFFF
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", total)


def rich(text: bytes) -> bytes:
    """Rich Text under the header of its compressed form, not compressed."""
    return struct.pack("<II4sI", len(text) + 12, len(text), b"MELA", 0) + text


def properties(*found: tuple[int, int, bytes]) -> bytes:
    out = struct.pack("<I", len(found))
    for kind, name, value in found:
        out += struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return out


def packet(*, body: bytes = b"", rtf: bytes = b"") -> bytes:
    out = b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00069007, struct.pack("<II", 1251, 0))
    if body:
        out += attribute(1, 0x0002800C, body + b"\0")
    if rtf:
        out += attribute(1, 0x00069003, properties((0x102, 0x1009, rich(rtf))))
    out += attribute(2, 0x00069002, b"\0" * 14)
    out += attribute(2, 0x00018010, b"REPORT~1.DOC\0")
    out += attribute(2, 0x0006800F, b"the bytes")
    name = "Отчёт группы.doc".encode("utf-16-le") + b"\0\0"
    return out + attribute(2, 0x00069005, properties((0x1F, 0x3707, name)))


def with_packet(data: bytes, text: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"] = "alice@example.org"
    if text:
        mail.set_content(text)
    mail.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return mail.as_bytes()


def test_winmail_is_opened_and_what_is_in_it_served() -> None:
    raw = with_packet(packet(body="Привет, коллеги.".encode("cp1251")))
    shown = render(raw)
    assert shown.text == "Привет, коллеги."
    assert [(each.path, each.name, each.kind) for each in shown.attachments] == [
        ("1~2", "Отчёт группы.doc", "application/msword")
    ]
    assert shown.kinds == ("document",)
    assert serve(raw, "1~2").data == b"the bytes"
    assert serve(raw, "1").data.startswith(b"\x78\x9f\x3e\x22")
    with pytest.raises(NoSuchAttachment):
        serve(raw, "1~9")


def test_text_of_winmail_may_be_rich() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}\pard \'cf\'f0\'e8\u1074?\par {\b bold}}"
    assert render(with_packet(packet(rtf=rtf))).text == "При" + "в\nbold"


def test_what_calls_itself_winmail_and_is_not_stays_an_attachment() -> None:
    shown = render(with_packet(b"nothing of that kind"))
    assert [each.name for each in shown.attachments] == ["winmail.dat"]


def test_compressed_rich_text_as_its_specification_shows_it() -> None:
    # [MS-OXRTFCP] 3.1.1: {\rtf1\ansi\ansicpg1252\pard hello world}
    data = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af320"
        "68656c090020627705b06c647d0a800fa0"
    )
    assert decompressed(data) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert text_of(decompressed(data)) == "hello world"


def test_html_in_rich_text_is_said_once() -> None:
    data = (
        rb"{\rtf1\ansi\fromhtml1{\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 bold"
        rb"{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0{\*\htmltag <br>}\htmlrtf \line \htmlrtf0 more}"
    )
    assert text_of(data) == "bold\nmore"


INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Zurich
BEGIN:STANDARD
DTSTART:16010101T000000
RRULE:FREQ=SECONDLY
TZOFFSETFROM:+0500
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Editing
  session
DTSTART;TZID=Europe/Zurich:20110912T100000
DURATION:PT90M
RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20111001T000000Z
EXDATE;TZID=Europe/Zurich:20110919T100000
ORGANIZER;CN=Alice:mailto:alice@example.org
BEGIN:VALARM
TRIGGER:-PT15M
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_is_read_by_the_zone_it_names() -> None:
    (event,) = events_in(INVITATION)
    assert (event.method, event.what) == ("REQUEST", "Editing session")
    assert (event.starts, event.ends) == ("2011-09-12T10:00+02:00", "2011-09-12T11:30+02:00")
    assert event.organiser == ("Alice", "alice@example.org")
    assert dict(event.rule) == {
        "FREQ": "WEEKLY",
        "BYDAY": "MO,TH",
        "UNTIL": "2011-10-01T00:00+00:00",
    }
    assert event.without == ("2011-09-19T10:00+02:00",)


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        ("DTSTART;VALUE=DATE:20110912", "2011-09-12"),
        ("DTSTART:20110912T100000Z", "2011-09-12T10:00+00:00"),
        ("DTSTART:20110912T100000", "2011-09-12T10:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20110912T100000", "2011-09-12T10:00+02:00"),
        ("DTSTART;TZID=/x.org/1/Europe/Paris:20110912T100000", "2011-09-12T10:00+02:00"),
        ("DTSTART;TZID=Nowhere:20110912T100000", "2011-09-12T10:00"),
        ("DTSTART:never", ""),
        ("X-START:20110912T100000Z", ""),
    ],
)
def test_when_it_begins(line: str, starts: str) -> None:
    events = events_in(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{line}\nSUMMARY:x\nEND:VEVENT\n")
    assert [each.starts for each in events if each.starts] == ([starts] if starts else [])


def certificate(address: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Alice Example")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
        .sign(key, hashes.SHA256())
    )


def signed(address: str = "alice@example.org", *, opaque: bool = False) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    content = b"Content-Type: text/plain\r\n\r\nI agree with the draft.\r\n"
    builder = (
        PKCS7SignatureBuilder()
        .set_data(content)
        .add_signer(certificate(address, key), key, hashes.SHA256())
    )
    if opaque:
        data = builder.sign(Encoding.DER, [PKCS7Options.Binary])
        mail = EmailMessage()
        mail.add_attachment(data, maintype="application", subtype="pkcs7-mime")
        return b"From: Alice <Alice@Example.org>\r\n" + mail.get_payload(0).as_bytes()
    options = [PKCS7Options.DetachedSignature, PKCS7Options.Binary]
    data = builder.sign(Encoding.DER, options)
    signature = EmailMessage()
    signature.set_content(data, maintype="application", subtype="pkcs7-signature")
    return (
        b"From: Alice <Alice@Example.org>\r\nContent-Type: multipart/signed; boundary=s\r\n\r\n"
        b"--s\r\n" + content + b"\r\n--s\r\n" + signature.as_bytes() + b"\r\n--s--\r\n"
    )


def footed(raw: bytes) -> bytes:
    """As a list sends it on: the signed part beside a footer."""
    head, _, body = raw.partition(b"Content-Type: multipart/signed")
    return (
        head + b"Content-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\n"
        b"Content-Type: multipart/signed" + body + b"\r\n--f\r\n\r\n"
        b"____\r\nThe list\r\n--f--\r\n"
    )


def test_who_signed_and_that_it_is_what_was_signed() -> None:
    for raw in (signed(), footed(signed()), signed().replace(b"\r\n", b"\n")):
        shown = render(raw)
        (signature,) = shown.signatures
        assert (signature.system, signature.state) == ("smime", "intact")
        assert (signature.by, signature.addresses) == ("Alice Example", ("alice@example.org",))
        assert signature.is_author
        assert "signed" in shown.kinds
        assert Rendered.from_packed(shown.packed()) == shown


def test_a_signature_is_not_the_authors_if_it_names_another() -> None:
    (signature,) = render(signed("mallory@example.net")).signatures
    assert (signature.state, signature.is_author) == ("intact", False)


def test_what_was_altered_after_signing_is_said_to_be() -> None:
    (signature,) = render(signed().replace(b"I agree", b"I object")).signatures
    assert (signature.state, signature.reason) == ("altered", "content")


def test_mail_signed_as_one_block_is_read() -> None:
    shown = render(signed(opaque=True))
    assert shown.text == "I agree with the draft."
    assert [each.state for each in shown.signatures] == ["intact"]
    assert shown.kinds == ("signed",)


def openpgp_signature(*, key: bytes = b"\x01\x23\x45\x67\x89\xab\xcd\xef") -> bytes:
    hashed = b"\x05\x02" + struct.pack(">I", 1_315_818_000)
    unhashed = b"\x09\x10" + key
    body = b"\x04\x01\x16\x08" + struct.pack(">H", len(hashed)) + hashed
    body += struct.pack(">H", len(unhashed)) + unhashed + b"\0\0"
    return bytes([0xC2, len(body)]) + body


def test_an_openpgp_signature_says_which_key_and_when() -> None:
    raw = (
        b"From: a@example.org\r\nContent-Type: multipart/signed; boundary=s;"
        b" protocol=application/pgp-signature\r\n\r\n--s\r\n\r\nYes.\r\n--s\r\n"
        b"Content-Type: application/pgp-signature\r\n\r\n" + openpgp_signature() + b"\r\n--s--\r\n"
    )
    (signature,) = render(raw).signatures
    assert (signature.system, signature.state) == ("openpgp", "unchecked")
    assert signature.key == "0123456789ABCDEF"
    assert signature.signed_at == "2011-09-12T09:00:00+00:00"


def test_encrypted_mail_is_said_to_be_and_offered() -> None:
    shown = render(
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIA=\r\n"
    )
    assert ("encrypted", "") in shown.notes
    assert shown.kinds == ("encrypted",)
    assert [each.name for each in shown.attachments] == ["smime.p7m"]


def test_pictures_come_from_the_message_or_not_at_all() -> None:
    html = (
        '<img src="cid:a@x" alt="A &quot;plan&quot;"><img src="CID:b%40x"><img src="cid:none">'
        '<img src="https://evil.example/x" alt="logo"><img src="cid-part:9"><a href="cid:a@x">x</a>'
        '<img src="data:image/png;base64,AA" alt=""><img srcset="https://evil.example/y 1x">'
    )
    safe = sanitised(html, {"a@x": "1.2", "b@x": "3"})
    assert safe is not None
    assert active_content(safe) == []
    assert safe == (
        '<img src="cid-part:1.2" alt="A &quot;plan&quot;"><img src="cid-part:3" alt="">'
        '<span class="picture">logo</span><a rel="noopener nofollow">x</a>'
    )
    assert placed(safe, "/m/x@y/").startswith('<img src="/m/x@y/part/1.2/image" alt="A &quot;plan')
    assert "<img" not in placed(safe, "")


class Data(HTMLParser):
    """What Python's own parser takes for text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.found.append(data)


_SCRAPS = st.sampled_from(
    [
        *("<p>", "</p>", "<br/>", "<hr>", "<pre>", "</pre>", "<blockquote>", "</blockquote>"),
        *("<li>", "<td>", "</div>", "<!-- one -->", "<script>two</script>", "<", ">", "&", '"'),
        *(
            "&lt;b&gt;",
            "&amp;lt;",
            "&nbsp;",
            "&#60;i",
            "<img alt='a>b\"' src=cid:x>",
            "<img alt=c>",
        ),
        *("<h1 title='d>e'>", '<a href="http://f.example/?g=1&h=2">', "</a>", "<p", "i\nj", "é"),
    ]
)


@given(st.lists(_SCRAPS | st.text(max_size=9), max_size=25).map("".join))
def test_of_any_html_made_safe_the_words_are_those_that_pythons_parser_reads(html: str) -> None:
    safe = sanitised(html, {"x": "1.2"})
    assert safe is not None
    read = "".join(Data(safe).found)
    assert re.findall(r"\w", words_of(safe, html)) == re.findall(r"\w", read)


def test_text_that_looks_like_a_placeholder_stays_text() -> None:
    safe = sanitised('&lt;img src="cid-part:1.2" alt=""&gt;')
    assert safe is not None
    assert "<img" not in placed(safe, "/m/x@y/")


def test_the_alt_text_of_a_picture_shows_the_public_no_address() -> None:
    raw = b'Content-Type: text/html\n\n<p title="a@b.example"><img alt="bob@c.example" src="x">'
    public = render(raw).for_public()
    assert "bob@" not in (public.html or "")
    assert "a@b" not in (public.html or "")


@pytest.mark.parametrize(
    "data",
    [b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n", b"GIF89a\0\0\0\0", b"\xff\xd8\xff" * 400, b""],
)
def test_what_is_no_picture_is_not_served_as_one(data: bytes) -> None:
    mail = EmailMessage()
    mail.add_attachment(data, maintype="image", subtype="png", filename="x.png")
    with pytest.raises(NoSuchAttachment):
        serve_picture(mail.as_bytes(), "1")


@pytest.mark.parametrize(
    "answered",
    [
        "From: Bob <bob@example.net>\nSent: Monday, 4 April 2011 10:00\nTo: A\nSubject: Draft",
        "De : Bob\nEnvoyé : lundi 4 avril 2011 10:00\nÀ : A\nObjet : Projet",
        "De: Bob\nEnviado el: lunes, 4 de abril de 2011\nPara: A\nAsunto: Proyecto",
        "От: Боб\nДата: 4 апреля 2011\nКому: А\nТема: Проект",
        "发件人: 鲍勃\n发送时间: 2011年4月4日\n收件人: 爱丽丝\n主题: 草案",
        "من: بوب\nتاريخ الإرسال: 4 أبريل 2011\nإلى: أليس\nالموضوع: المسودة",
        "04.04.2011, 10:00, Боб <bob@example.net>:",
        "在 2011年4月4日 10:00，鲍勃 <bob@example.net> 写道：",
        "On 4 April 2011 10:00, Bob Example\n<bob@example.net> wrote:",
        "في 4 أبريل 2011 10:00، بوب <bob@example.net> كتب:",
    ],
)
def test_what_is_answered_below_is_quoted_without_marks(answered: str) -> None:
    blocks = cut(f"I agree.\n\n{answered}\n\nShall we meet?\n")
    assert [(each.kind, plain(each.html).split("\n")[0]) for each in blocks] == [
        ("text", "I agree."),
        ("quote", answered.split("\n")[0]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The roles are these.\n\nFrom: the group\nis what it says.\n",
        "Write to <bob@example.net> before 10:00.\n\nThanks.\n",
        "As Bob wrote on 4 April:\n\nThe text is ready.\n",
        "Note:\n\nit begins at 10:00.\n",
    ],
)
def test_what_only_looks_like_it_stays_the_authors(text: str) -> None:
    assert [each.kind for each in cut(text)] == ["text"]


@pytest.mark.parametrize(
    "said", ["Sent from my iPhone", "Envoyé depuis mon téléphone", "发自我的手机", "أرسلت من هاتفي"]
)
def test_a_device_that_signs_is_a_signature(said: str) -> None:
    assert [each.kind for each in cut(f"Yes.\n\n{said}\n")] == ["text", "signature"]


@pytest.mark.parametrize("seed", range(40))
def test_spoilt_packets_and_signatures_raise_nothing(seed: int) -> None:
    chance = random.Random(seed)
    sources = [
        with_packet(packet(body=b"x", rtf=b"{\\rtf1 x}")),
        signed(),
        signed(opaque=True),
        b"Content-Type: text/calendar\n\n" + INVITATION.encode(),
    ]
    for raw in sources:
        for _ in range(15):
            spoilt = bytearray(raw)
            for _ in range(chance.choice((1, 4, 30))):
                spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
            shown = render(bytes(spoilt[: chance.randrange(len(spoilt)) or None]))
            assert Rendered.from_packed(shown.packed()) == shown
    data = bytearray(packet(body=b"x", rtf=b"{\\rtf1 x}"))
    for _ in range(200):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
        opened(bytes(data))
