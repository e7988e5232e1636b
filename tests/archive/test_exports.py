"""What is taken out, in each form, holds the bytes that were put in (law 3)."""

import base64
import gzip
import io
import json
import mailbox
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tracemalloc
from datetime import date

import pytest
from click.testing import CliRunner

from comitia.archive import exports
from comitia.archive.access import Reading
from comitia.archive.actions import raw_bytes, redact
from comitia.archive.exports import chosen as choosing
from comitia.archive.index import rebuild
from comitia.archive.mbox import unbox
from comitia.archive.models import Message
from comitia.archive.sources import messages_in
from comitia.cli.exchange import take_out as command_of_export
from comitia.ledger.actors import command
from tests.archive.posts import START, keep_bytes, make_group, post

ODD = b"From: =?x-unknown?q?Bob_<b@x>?=\nDate: none\nSubject: a\x00b <c>\n\n>From \xff\nno end"


@pytest.fixture
def kept(group):
    """Two threads over two months, an odd message, and another group's mail."""
    post(group, subject="Scope", name="1@x.example")
    post(group, subject="Re: Scope", name="2@x.example", cites=("1@x.example",), day=40)
    post(group, subject="Dates", name="3@x.example", day=41, text="When?\n\nFrom here on.\n")
    keep_bytes(group, ODD)
    post(make_group("other"), subject="Scope", name="4@x.example")
    return group


def in_mbox(chosen):
    return [each.data for each in unbox(b"".join(exports.mbox(chosen)).splitlines(keepends=True))]


def bytes_kept(group, *numbers):
    rows = Message.objects.filter(group=group).order_by("number")
    return [raw_bytes(each) for each in rows if not numbers or each.number in numbers]


def test_by_thread_by_month_by_search_and_whole(kept):
    first = Message.objects.get(group=kept, number=1)
    assert in_mbox(exports.whole(kept))[:3] == bytes_kept(kept)[:3]
    assert in_mbox(exports.thread(first.thread)) == bytes_kept(kept, 1, 2)
    assert in_mbox(exports.month(kept, date(2011, 5, 1))) == bytes_kept(kept, 2, 3)
    assert in_mbox(exports.month(kept, date(2011, 6, 1))) == []
    rebuild()
    mine = [Reading(kept, "delegate")]
    assert in_mbox(exports.found("subject:scope", mine, at=START)) == bytes_kept(kept, 1, 2)
    assert in_mbox(exports.found("subject:scope", mine, newest=1, at=START)) == bytes_kept(kept, 2)
    assert in_mbox(exports.found("nowhere", mine, at=START)) == []
    assert in_mbox(exports.found("scope", [], at=START)) == []


def test_a_search_too_wide_or_empty_says_so(kept, monkeypatch):
    rebuild()
    mine = [Reading(kept, "delegate")]
    with pytest.raises(exports.CannotSearch, match="Say what to look for"):
        exports.found("", mine, at=START)
    monkeypatch.setattr(choosing, "MOST_FOUND", 1)
    with pytest.raises(exports.CannotSearch, match="2 messages fit"):
        exports.found("subject:scope", mine, at=START)


def test_no_more_is_held_at_once_than_its_bytes_allow(kept, monkeypatch):
    monkeypatch.setattr(choosing, "MOST_BYTES", 500)
    sizes = [len(batch) for batch in exports.whole(kept).batches()]
    assert sizes == [1, 1, 2], "the last two are small"
    monkeypatch.setattr(choosing, "BATCH", 3)
    monkeypatch.setattr(choosing, "MOST_BYTES", 10**9)
    assert [len(batch) for batch in exports.whole(kept).batches()] == [3, 1]


