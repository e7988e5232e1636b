"""comitia dkim: keys are made, used once DNS shows them, and retired without a copy unsigned."""

import json
import os
import re
import time
from datetime import timedelta

import pytest
from click.testing import CliRunner

from comitia.base import clock
from comitia.cli.frame import main
from comitia.config.findings import signing
from comitia.outbox import keyring, tasks
from comitia.outbox.keyring import KeysInUse, State
from tests.mail.fake_dns import FakeDns

DOMAIN = "comitia.example"


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.MAIL_DOMAIN = DOMAIN
    return tmp_path / "dkim"


@pytest.fixture
def dns(monkeypatch):
    """What the world's DNS holds; empty at first."""
    fake = FakeDns({})
    for place in ("comitia.cli.dkim", "comitia.outbox.tasks", "comitia.config.findings"):
        monkeypatch.setattr(f"{place}.system_dns", lambda: fake)
    return fake


@pytest.fixture
def comitia(folder, dns):
    def run(*words, status=0):
        answer = CliRunner().invoke(main, ["dkim", *words])
        assert answer.exit_code == status, answer.output
        assert "Traceback" not in answer.output
        return answer.output

    return run


def publish(dns, printed: str) -> None:
    """Put the zone lines that were printed into DNS, as a name server reads them."""
    for name, strings in re.findall(r"^(\S+)\. IN TXT \( (.+) \)$", printed, re.MULTILINE):
        parts = re.findall(r'"([^"]*)"', strings)
        assert all(len(part) <= 255 for part in parts)
        dns.records[name, "TXT"] = ["".join(parts)]


def states(folder) -> dict[str, str]:
    return {each.key.selector: each.state for each in keyring.all_keys(folder, DOMAIN)}


def test_from_the_first_keys_to_their_successors(comitia, folder, dns):
    printed = comitia("new")
    assert len(re.findall("IN TXT", printed)) == 2
    assert set(states(folder).values()) == {State.FRESH}
    assert KeysInUse(folder, DOMAIN)() == []
    assert "not published" in comitia("rotate", status=1)
    publish(dns, printed)
    assert "Signing: " in comitia("rotate")
    first = set(states(folder))
    assert set(states(folder).values()) == {State.IN_USE}
    printed = comitia("rotate")
    assert "Publish these" in printed
    tasks.use_published_keys()
    assert {name for name, state in states(folder).items() if state == State.IN_USE} == first
    publish(dns, printed)
    tasks.use_published_keys()
    now = states(folder)
    assert {name for name, state in now.items() if state == State.RETIRED} == first
    assert {key.algorithm for key in KeysInUse(folder, DOMAIN)()} == {
        "rsa-sha256",
        "ed25519-sha256",
    }
    for path in folder.rglob("*.pem"):
        assert path.stat().st_mode & 0o077 == 0


def test_the_sender_takes_new_keys_up_and_keeps_the_old_where_one_is_broken(comitia, folder):
    in_use = KeysInUse(folder, DOMAIN)
    assert in_use() == []
    comitia("new", "--kind", "ed25519", "--now")
    (key,) = in_use()
    (folder / "broken.pem").write_text("no key")
    assert in_use() == [key]
    assert "Move that file away" in comitia("list", status=1)
    (folder / "broken.pem").unlink()
    time.sleep(0.01)
    comitia("retire", key.selector)
    assert in_use() == []


def test_what_is_listed(comitia, folder, dns):
    assert "leaves unsigned" in comitia("list")
    publish(dns, comitia("new", "--kind", "ed25519", "--now"))
    row = json.loads(comitia("list", "--json"))
    assert (row["state"], row["dns"], row["record_may_go"]) == ("in use", "published", None)
    name = f"{row['selector']}._domainkey.{DOMAIN}"
    dns.records[name, "TXT"] = ["v=DKIM1; k=ed25519; p=AAAA"]
    assert json.loads(comitia("list", "--json"))["dns"] == "another key is published"
    dns.silent.add(name)
    assert json.loads(comitia("list", "--json"))["dns"] == "not known"
    assert name in comitia("dns")


def test_a_retired_key_is_kept_until_its_mail_is_read(comitia, folder):
    comitia("new", "--kind", "ed25519", "--now")
    (selector,) = states(folder)
    assert "retire it first" in comitia("retire", selector, "--forget", status=1)
    assert "No key is left" in comitia("retire", selector)
    assert "retired already" in comitia("retire", selector, status=1)
    assert "keep its record until" in comitia("retire", selector, "--forget", status=1)
    with clock.stopped_at(clock.now() + timedelta(days=15)):
        assert "Remove" in comitia("retire", selector, "--forget")
    assert states(folder) == {}
    assert "There are: none" in comitia("retire", selector, status=1)


def test_a_fresh_key_that_is_retired_is_thrown_away(comitia, folder):
    comitia("new", "--kind", "rsa")
    (selector,) = states(folder)
    comitia("retire", selector)
    assert states(folder) == {}


def test_the_doctor_says_what_dns_lacks(comitia, folder, dns, settings):
    settings.SINK = False
    assert [finding.serious for finding in signing()] == [False]
    comitia("new", "--kind", "ed25519", "--now")
    assert [finding.good for finding in signing()] == [True]  # .example is not asked for.
    settings.MAIL_DOMAIN = "comitia.int"
    said = {finding.what: finding for finding in signing()}
    assert [finding.good for finding in said.values()] == [False, False, False]
    assert any("not published" in what for what in said)
    (selector,) = states(folder)
    key = KeysInUse(folder, "comitia.int")()[0]
    dns.records |= {
        (keyring.name_of(key), "TXT"): [key.record()],
        ("comitia.int", "TXT"): ["v=spf1 mx -all"],
        ("_dmarc.comitia.int", "TXT"): ["v=DMARC1; p=none"],
    }
    assert all(finding.good for finding in signing())
    long_ago = time.time() - 400 * 86400
    os.utime(folder / f"{selector}.pem", (long_ago, long_ago))
    assert any("over a year" in finding.what for finding in signing())
    settings.SINK = True
    assert list(signing()) == []
