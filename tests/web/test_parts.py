"""Parts of a message looked at: pictures, files as text, invitations, signatures (laws 5 and 9)."""

import struct
import zlib
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest

from comitia.archive.models import Message
from tests.mail.posting import post


def png(width: int = 2, height: int = 2) -> bytes:
    """A small picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    rows = b"".join(b"\0" + b"\x20\x40\x80" * width for _ in range(min(height, 10)))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def packed(**files: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = packed(
    word__document_xml=f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>The second draft, '
    "by bob@example-telecom.example</w:t></w:r></w:p></w:body></w:document>"
)
INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:1@example.org
SUMMARY:Editing the <report>
DTSTART;TZID=Europe/Zurich:20110912T100000
DTEND;TZID=Europe/Zurich:20110912T120000
LOCATION:Room A
ORGANIZER;CN=Alice Example:mailto:alice@example.org
ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@example-telecom.example
RRULE:FREQ=MONTHLY;BYDAY=2MO;COUNT=3
END:VEVENT
END:VCALENDAR
"""


def letter() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Bob <bob@example-telecom.example>"
    mail["To"] = "t09demo@comitia.example"
    mail["Subject"] = "Draft"
    mail["Date"] = "Mon, 4 Apr 2011 11:00:00 +0200"
    mail["Message-ID"] = "<draft@mail.example>"
    return mail


@pytest.fixture
def posted(world):
    mail = letter()
    mail.set_content(
        '<p>See <img src="cid:plan@x" alt="the plan"> and '
        '<img src="https://evil.example/t.gif" alt="a logo"></p>',
        subtype="html",
    )
    mail.add_related(png(), "image", "png", cid="<plan@x>")
    mail.make_mixed()
    mail.add_attachment(DOCX, maintype="application", subtype="octet-stream", filename="draft.docx")
    mail.add_attachment(
        packed(a="1", b__c="22"), maintype="application", subtype="zip", filename="all.zip"
    )
    mail.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="x.pdf")
    mail.add_attachment(
        b"<script>alert(1)</script>", maintype="image", subtype="png", filename="not.png"
    )
    mail.add_attachment(
        "Name;Größe\nA;1 & <2>\n".encode("latin-1"),
        maintype="text", subtype="csv", params={"charset": "iso-8859-1"}, filename="t.csv",
    )  # fmt: skip
    mail.add_attachment(png(60_000, 60_000), maintype="image", subtype="png", filename="huge.png")
    mail.add_attachment(INVITATION.encode(), maintype="text", subtype="calendar")
    post(mail.as_bytes())
    return Message.objects.get()


AT = "/m/draft@mail.example/"


def test_the_pictures_of_the_message_are_shown_and_no_others(pages, world, posted):
    pages.force_login(world.bob)
    html = pages.get(AT).content.decode()
    assert f'<img src="{AT}part/1.2/image" alt="the plan" loading="lazy">' in html
    assert html.count("part/1.2/image") == 1
    assert "evil.example" not in html
    assert '<span class="picture">a logo</span>' in html
    assert "Pictures from elsewhere were not loaded." in html
    served = pages.get(f"{AT}part/1.2/image")
    assert served.content == png()
    assert served["Content-Type"] == "image/png"
    assert served["Content-Disposition"] == "inline"
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert served["X-Content-Type-Options"] == "nosniff"


def part(posted, name):
    from comitia.archive.actions import raw_bytes
    from comitia.archive.rendering import render

    return next(each.path for each in render(raw_bytes(posted)).attachments if each.name == name)


@pytest.mark.parametrize("name", ["not.png", "huge.png", "draft.docx"])
def test_what_is_no_picture_is_not_drawn(pages, world, posted, name):
    pages.force_login(world.bob)
    assert pages.get(f"{AT}part/{part(posted, name)}/image").status_code == 404


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("draft.docx", "The second draft, by bob@example-telecom.example"),
        ("all.zip", "<bdi>b/c</bdi>"),
        ("x.pdf", "This file is damaged"),
        ("t.csv", "Name;Größe\nA;1 &amp; &lt;2&gt;"),
        ("not.png", "Files of this kind are not shown as text."),
    ],
)
def test_files_are_read_as_text(pages, world, posted, name, said):
    pages.force_login(world.bob)
    page = pages.get(f"{AT}part/{part(posted, name)}/text")
    assert page.status_code == 200
    assert said in page.content.decode()


def test_who_may_not_read_the_message_sees_no_part_of_it(pages, world, posted):
    path = part(posted, "draft.docx")
    for who in (world.charlie, None):
        pages.logout()
        if who:
            pages.force_login(who)
        assert pages.get(f"{AT}part/{path}/text").status_code == 404
        assert pages.get(f"{AT}part/1.2/image").status_code == 404
    pages.force_login(world.bob)
    assert pages.get(f"{AT}part/9/text").status_code == 404


def test_the_public_sees_no_address_in_a_file(pages, world, posted):
    world.group.archive_public = True
    world.group.save()
    html = pages.get(f"{AT}part/{part(posted, 'draft.docx')}/text").content.decode()
    assert "The second draft, by b…@example-telecom.example" in html
    assert "bob@example-telecom.example" not in html
    page = pages.get(AT).content.decode()
    assert "alice@example.org" not in page


def test_an_invitation_is_told_in_words(pages, world, posted):
    pages.force_login(world.bob)
    html = pages.get(AT).content.decode()
    assert "<h2>Invitation</h2>" in html
    assert "Editing the &lt;report&gt;" in html
    assert "12 September 2011, 10:00 UTC+02:00 (Europe/Zurich)" in html
    assert "every month, on the second Monday, 3 times" in html
    assert "Room A" in html
    assert "<bdi>Bob</bdi>: accepted" in html


def test_a_redacted_message_shows_no_part(pages, world, posted):
    from comitia.archive.actions import redact
    from comitia.ledger.actors import SYSTEM

    path = part(posted, "draft.docx")
    redact(message=posted, reason="A court ordered it.", by=SYSTEM, at=world.now)
    pages.force_login(world.bob)
    assert pages.get(f"{AT}part/{path}/text").status_code == 403
    assert pages.get(f"{AT}part/1.2/image").status_code == 403
