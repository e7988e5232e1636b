"""All the real mail goes in and comes out again with the same bytes (law 3)."""

import gzip
import io
import json
import tarfile
from base64 import b64decode
from pathlib import Path

import pytest

from comitia.archive import exports
from comitia.archive.importing import bring_in
from comitia.archive.mbox import unbox
from comitia.archive.sources import Found, messages_in
from comitia.groups.models import Group
from comitia.ledger.actors import command
from tests.archive.posts import START, make_group

FOLDERS = ("mail", "bounces", "charsets")
LARGE = "linux-stm32-"


def boxes(data: Path) -> list[Path]:
    found = [path for name in FOLDERS for path in (data / name).glob("*.mboxrd.gz")]
    return sorted(each for each in found if not (each.name.startswith(LARGE) and "00" in each.name))


def archives(data: Path) -> list[Path]:
    return sorted(path for name in FOLDERS for path in (data / name).glob("*.tar.gz"))


def group_of(path: Path) -> Group:
    return make_group("set-" + path.name.partition(".")[0].replace("_", "-").lower())


def imported(path: Path) -> tuple[Group, list[Found], dict[str, str]]:
    """A set brought in: its group, what was found in it, what was left out and why."""
    group = group_of(path)
    left: dict[str, str] = {}
    found = list(messages_in(path, left.__setitem__))
    done = bring_in(found, group=group, by=command("root"), at=START)
    assert (done.new, done.known) == (len(found), 0), path.name
    return group, found, left


def test_every_box_comes_out_as_the_same_file(shared, db):
    for path in boxes(shared / "data"):
        group, _, _ = imported(path)
        whole = gzip.decompress(path.read_bytes())
        assert b"".join(exports.take_out(group)) == whole, path.name
        packed = b"".join(exports.gzipped(exports.take_out(group)))
        assert gzip.decompress(packed) == whole, path.name


def test_every_message_of_every_other_set_comes_out_with_its_bytes(shared, db):
    for path in archives(shared / "data"):
        group, found, left = imported(path)
        assert in_lines(group) == [each.data for each in found], path.name
        assert in_a_maildir(group) == [each.data for each in found], path.name
        assert [each.data for each in in_mbox(group)] == [_ended(each) for each in found], path.name
        every_file_is_accounted_for(path, found, left)


def _ended(each: Found) -> bytes:
    """An mbox ends each message with a line end, whether it had one or not."""
    if not each.data or each.data.endswith(b"\n"):
        return each.data
    return each.data + (b"\r\n" if each.from_line.endswith("\r") else b"\n")


@pytest.mark.slow
def test_a_large_box_comes_out_as_the_same_file_and_as_a_public_inbox(shared, db, tmp_path):
    path = shared / "data/mail/linux-stm32-10000.mboxrd.gz"
    group, found, _ = imported(path)
    whole = gzip.decompress(path.read_bytes())
    assert b"".join(exports.take_out(group)) == whole
    passed_over = exports.write_inbox(exports.whole(group), tmp_path / "inbox")
    once = list(dict.fromkeys(each.data for each in found))
    assert passed_over == len(found) - len(once)
    assert [each.data for each in messages_in(tmp_path / "inbox")] == once


def in_lines(group: Group) -> list[bytes]:
    lines = exports.json_lines(exports.whole(group), raw=True)
    return [b64decode(json.loads(line)["raw"]) for line in lines]


def in_mbox(group: Group):
    return unbox(exports.take_out(group))


def in_a_maildir(group: Group) -> list[bytes]:
    packed = io.BytesIO(b"".join(exports.tarred_maildir(exports.whole(group))))
    with tarfile.open(fileobj=packed) as archive:
        return [archive.extractfile(each).read() for each in archive if each.isfile()]


def every_file_is_accounted_for(path: Path, found: list[Found], left: dict[str, str]) -> None:
    """Each file is a message to the byte, a box of several, or left out with a reason."""
    data_of: dict[str, list[bytes]] = {}
    for each in found:
        data_of.setdefault(each.where.partition(", message ")[0], []).append(each.data)
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is None:
                continue
            name, whole = f"{path}/{member.name}", content.read()
            inside = data_of.get(name, [])
            assert inside or left.get(name) or not whole.strip(), name
            if name.endswith(".eml") and not whole.startswith((b"From ", b"\x1f\x8b")):
                assert inside == [whole] or (name in left and not inside), name
