"""Old mail of any form is found: each message once, in order, with its bytes."""

import bz2
import codecs
import gzip
import io
import lzma
import mailbox
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from comitia.archive.sources import BadSource, messages_in, packed
from comitia.archive.sources.boxes import looks_like_mail, messages

MAIL = [
    f"Message-ID: <{n}@x.example>\nFrom: bob@x.example\nSubject: No. {n}\n\nText {n}.\n".encode()
    for n in range(3)
]
BOX = b"".join(b"From bob@x.example Fri Apr  1 12:00:00 2011\n" + each + b"\n" for each in MAIL)


def found(path: Path) -> list[bytes]:
    return [each.data for each in messages_in(path)]


def in_box(box: bytes) -> list[bytes]:
    return [each.data for each in messages(io.BytesIO(box), "box")]


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, bz2.compress, lzma.compress, zstandard.compress]
)
def test_a_box_compressed_or_not(tmp_path, pack):
    path = tmp_path / "list.mbox"
    path.write_bytes(pack(BOX))
    assert found(path) == MAIL


def test_a_line_that_is_no_separator_is_text():
    text = MAIL[0] + b"\nFrom where I stand it is late.\nFrom now on:\n\n"
    box = b"From bob@x.example Fri Apr  1 12:00:00 2011\n" + text + BOX
    assert in_box(box) == [text.removesuffix(b"\n"), *MAIL]


@pytest.mark.parametrize(
    "text",
    [
        b"From my point of view\nNote: this is text.\n",
        b"\nFrom Russia with love\nYear: 1963\n",
        b"From 2011 on, at 10:00, it is text\nas it stands in a paragraph.\n",
        b"\nFrom 1999 to 2011 it was so.\n",
    ],
)
def test_prose_that_begins_with_from_parts_nothing(text):
    message = MAIL[0] + text + b"The end.\n"
    box = b"From bob@x.example Fri Apr  1 12:00:00 2011\n" + message + b"\n" + BOX
    assert in_box(box) == [message, *MAIL]


def test_a_box_after_a_byte_order_mark():
    assert in_box(codecs.BOM_UTF8 + BOX) == MAIL


LETTER = b"Forwarded:\n\nFrom eve@x.example Fri Apr  1 12:00:00 2011\nSubject: x\n\n>From here\n"


def with_length(data: bytes, *, more: int = 0, blank: bytes = b"\n") -> tuple[bytes, bytes]:
    """A message that says its length, and the message in its place in a box."""
    head, _, body = data.partition(b"\n\n")
    data = head + b"\nContent-Length: %d\n\n" % (len(body) + more) + body
    return data, b"From bob@x.example Fri Apr  1 12:00:00 2011\n" + data + blank


@pytest.mark.parametrize("blank", [b"\n", b""])
def test_a_box_that_says_lengths_quotes_nothing(blank):
    """mboxcl2, with and without a blank line before each separator."""
    made = [with_length(each + LETTER, blank=blank) for each in MAIL]
    box = b"".join(boxed for _, boxed in made)
    assert in_box(box) == [data for data, _ in made]
    big = b"".join(with_length(MAIL[0] + LETTER * 20_000)[1] for _ in range(3))
    assert len(in_box(big)) == 3


def test_a_length_that_is_wrong_or_cannot_be_known_to_be_right_is_not_believed():
    first, others = with_length(MAIL[0])[1], [with_length(each)[1] for each in MAIL]
    wrong = with_length(MAIL[0], more=7)[1]
    assert len(in_box(first + wrong + b"".join(others))) == 5
    # It would hide all that follow; but the first message says nothing of its length.
    hides = with_length(MAIL[1], more=1 + len(b"".join(others)))[1]
    plain = BOX[: BOX.index(b"From bob", 10)]
    assert len(in_box(plain + hides + b"".join(others))) == 5
    assert len(in_box(first + with_length(MAIL[1], more=10**11)[1] + plain)) == 3


@pytest.mark.parametrize(
    "line",
    [
        b"From bob@x.example Fri Apr  1 12:00:00 2011",
        b"From bob at x.example  Thu Nov  1 11:19:12 2001",
        b"From MAILER-DAEMON Fri Apr  1 12:00 2011 +0200",
        b"From - Fri Apr  1 12:00:00 2011",
        b"From ???@??? Fri Apr 01 12:00:00 2011",
        b"From bob",
    ],
)
def test_separators_as_writers_make_them(line):
    assert in_box(b"".join(line + b"\n" + each + b"\n" for each in MAIL)) == MAIL


