"""Folders of a real IMAP server are brought in as they are; what goes wrong is said plainly."""

import os
import tracemalloc
from dataclasses import replace

import pytest
from click.testing import CliRunner

from comitia.archive.actions import raw_bytes
from comitia.archive.models import Message
from comitia.archive.sources import BadSource, imap
from comitia.cli.exchange import bring_in as command_of_import
from tests import dovecot
from tests.dovecot import PASSWORD, USER

MAIL = [
    f"Message-ID: <{n}@x.example>\r\nFrom: bob@x.example\r\n\r\nNo. {n}.\r\n".encode()
    for n in range(250)
]


@pytest.fixture(scope="module")
def server():
    with dovecot.running() as made:
        made.deliver(MAIL)
        made.deliver(MAIL[:3], "Archive.2011")
        made.deliver(MAIL[3:5], "Entw&APw-rfe")
        yield made


def found(server, folder="INBOX", *, scheme="imaps", password=PASSWORD, trusts=True, **more):
    account = imap.read_address(server.address(folder, scheme=scheme, **more))
    ca_file = server.certificate if trusts else None
    return list(imap.messages(replace(account, password=password, ca_file=ca_file)))


def stored(server):
    """Names with flags of all mail: what reading must not change."""
    box = server.folder / "mail"
    return sorted(name for part in ("cur", "new") for name in os.listdir(box / part))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_a_folder_is_read_whole_and_in_order(server, scheme):
    messages = found(server, scheme=scheme)
    assert [each.data for each in messages] == MAIL
    assert messages[6].where == "INBOX, UID 7"
    assert not [name for name in stored(server) if name.endswith("S")], "nothing is marked as read"


@pytest.mark.slow
def test_folders_below_others_and_with_other_letters(server):
    assert [each.data for each in found(server, "Archive/2011")] == MAIL[:3]
    assert [each.data for each in found(server, "Entwürfe")] == MAIL[3:5]
    assert [each.data for each in found(server, "Entw%C3%BCrfe")] == MAIL[3:5]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"password": "wrong"}, "refuses bob@examplia.example with this password"),
        ({"user": "eve"}, "refuses eve with this password"),
        ({"folder": "Nowhere"}, "There is no folder Nowhere .* There are: .*Archive/2011.*INBOX"),
        ({"folder": 'a"b\\c'}, "There is no folder"),
        ({"trusts": False}, "is not trusted: self.signed certificate"),
        ({"trusts": False, "scheme": "imap"}, "is not trusted"),
    ],
)
def test_what_goes_wrong_is_said_in_plain_words(server, more, words):
    with pytest.raises(BadSource, match=words):
        found(server, **more)


def test_nobody_at_home():
    account = imap.read_address(f"imaps://bob@127.0.0.1:{dovecot.free_port()}/INBOX")
    with pytest.raises(BadSource, match="cannot be reached or broke off"):
        list(imap.messages(account))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("imaps://host.example/INBOX", "Write it as"),
        ("imaps://bob:secret@host.example/INBOX", "seen by others"),
        ("imaps://bob@host.example:none/INBOX", "no address of an IMAP folder"),
    ],
)
def test_addresses_that_are_none(address, words):
    with pytest.raises(BadSource, match=words):
        imap.read_address(address)


def test_addresses():
    account = imap.read_address("imaps://bob%40x.example@mail.example/Lists/T09%20SAG")
    assert (account.user, account.folder, account.port) == ("bob@x.example", "Lists/T09 SAG", 993)
    assert imap.read_address("imap://bob@mail.example").folder == "INBOX"
    assert not imap.is_address("/var/mail/imap")


@pytest.mark.slow
def test_large_mail_is_fetched_a_little_at_a_time(server):
    large = b"Subject: large\r\n\r\n" + (b"QUJD" * 19 + b"\r\n") * 50_000
    server.deliver([large + b"%d\r\n" % number for number in range(12)], "Large")
    account = imap.read_address(server.address("Large"))
    account = replace(account, password=PASSWORD, ca_file=server.certificate)
    tracemalloc.start()
    assert sum(len(each.data) for each in imap.messages(account)) > 12 * len(large)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * len(large)


def run(*words, env=None):
    return CliRunner().invoke(command_of_import, [str(each) for each in words], env=env)


@pytest.mark.slow
def test_by_command_and_again(server, group, tmp_path):
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    words = [server.address("Archive/2011"), "--group", group.name, "--ca-file", server.certificate]
    done = run(*words, "--password-file", secret)
    assert done.exit_code == 0, done.output
    assert "3 new messages, 0 known already." in done.output
    again = run(*words, env={"COMITIA_IMAP_PASSWORD": PASSWORD})
    assert "0 new messages, 3 known already." in again.output
    kept = [raw_bytes(each) for each in Message.objects.filter(group=group).order_by("number")]
    assert kept == MAIL[:3]
    denied = run(*words, env={"COMITIA_IMAP_PASSWORD": "wrong"})
    assert denied.exit_code == 1
    assert f"refuses {USER}" in denied.output
    assert "Traceback" not in denied.output