@pytest.mark.parametrize("form", ["mbox", "gzipped", "tarred_maildir"])
def test_memory_does_not_grow_with_the_archive(group, form):
    for number in range(12):
        keep_bytes(group, b"Subject: %d\n\n" % number + os.urandom(3_000_000) + b"\n")
    chosen = exports.whole(group)
    pieces = exports.gzipped(exports.mbox(chosen)) if form == "gzipped" else None
    tracemalloc.start()
    size = sum(map(len, pieces or getattr(exports, form)(chosen)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 36_000_000
    assert most < 22_000_000


@pytest.mark.parametrize("form", ["mbox", "json_lines", "tarred_maildir"])
def test_queries_do_not_grow_with_the_messages(kept, form, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        b"".join(getattr(exports, form)(exports.whole(kept)))


def test_the_same_is_compressed_to_the_same(kept):
    packed = b"".join(exports.gzipped(exports.mbox(exports.whole(kept))))
    assert packed == b"".join(exports.gzipped(exports.mbox(exports.whole(kept))))
    assert packed[4:8] == bytes(4), "no time in it"
    assert gzip.decompress(packed) == b"".join(exports.mbox(exports.whole(kept)))


def in_lines(*args, **more):
    return [json.loads(line) for line in exports.json_lines(*args, **more)]


def test_json_lines(kept):
    first, second, _, odd = in_lines(exports.whole(kept), raw=True)
    assert second["number"] == 2
    assert second["thread"] == first["number"] == 1
    assert second["in_reply_to"] == ["1@x.example"]
    assert second["received_at"] == second["dated_at"] == "2011-05-11T12:00:00Z"
    assert second["from"] == {"name": "Bob Example", "address": "bob@examplia.example"}
    assert second["text"].startswith("Dear colleagues,")
    assert second["redacted"] is None
    assert "raw" not in in_lines(exports.whole(kept))[0]
    assert base64.b64decode(odd["raw"]) == ODD


def test_json_lines_for_the_public_have_no_address(kept):
    post(kept, text="Write to eve@evil.example or <a&b@x.example>\n", name="5@x.example",
         sender='"carl@x.example" <carl@x.example>', subject="of dan@x.example")  # fmt: skip
    told = b"".join(exports.json_lines(exports.whole(kept), masks=frozenset({kept.pk}), raw=True))
    for address in (b"eve@evil", b"bob@examplia", b"carl@x", b"dan@x", b"b@x.example"):
        assert address not in told.replace(b"a&b@x.example", b"")
    last = json.loads(told.splitlines()[-1])
    assert last["from"] == {"name": "c…@x.example", "address": "c…@x.example"}
    assert "raw" not in last


@pytest.mark.parametrize("form", ["mbox", "json_lines", "tarred_maildir"])
def test_a_redacted_message_leaves_as_its_stone(kept, form):
    message = Message.objects.get(group=kept, number=1)
    redact(message=message, by=command("root"), reason="Asked by the author", at=START)
    out = b"".join(getattr(exports, form)(exports.month(kept, date(2011, 4, 1))))
    assert b"Asked by the author" in out
    assert b"colleagues" not in out


def test_a_maildir_is_read_in_the_archives_order(kept, tmp_path):
    exports.write_maildir(exports.whole(kept), tmp_path / "box")
    assert [each.data for each in messages_in(tmp_path / "box")] == bytes_kept(kept)
    box = mailbox.Maildir(tmp_path / "box", create=False)
    times = sorted(message.get_date() for message in box)
    assert times[-1] == Message.objects.get(group=kept, number=3).received_at.timestamp()
    packed = io.BytesIO(b"".join(exports.tarred_maildir(exports.whole(kept))))
    with tarfile.open(fileobj=packed) as archive:
        archive.extractall(tmp_path / "tar", filter="data")
    inside = tmp_path / "tar" / kept.name
    assert [each.data for each in messages_in(inside)] == bytes_kept(kept)
    assert sorted(os.listdir(inside / "cur")) == sorted(os.listdir(tmp_path / "box" / "cur"))


def git(folder, *words):
    repository = f"--git-dir={folder / 'git' / '0.git'}"
    done = subprocess.run(["git", repository, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_public_inbox_has_a_commit_for_each_message(kept, tmp_path, settings):
    inbox = tmp_path / "inbox"
    assert exports.write_inbox(exports.whole(kept), inbox) == 0
    git(inbox, "fsck", "--strict")
    newest_first = git(inbox, "log", "--format=%an|%ae|%aI|%cI|%s").splitlines()
    assert newest_first[2] == (
        "Bob Example|bob@examplia.example|2011-05-11T12:00:00+00:00|2011-05-11T12:00:00+00:00"
        "|Re: Scope"
    )
    assert [each.data for each in messages_in(inbox)] == bytes_kept(kept)
    # Again, it is the same to the last commit, so that a mirror can go on from it.
    exports.write_inbox(exports.whole(kept), tmp_path / "again")
    assert git(inbox, "rev-parse", "HEAD") == git(tmp_path / "again", "rev-parse", "HEAD")


def test_a_public_inbox_goes_on_in_another_repository_where_one_is_full(kept, tmp_path):
    exports.write_inbox(exports.whole(kept), tmp_path / "inbox", epoch_bytes=700)
    assert sorted(os.listdir(tmp_path / "inbox" / "git")) == ["0.git", "1.git"]
    assert [each.data for each in messages_in(tmp_path / "inbox")] == bytes_kept(kept)


def test_debians_public_inbox_indexes_it(kept, tmp_path):
    if shutil.which("public-inbox-index") is None:
        if os.environ.get("CI"):
            pytest.fail("in CI public-inbox must be installed")
        pytest.skip("needs Debian's public-inbox")
    inbox = tmp_path / "inbox"
    exports.write_inbox(exports.whole(kept), inbox)
    env = {**os.environ, "HOME": str(tmp_path), "PI_CONFIG": str(tmp_path / "config")}
    address = ["http://127.0.0.1/x", f"{kept.name}@comitia.example"]
    for words in (
        ["public-inbox-init", "-V2", kept.name, str(inbox), *address],
        ["public-inbox-index", "-L", "basic", str(inbox)],
    ):
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
    with sqlite3.connect(inbox / "xap15" / "over.sqlite3") as over:
        assert over.execute("SELECT COUNT(*) FROM over WHERE num > 0").fetchone()[0] == 3
    assert "has no Message-ID, skipping" in done.stderr, "the odd one stays in git all the same"


def run(*words):
    return CliRunner().invoke(command_of_export, [str(each) for each in words])


def test_by_command(kept, tmp_path):
    name = ["--group", kept.name]
    out = tmp_path / "out"
    for words, count in (
        (["--thread", 2], 2),
        (["--month", "2011-05"], 2),
        ([], 4),
    ):
        done = run(*name, *words, "--json", "--output", out)
        assert done.exit_code == 0, done.output
        assert f'"messages": {count}' in done.output
        assert len(list(messages_in(out))) == count
    for form in ("maildir", "public-inbox"):
        assert run(*name, "--format", form, "--output", tmp_path / form).exit_code == 0
        assert [each.data for each in messages_in(tmp_path / form)] == bytes_kept(kept)
        again = run(*name, "--format", form, "--output", tmp_path / form)
        assert (again.exit_code, "is there already" in again.output) == (1, True)
        assert run(*name, "--format", form).exit_code == 1
    assert run(*name, "--format", "jsonl", "--gzip", "--output", out).exit_code == 0
    assert len(gzip.decompress(out.read_bytes()).splitlines()) == 4
    assert not [each for each in os.listdir(tmp_path) if each.endswith(".part")]
    assert run(*name, "--thread", 99).exit_code == 1
    assert run(*name, "--thread", 1, "--month", "2011-05").exit_code == 1
    assert run(*name, "--output", tmp_path / "no" / "folder").exit_code == 1


def test_an_export_that_breaks_off_leaves_nothing(kept, tmp_path, monkeypatch):
    message = Message.objects.get(group=kept, number=4)
    message.raw.packed = b"damaged"
    message.raw.save()
    for form in ("mbox", "maildir", "public-inbox"):
        done = run("--group", kept.name, "--format", form, "--output", tmp_path / "out")
        assert done.exit_code == 1
        assert "is damaged" in done.output
        assert os.listdir(tmp_path) == [], form