def test_mmdf_and_listserv():
    parts = b"\x01\x01\x01\x01\n"
    assert in_box(b"".join(parts + each + parts for each in MAIL)) == MAIL
    assert in_box(b"".join(b"=" * 73 + b"\n" + each for each in MAIL)) == MAIL


def test_a_header_is_known_by_its_fields_whatever_stands_before_it():
    assert looks_like_mail(b" From: Bob\nSubject: it begins with a blank\n\nText.\n")
    assert looks_like_mail(b"Exported today\nFrom: bob@x.example\nDate: today\n\nText.\n")
    assert not looks_like_mail(b"Dear all,\nSubject: this is a text\n\nFrom: nobody\n")


def test_one_message_and_nothing():
    assert in_box(MAIL[0]) == [MAIL[0]]
    assert in_box(b"\n" + MAIL[0]) == [b"\n" + MAIL[0]]
    assert in_box(b"") == in_box(b"\n\n  \n") == []


def test_a_maildir_with_its_folders(tmp_path):
    box = mailbox.Maildir(tmp_path / "box", create=True)
    for number, each in enumerate(MAIL[:2]):
        (tmp_path / "box" / ("cur" if number else "new") / f"{130 - number}.x:2,S").write_bytes(
            each
        )
    below = box.add_folder("Old")
    below.add(MAIL[2])
    assert found(tmp_path / "box") == [MAIL[1], MAIL[0], MAIL[2]]


def test_an_mh_folder_by_number(tmp_path):
    for number, each in zip((2, 10, 1), MAIL, strict=True):
        (tmp_path / str(number)).write_bytes(each)
    (tmp_path / ".mh_sequences").write_text("unseen: 1")
    assert found(tmp_path) == [MAIL[2], MAIL[0], MAIL[1]]


def test_a_tree_of_all_kinds_and_what_is_no_mail(tmp_path):
    (tmp_path / "2011").mkdir()
    (tmp_path / "2011" / "a.eml").write_bytes(MAIL[0])
    (tmp_path / "2011" / "b.mbox.gz").write_bytes(gzip.compress(BOX))
    (tmp_path / "2011" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "2011" / "index.html").write_text("<html>")
    (tmp_path / "2011" / "broken.gz").write_bytes(gzip.compress(BOX)[:-20])
    (tmp_path / "dovecot.index").write_bytes(b"x")
    left: dict[str, str] = {}
    data = [each.data for each in messages_in(tmp_path, left.__setitem__)]
    assert data[:4] == [MAIL[0], *MAIL]
    assert {Path(name).name for name in left} == {"logo.png", "index.html", "broken.gz"}
    assert "damaged" in next(why for name, why in left.items() if name.endswith("broken.gz"))


@pytest.mark.parametrize("form", ["zip", "tar", "tar.gz", "tar.xz"])
def test_archives_of_files(tmp_path, form):
    names = ["a/1.eml", "a/2.eml", "b/box"]
    contents = [MAIL[0], MAIL[1], BOX]
    path = tmp_path / f"mail.{form}"
    if form == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in zip(names, contents, strict=True):
                archive.writestr(name, content)
    else:
        mode = {"tar": "w", "tar.gz": "w:gz", "tar.xz": "w:xz"}[form]
        with tarfile.open(path, mode) as archive:
            for name, content in zip(names, contents, strict=True):
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    assert found(path) == [MAIL[0], MAIL[1], *MAIL]


def zipped(**contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("_", "/", 1), content)
    return out.getvalue()


