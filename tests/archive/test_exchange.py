"""Import then export gives the same bytes, and importing again changes nothing (law 3)."""

import gzip
import io
import itertools
import json
import re
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from comitia.archive import envelope
from comitia.archive.actions import raw_bytes, redact
from comitia.archive.exports import take_out
from comitia.archive.importing import Imported, bring_in
from comitia.archive.mbox import Boxed, boxed, unbox
from comitia.archive.models import Message, Thread
from comitia.archive.oddities import ODDITIES
from comitia.archive.sources.boxes import messages
from comitia.cli.exchange import bring_in as import_command
from comitia.cli.exchange import take_out as export_command
from comitia.groups.models import Group
from comitia.ledger.actors import command
from comitia.ledger.models import Entry
from comitia.ledger.queries import content
from tests.archive.posts import START, make_group, post

BOX = b"""From bob@examplia.example Fri Apr  1 12:00:00 2011
Message-ID: <a@examplia.example>
Received: from a by b; Fri, 1 Apr 2011 12:00:00 +0200
From: Bob

>From here on
>>From there on
 From nowhere

From bob@examplia.example Fri Apr  1 12:00:01 2011
Subject: no id, no blank line in it

From bob@examplia.example Fri Apr  1 12:00:02 2011
Message-ID: <a@examplia.example>

Another under the same id.


From bob@examplia.example Fri Apr  1 12:00:02 2011
Message-ID: <a@examplia.example>

Another under the same id.


"""


def import_box(group: Group, box: bytes) -> Imported:
    found = messages(io.BytesIO(box), "box")
    return bring_in(found, group=group, by=command("root"), at=START)


def exported(group: Group) -> bytes:
    return b"".join(take_out(group))


def test_a_box_comes_out_as_it_went_in_and_a_second_import_changes_nothing(group) -> None:
    assert import_box(group, BOX).new == 4
    assert exported(group) == BOX
    first = Message.objects.get(number=1)
    assert raw_bytes(first).endswith(b"\nFrom here on\n>From there on\n From nowhere\n")
    assert f"{first.received_at:%H:%M}" == "10:00"
    again = import_box(group, BOX)
    assert (again.new, again.known) == (0, 4)
    assert exported(group) == BOX
    (entry,) = Entry.objects.filter(kind="messages.imported")
    assert len(content(entry)["data"]["sha256"]) == 4
    assert {each.entry for each in Message.objects.all()} == {entry}


def test_a_box_with_crlf_comes_out_as_it_went_in(group) -> None:
    box = BOX.replace(b"\n", b"\r\n")
    import_box(group, box)
    assert exported(group) == box


def test_an_import_that_broke_off_is_done_again(group) -> None:
    import_box(group, BOX[: BOX.index(b"From bob@examplia.example Fri Apr  1 12:00:02")])
    done = import_box(group, BOX)
    assert (done.new, done.known) == (2, 2)
    assert exported(group) == BOX


@given(st.lists(st.binary(max_size=80).map(lambda data: data + b"\n"), max_size=5))
def test_any_bytes_that_end_a_line_survive_the_box(messages: list[bytes]) -> None:
    box = b"".join(boxed(Boxed("From a@b Fri Apr  1 12:00:00 2011", each)) for each in messages)
    assert [each.data for each in unbox(io.BytesIO(box))] == messages


@given(
    st.lists(st.sampled_from([b"From ", b">", b"\n", b"\r\n", b"Fro", b"X: y\n", b"\n\n", b"a"])),
    st.integers(1, 9),
)
def test_where_a_box_is_cut_in_reading_is_of_no_account(pieces: list[bytes], size: int) -> None:
    box = BOX[:66] + b"".join(pieces)
    blocks = [box[at : at + size] for at in range(0, len(box), size)]
    assert list(unbox(blocks)) == list(unbox([box])) == list(unbox(io.BytesIO(box)))


def test_a_line_of_any_length_is_read_in_linear_time() -> None:
    separator = b"From bob@examplia.example Fri Apr  1 12:00:00 2011\n"
    for long in (b">" * 3_000_000 + b"From here\n", b"From " + b"a" * 3_000_000, b"\n" * 500_000):
        message = b"Subject: long\n\n" + long + b"\n"
        quoted = boxed(Boxed(separator.decode().strip(), message)) + BOX
        blocks = (quoted[at : at + 4096] for at in range(0, len(quoted), 4096))
        first, *others = unbox(blocks)
        assert first.data == message
        assert len(others) == 4


