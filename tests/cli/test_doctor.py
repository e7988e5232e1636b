"""The doctor names each combination that cannot work, and what to do about it."""

import socketserver
import threading

import pytest

from comitia.base import clock
from comitia.config import findings
from comitia.config.environment import HostPort


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path
    (tmp_path / "secret-key").touch(mode=0o600)


def said(check) -> str:
    return "\n".join(f"{f.good} {f.what} {f.advice}" for f in check())


def test_settings_as_they_come_are_fine():
    assert said(findings.combinations) == ""
    assert "False" not in said(findings.data_folder)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BASE_URL", "http://groups.example.org", "COMITIA_BASE_URL=https://"),
        ("BASE_URL", "groups.example.org", "COMITIA_BASE_URL"),
        ("LMTP", HostPort("127.0.0.1", 8000), "a port each"),
        ("RELAY", HostPort("127.0.0.1", 8025), "COMITIA_RELAY"),
        ("RELAY_USER", "groups", "COMITIA_RELAY_PASSWORD"),
        ("PEER_RECIPIENTS", 10, "COMITIA_PEER_RECIPIENTS"),
        ("TIME_ZONE", "Europe/Nowhere", "Europe/Zurich"),
    ],
)
def test_a_bad_combination_is_named_with_advice(settings, name, value, words):
    setattr(settings, name, value)
    answer = said(findings.combinations)
    assert answer.startswith("False")
    assert words in answer


def test_the_example_must_not_be_public(settings):
    settings.BASE_URL = "https://groups.example.org"
    settings.ALLOWED_HOSTS = ["groups.example.org"]
    settings.MAIL_DOMAIN = "example.org"
    assert said(findings.combinations) == ""
    settings.DEMO = True
    assert "COMITIA_DEMO" in said(findings.combinations)


def test_a_readable_secret_is_told(settings):
    (settings.DATA / "secret-key").chmod(0o644)
    assert "chmod 600" in said(findings.data_folder)


def test_a_missing_folder_is_told(settings, tmp_path):
    settings.DATA = tmp_path / "absent"
    assert "comitia setup" in said(findings.data_folder)


class Greeting(socketserver.BaseRequestHandler):
    greeting = b"220 relay.example ESMTP\r\n"

    def handle(self):
        self.request.sendall(self.greeting)
        while said := self.request.recv(1000):
            self.request.sendall(b"221 bye\r\n" if b"QUIT" in said.upper() else b"250 relay\r\n")


class WrongGreeting(Greeting):
    greeting = b"HTTP/1.1 400 Bad Request\r\n"


@pytest.mark.parametrize(("handler", "good"), [(Greeting, True), (WrongGreeting, False)])
def test_the_relay_is_greeted(settings, handler, good):
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.handle_request).start()
        settings.RELAY = HostPort("127.0.0.1", server.server_address[1])
        assert said(findings.relay).startswith(str(good))


@pytest.mark.django_db
def test_a_migrated_database_is_up_to_date():
    assert said(findings.database).startswith("True")


@pytest.mark.django_db
def test_what_the_standing_check_found_is_told():
    from comitia.reconcile.models import Finding

    assert said(findings.agreement).startswith("True")
    noted = Finding.objects.create(check_name="bytes-altered", row=1, seen_at=clock.now())
    assert said(findings.agreement).startswith("True")
    noted.confirmed_at = clock.now()
    noted.save()
    assert "comitia doctor --reconcile" in said(findings.agreement)