def tarred(contents: dict[str, bytes], form=tarfile.GNU_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def left_out(path: Path) -> tuple[list[bytes], dict[str, str]]:
    """What is found, and the reason of each file that is left out by the end of its name."""
    left: dict[str, str] = {}
    data = [each.data for each in messages_in(path, lambda name, why: left.update({name: why}))]
    return data, {name.rpartition("/")[2]: why for name, why in left.items()}


def test_archives_within_archives(tmp_path):
    inner = zipped(a_eml=MAIL[0], b_mbox=gzip.compress(BOX))
    path = tmp_path / "all.tar.xz"
    path.write_bytes(
        lzma.compress(tarred({"x/in.zip": inner, "y.eml.zst": zstandard.compress(MAIL[1])}))
    )
    assert found(path) == [MAIL[0], *MAIL, MAIL[1]]
    old = bytearray(tarred({"a.eml": MAIL[0]}, tarfile.USTAR_FORMAT))
    old[257:265] = bytes(8)
    old[148:156] = b"%06o\0 " % (sum(old[:148]) + sum(old[156:512]) + 256)
    path.write_bytes(old)
    assert found(path) == [MAIL[0]]


def test_archives_too_deep_or_too_dense_are_left(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "FREE_BYTES", 1_000_000)
    deep = MAIL[0]
    for _ in range(7):
        deep = gzip.compress(deep)
    (tmp_path / "deep.gz").write_bytes(deep)
    with pytest.raises(BadSource, match="too often"):
        found(tmp_path / "deep.gz")
    bomb = gzip.compress(BOX + b"Text.\n" * 2_000_000)
    (tmp_path / "bomb.gz").write_bytes(bomb)
    with pytest.raises(BadSource, match="no mail does"):
        found(tmp_path / "bomb.gz")
    (tmp_path / "bomb.gz").unlink()
    (tmp_path / "deep.gz").unlink()
    (tmp_path / "some.tar").write_bytes(
        tarred({"a.eml": MAIL[0], "bomb.gz": bomb, "b.eml": MAIL[1]})
    )
    data, left = left_out(tmp_path)
    assert data == [MAIL[0], *MAIL[:2], MAIL[1]], "what comes before it fills up is kept"
    assert "no mail does" in left["bomb.gz"]


@pytest.mark.parametrize(
    ("name", "start", "words"),
    [
        ("all.pst", b"!BDN" + bytes(100), "readpst"),
        ("one.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save the message as .eml"),
        ("in.7z", b"7z\xbc\xaf\x27\x1c", "Unpack it first"),
        ("index.html", b"<!DOCTYPE html>\n<title>Subject: x</title>", "for browsers"),
    ],
)
def test_what_no_mail_is_says_what_to_do(tmp_path, name, start, words):
    (tmp_path / name).write_bytes(start)
    with pytest.raises(BadSource, match=words):
        found(tmp_path / name)
    assert words in left_out(tmp_path)[1][name]


def test_a_locked_zip_says_so(tmp_path):
    data = bytearray(zipped(a_eml=MAIL[0], b_eml=MAIL[1]))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    (tmp_path / "x.zip").write_bytes(data)
    data, left = left_out(tmp_path)
    assert data == [MAIL[1]]
    assert "password" in left["eml"]


MONTH = b"".join(
    b"From bob at x.example  Thu Nov  1 11:19:1%d 2001\nFrom: bob at x.example\n\nNo. %d\n\n"
    % (n, n)
    for n in range(3)
)


@pytest.mark.parametrize("packed_first", [False, True])
def test_a_tree_of_pipermail_gives_each_message_once(tmp_path, packed_first):
    """The month lies there twice, and the packed one lacks what came since the last night."""
    old = MONTH[: MONTH.rindex(b"From bob")]
    tree = {
        "l/2001-November.txt": MONTH,
        "l/2001-November.txt.gz": gzip.compress(old),
        "l/2001-October.txt.gz": gzip.compress(BOX),
        "l/2001-November/000001.html": b"<HTML><PRE>From: bob",
        "l/attachments/20011101/0a1b2c3d/attachment.eml": MAIL[0],
    }
    names = sorted(tree, key=lambda name: (packed_first and not name.endswith("gz"), name))
    (tmp_path / "list.tar").write_bytes(tarred({name: tree[name] for name in names}))
    for name, content in tree.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for path in (tmp_path / "list.tar", tmp_path / "l"):
        data, left = left_out(path)
        assert len(data) == 6
        assert len(set(data)) == 6
        assert "cut out" in left["attachment.eml"]
        assert "for browsers" in left["000001.html"]
    assert "the same mail as 2001-November.txt" in left["2001-November.txt.gz"]


def test_what_is_found_tells_where(tmp_path):
    (tmp_path / "box").write_bytes(BOX)
    assert [each.where for each in messages_in(tmp_path / "box")][2] == f"{tmp_path}/box, message 3"


def test_a_message_of_apple_mail(tmp_path):
    (tmp_path / "1.emlx").write_bytes(
        b"%-10d\n" % len(MAIL[0]) + MAIL[0] + b"<?xml version='1.0'?>"
    )
    assert found(tmp_path / "1.emlx") == [MAIL[0]]


def commit(folder: Path, name: str, data: bytes | None) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
    identity = ["-c", "user.name=x", "-c", "user.email=x@x.example"]
    for words in (["add", "-A"], [*identity, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)


def test_public_inbox_of_both_versions(tmp_path):
    for version in ("v1", "v2"):
        work = tmp_path / version
        subprocess.run(["git", "init", "-q", str(work)], check=True)
    for number, each in enumerate(MAIL):
        commit(tmp_path / "v1", f"{number:02x}/{number:038x}", each)
        commit(tmp_path / "v2", "m", each)
    commit(tmp_path / "v1", f"{1:02x}/{1:038x}", None)
    (tmp_path / "v2" / "m").unlink()
    commit(tmp_path / "v2", "d", MAIL[1])
    inbox = tmp_path / "inbox"
    (inbox / "git").mkdir(parents=True)
    clone = ["git", "clone", "-q", "--bare", str(tmp_path / "v2"), str(inbox / "git" / "0.git")]
    subprocess.run(clone, check=True)
    assert found(tmp_path / "v1") == found(inbox) == [MAIL[0], MAIL[2]]


def test_what_cannot_be_read_at_all_says_so(tmp_path):
    with pytest.raises(BadSource, match="There is no"):
        found(tmp_path / "nowhere")
    for name, content in (("x.zip", b"PK\x05\x06" + bytes(18)), ("x.gz", b"\x1f\x8b\x08broken")):
        (tmp_path / name).write_bytes(content)
    assert found(tmp_path / "x.zip") == []
    with pytest.raises(BadSource, match="damaged"):
        found(tmp_path / "x.gz")


@given(st.binary(max_size=300))
def test_no_bytes_raise_and_none_is_lost_from_a_single_message(data):
    looks_like_mail(data)
    parts = in_box(data)
    assert sum(map(len, parts)) <= len(data)
    if data.strip() and not data.lstrip().startswith((b"From ", b"\x01", b"=")):
        assert b"".join(parts) == data


PACKED = [
    gzip.compress(BOX),
    bz2.compress(BOX),
    lzma.compress(BOX),
    zstandard.compress(BOX),
    zipped(a_eml=MAIL[0], b_mbox=BOX),
    tarred({"a.eml": MAIL[0], "in.zip": zipped(c_eml=MAIL[1])}),
    gzip.compress(tarred({"2011-April.txt": BOX, "2011-April.txt.gz": gzip.compress(BOX)})),
]


@given(st.sampled_from(PACKED), st.integers(0, 10**6), st.binary(max_size=12), st.booleans())
def test_spoilt_archives_give_what_they_can_or_say_why(tmp_path_factory, whole, at, noise, cut):
    place = at % len(whole)
    spoilt = whole[:place] + noise + (b"" if cut else whole[place + len(noise) :])
    path = tmp_path_factory.getbasetemp() / "spoilt"
    path.write_bytes(spoilt)
    left: list[tuple[str, str]] = []
    try:
        for each in messages_in(path, lambda name, why: left.append((name, why))):
            assert each.data
    except BadSource as error:
        left.append((str(path), str(error)))
    assert all(why for _, why in left)


@pytest.mark.slow
def test_every_source_of_others_is_found_whole(shared):
    """As many messages as were counted when the material was gathered, or more."""
    logs = shared / "data/mail/3gpp-listserv-logs.tar.gz"
    assert len(found(logs)) == 57
    for name, least in (
        ("3gpp-mbox", 77),
        ("bigbang-misc", 170),
        ("ietf-mailarchive", 60),
        ("hyperkitty", 12),
        ("notmuch", 321),
        ("mu", 48),
        ("imagej-pipermail", 16),
        ("sympa", 10),
    ):
        assert len(found(shared / f"data/mail/{name}.tar.gz")) >= least, name