def test_a_large_message_takes_little_more_than_its_size() -> None:
    size = 40_000_000
    line = b"QUJD" * 19 + b"\n"
    big = (line * 1000 for _ in range(size // len(line) // 1000))
    separator = b"From bob@examplia.example Fri Apr  1 12:00:00 2011\n"
    tracemalloc.start()
    (only,) = unbox(itertools.chain([separator, b"Subject: large\n\n"], big))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(only.data) > size * 0.99
    assert most < size * 1.3


@pytest.mark.parametrize("noise", [b"", b"\n\n", b"   \n"])
def test_blank_lines_before_the_first_message_are_no_message(noise: bytes) -> None:
    assert len(list(unbox(io.BytesIO(noise + BOX)))) == 4


def test_words_before_the_first_message_are_kept(group) -> None:
    assert import_box(group, b"Subject: no separator\n\ntext\n" + BOX).new == 5


@pytest.mark.parametrize(
    ("said", "name", "address"),
    [
        (
            "bob.b at examplia.example (Bob (B.) Example)",
            "Bob (B.) Example",
            "bob.b@examplia.example",
        ),
        ("bob at examplia.example", "", "bob@examplia.example"),
        ('"Bob Example" <bob at examplia.example>', "Bob Example", "bob@examplia.example"),
        ("=?utf-8?q?Bj=C3=B6rn?= <bob at examplia.example>", "Björn", "bob@examplia.example"),
        ("bob at home", "", ""),
        ("bob@examplia.example", "", "bob@examplia.example"),
    ],
)
def test_pipermails_authors_are_known_and_its_bytes_stay(group, said, name, address) -> None:
    head = "From bob at examplia.example  Fri Apr  1 12:00:00 2011\n"
    box = f"{head}From: {said}\nDate: Fri, 1 Apr 2011 12:00:00 +0000\n\nText.\n\n".encode()
    import_box(group, box)
    kept = Message.objects.get()
    assert (kept.from_name, kept.from_address) == (name, address)
    assert exported(group) == box


def test_such_an_author_of_other_mail_is_none(group) -> None:
    head = b"From bob@examplia.example Fri Apr  1 12:00:00 2011\n"
    import_box(group, head + b"From: eve at examplia.example\n\nText.\n\n")
    assert Message.objects.get().from_address == ""


def test_mail_that_came_by_itself_gets_a_separator(group) -> None:
    post(group)
    (only,) = unbox(io.BytesIO(exported(group)))
    assert only.from_line == "From bob@examplia.example Fri Apr  1 12:00:00 2011"
    assert only.data == raw_bytes(Message.objects.get())


def test_a_redacted_message_leaves_as_its_stone(group) -> None:
    message = post(group)
    redact(message=message, by=command("root"), reason="Asked by the author", at=START)
    box = exported(group)
    assert b"redacted on 2011-04-01: Asked by the author" in box
    assert b"colleagues" not in box


def test_what_was_odd_is_told_with_where_it_was_found(group, tmp_path: Path) -> None:
    file = tmp_path / "box"
    file.write_bytes(BOX)
    run = CliRunner().invoke(import_command, [str(file), "--group", group.name, "--examples", "1"])
    assert "It has no Message-ID; one was made from its bytes. 1 (no-message-id)" in run.output
    assert f"    {file}, message 2\n" in run.output
    run = CliRunner().invoke(import_command, [str(file), "--group", group.name, "--json"])
    told = json.loads(run.stdout)
    assert told["odd"]["no-from"] == 3
    assert told["words"]["no-from"] == "It does not say who wrote it (no From)."
    places = [f"{file}, message {number}" for number in (2, 3, 4)]
    assert told["examples"]["no-from"] == places


def test_every_oddity_has_its_words() -> None:
    code = Path(envelope.__file__).read_text(encoding="utf-8")
    given = set(re.findall(r"\"((?:no|bad|many|broken|unreadable)-[a-z-]+)\"", code))
    assert given == set(ODDITIES)


def test_by_command(group, tmp_path: Path) -> None:
    file = tmp_path / "box.mbox.gz"
    file.write_bytes(gzip.compress(BOX))
    run = CliRunner().invoke(import_command, [str(file), "--group", group.name])
    assert run.exit_code == 0
    assert "4 new messages, 0 known already." in run.output
    out = tmp_path / "out.mbox"
    args = ["--group", group.name, "--output", str(out)]
    assert CliRunner().invoke(export_command, args).exit_code == 0
    assert out.read_bytes() == BOX
    run = CliRunner().invoke(export_command, ["--group", "nosuch"])
    assert run.exit_code == 1
    assert group.name in run.output


@pytest.mark.slow
def test_a_real_list_comes_out_as_it_went_in(shared: Path, db) -> None:
    group = make_group("linux-stm32")
    box = gzip.decompress((shared / "data/mail/linux-stm32-2600.mboxrd.gz").read_bytes())
    assert import_box(group, box).new == 2600
    assert exported(group) == box
    assert import_box(group, box).new == 0
    assert Message.objects.filter(thread=None).count() == 0
    assert 100 < Thread.objects.count() < 1500
