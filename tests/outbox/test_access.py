"""Signing in at the relay: under TLS, with the right certificate, and never in the open."""

import asyncio
import ssl

import pytest

from comitia.config.environment import HostPort
from comitia.config.findings import relay as relay_found
from comitia.outbox.deliver.access import Access, NotAsWanted, access
from tests.certificate import make_certificate
from tests.outbox.test_deliver import outcomes, post, send
from tests.relay import Relay

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "pässwörd of groups"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a key and the certificate for 127.0.0.1 that it signed itself."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = make_certificate(folder, "relay.example")
    path = folder / "relay.pem"
    path.write_bytes(key.read_bytes() + certificate.read_bytes())
    return path


class There(Relay):
    """A relay that wants a password, spoken to in the way of the test."""

    way: Access

    @property
    def where(self) -> Access:
        place = super().where.where
        return Access(place, self.way.tls, self.way.user, self.way.password)


def there(certificate, tls, *, auth="AUTH PLAIN LOGIN", user="groups", password=PASSWORD) -> There:
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    relay = There(offers=("PIPELINING", auth), tls=context, password=PASSWORD)
    relay.way = Access(HostPort("", 0), tls, user, password)
    return relay


def send_in_vain(relay: There) -> There:
    """Run the sender until it has come back a second time."""
    return send(relay=relay, until=lambda: relay.sessions > 1)


def doctor_says(relay: There, settings) -> str:
    async def go():
        async with relay:
            settings.RELAY, settings.RELAY_TLS = relay.where.where, relay.way.tls
            settings.RELAY_USER, settings.RELAY_PASSWORD = relay.way.user, relay.way.password
            return await asyncio.to_thread(lambda: list(relay_found()))

    (finding,) = asyncio.run(go())
    return f"{finding.good} {finding.what}"


@pytest.mark.parametrize("auth", ["AUTH PLAIN LOGIN", "AUTH LOGIN", "AUTH CRAM-MD5 PLAIN"])
def test_mail_goes_under_tls_once_signed_in(certificate, auth):
    post(3)
    relay = send(relay=there(certificate, "offered", auth=auth))
    assert outcomes() == {"d": 3}
    assert [line for line in relay.heard if not line.startswith("(tls)")] == [
        "EHLO comitia.example",
        "STARTTLS",
    ] * relay.sessions


def test_the_certificate_must_be_good_where_that_is_wanted(certificate, monkeypatch):
    post(2)
    relay = send_in_vain(there(certificate, "verified"))
    assert not any(line.startswith("(tls)") for line in relay.heard)
    assert outcomes() == {".": 2}
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send(relay=there(certificate, "verified"))
    assert outcomes() == {"d": 2}


def test_without_tls_nothing_goes_where_it_is_required():
    post(2)
    relay = send_in_vain(there(None, "required"))
    assert {line.split()[0] for line in relay.heard} <= {"EHLO", "QUIT"}
    assert outcomes() == {".": 2}


def test_a_wrong_password_loses_nothing(certificate):
    post(2)
    send_in_vain(there(certificate, "offered", password="guess"))
    assert outcomes() == {".": 2}


def test_a_password_goes_in_the_open_to_this_machine_only():
    Access(HostPort("127.0.0.1", 25)).must_be_private(secure=False)
    Access(HostPort("::1", 25)).must_be_private(secure=False)
    Access(HostPort("mail.example", 25)).must_be_private(secure=True)
    with pytest.raises(NotAsWanted, match="without TLS"):
        Access(HostPort("mail.example", 587)).must_be_private(secure=False)


def test_with_a_password_a_relay_elsewhere_is_verified(settings):
    settings.RELAY, settings.RELAY_USER = HostPort("mail.example", 587), "groups"
    assert access().tls == "verified"
    settings.RELAY = HostPort("localhost", 587)
    assert access().tls == "offered"
    settings.RELAY, settings.RELAY_USER = HostPort("mail.example", 25), None
    assert access().tls == "offered"
    settings.RELAY_TLS = "required"
    assert access().tls == "required"


@pytest.mark.parametrize("auth", ["AUTH PLAIN", "AUTH LOGIN"])
def test_the_doctor_signs_in_as_the_sender_does(certificate, settings, monkeypatch, auth):
    settings.SINK = False
    good = doctor_says(there(certificate, "required", auth=auth), settings)
    assert good.startswith("True The relay")
    wrong = doctor_says(there(certificate, "required", auth=auth, password="guess"), settings)
    assert wrong.startswith("False")
    assert "does not let groups in: 535" in wrong
    stranger = doctor_says(there(certificate, "verified"), settings)
    assert stranger.startswith("False TLS")
    assert doctor_says(there(None, "required"), settings).startswith("False")
    assert "PLAIN or LOGIN" in doctor_says(there(certificate, "offered", auth="AUTH X"), settings)
