"""What a message encloses, what of it could do harm, and what goes out as a link."""

import io
import struct
import time
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.archive.rendering.parts import parse
from comitia.mail.distribute.links import with_links
from comitia.mail.enclosures import enclosed_in, linkable


def mail(*attached: tuple[str, bytes], text: str = "See the report.\n") -> bytes:
    message = EmailMessage()
    message["Subject"] = "Report"
    message.set_content(text)
    for name, content in attached:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def looked(name: str, content: bytes = b"Hello"):
    (found,) = enclosed_in(parse(mail((name, content)))[0])
    return found


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "endings"),
    [
        ("report.pdf", {"pdf"}),
        ("report.pdf.EXE", {"exe"}),
        ("report.exe.", {"exe"}),
        ("report.exe  ", {"exe"}),
        ("report.e\u200bxe", {"exe"}),
        ("no ending", set()),
        ("отчёт.docx", {"docx"}),
    ],
)
def test_the_ending_is_the_one_a_system_sees(name, endings):
    assert looked(name).endings == endings


def test_a_program_is_known_by_its_first_bytes():
    assert looked("picture.png", b"MZ\x90\x00").is_program
    assert looked("picture.png", b"\x7fELF\x02").is_program
    assert not looked("picture.png", b"\x89PNG\r\n").is_program


def test_a_name_that_turns_its_direction_hides_something_and_one_in_arabic_does_not():
    assert looked("report\u202efdp.exe").hides
    assert not looked("تقرير \u200f2011.pdf").hides


def test_what_a_zip_holds_is_seen_and_nothing_is_unpacked():
    assert looked("papers.zip", zipped("a/report.docx", "b/run.VBS")).endings == {
        "zip", "docx", "vbs",
    }  # fmt: skip
    assert looked("report.docx", zipped("word/document.xml")).endings == {"docx", "xml"}
    assert looked("broken.zip", b"PK\x03\x04 and nothing more").endings == {"zip"}


def test_a_zip_of_a_million_names_takes_no_time():
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<HHH", 1, 0, 0) + bytes(12) + b"x"
    table = entry * 200_000
    end = b"PK\x05\x06" + bytes(8) + struct.pack("<II", len(table), 0) + b"\0\0"
    content = b"PK\x03\x04" + table + end
    root, _ = parse(mail(("x.zip", content)))
    begun = time.process_time()
    assert enclosed_in(root)[0].endings == {"zip"}
    assert time.process_time() - begun < 1


@given(st.binary(max_size=200))
def test_no_zip_raises(noise):
    enclosed_in(parse(mail(("x.zip", b"PK\x03\x04" + noise + b"PK\x05\x06" + noise)))[0])


def linked(data: bytes, above_bytes: int = 1000) -> bytes:
    return with_links(
        data,
        above_bytes=above_bytes,
        address_of=lambda part: f"https://x.example/part/{part.path}",
        language="en",
    )


def test_a_large_attachment_becomes_a_link_and_the_rest_stays_as_it_is():
    data = mail(("small.pdf", b"a" * 100), ("large.pdf", b"b" * 5000), ("other.pdf", b"c" * 10))
    out = linked(data)
    before, after = parse(data)[0], parse(out)[0]
    assert [part.kind for part in after.children] == [
        "text/plain",
        "application/octet-stream",
        "text/plain",
        "application/octet-stream",
    ]
    for index in (0, 1, 3):
        old, new = before.children[index], after.children[index]
        assert data[old.start : old.end] == out[new.start : new.end]
    assert data[: before.children[2].start] == out[: after.children[2].start]
    note = after.children[2].content().decode()
    assert "large.pdf (4.9\xa0KB) is in the archive:" in note
    assert "https://x.example/part/3" in note
    assert len(out) < 2500


def test_a_name_in_another_script_is_named_in_the_note():
    note = parse(linked(mail(("تقرير.pdf", b"b" * 5000))))[0].children[1]
    assert "تقرير.pdf" in note.content().decode()


@pytest.mark.parametrize("above_bytes", [0, 6000])
def test_nothing_large_or_no_wish_changes_nothing(above_bytes):
    data = mail(("large.pdf", b"b" * 5000))
    assert linked(data, above_bytes) == data


def test_what_is_signed_encrypted_or_within_the_text_stays():
    inner = mail(("large.pdf", b"b" * 5000))
    for kind in ("multipart/signed", "multipart/encrypted", "multipart/related"):
        data = inner.replace(b"multipart/mixed", kind.encode())
        assert linked(data) == data
    single = b"Content-Type: application/pdf\r\n\r\n" + b"b" * 5000
    assert linked(single) == single


@given(st.binary(max_size=400))
def test_no_bytes_raise(noise):
    data = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n' + noise
    linked(data, 5)
    linkable(parse(noise)[0], 5)
