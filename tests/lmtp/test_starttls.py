"""STARTTLS at both doors: mail under TLS, and nothing from before it believed (RFC 3207)."""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Callable

import pytest

from comitia.config.environment import HostPort
from comitia.lmtp.dialogue import Door
from comitia.lmtp.server import Listener, tls_context
from comitia.lmtp.wire import Memory
from comitia.mail.receive import Incoming
from tests.certificate import make_certificate


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """What a door needs, of a certificate made for the test."""
    certificate, key = make_certificate(tmp_path_factory.mktemp("tls"), "mail.comitia.example")
    return tls_context(str(certificate), str(key))


def at_a_door(context: ssl.SSLContext, visit: Callable[[int], None]) -> list[Incoming]:
    """What was kept while `visit(port)` was made in a thread of its own."""
    kept: list[Incoming] = []

    async def keep(incoming: Incoming) -> list[int]:
        kept.append(incoming)
        return [len(kept)]

    async def refused(local_part: str, domain: str) -> str | None:
        return None

    async def run() -> None:
        door = Door("ESMTP", "mail.comitia.example", 1_000_000, keep, refused, tls=context)
        listener = Listener(door, Memory(10_000_000))
        await listener.open(HostPort("127.0.0.1", 0))
        try:
            await asyncio.to_thread(visit, listener.port)
        finally:
            await listener.close()

    asyncio.run(run())
    return kept


def unverified() -> ssl.SSLContext:
    found = ssl.create_default_context()
    found.check_hostname = False
    found.verify_mode = ssl.CERT_NONE
    return found


def test_mail_comes_under_tls(context: ssl.SSLContext) -> None:
    def visit(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.ehlo("mx")
            assert client.has_extn("starttls")
            client.starttls(context=unverified())
            client.ehlo("mx")
            assert not client.has_extn("starttls")
            client.sendmail("bob@telecom.example", ["t09demo@comitia.example"], b"Hello\r\n" * 9000)

    (message,) = at_a_door(context, visit)
    assert message.data == b"Hello\r\n" * 9000
    assert message.peer["secure"] is True


def test_what_was_slipped_in_before_tls_is_forgotten(context: ssl.SSLContext) -> None:
    def visit(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 5) as clear:
            clear.recv(1000)
            clear.sendall(b"EHLO mx\r\n")
            clear.recv(1000)
            clear.sendall(b"STARTTLS\r\nMAIL FROM:<mallory@x.example>\r\n")
            assert clear.recv(1000).startswith(b"220 ")
            with unverified().wrap_socket(clear) as secure:
                secure.sendall(b"RCPT TO:<t09demo@comitia.example>\r\n")
                assert secure.recv(1000).startswith(b"503 "), "neither the hello nor the sender"

    assert at_a_door(context, visit) == []


def test_a_failed_handshake_ends_only_that_session(context: ssl.SSLContext) -> None:
    def visit(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 5) as clear:
            clear.recv(1000)
            clear.sendall(b"EHLO mx\r\nSTARTTLS\r\n")
            while b"220 " not in clear.recv(1000):
                pass
            clear.sendall(b"this is no handshake at all\r\n")
            while clear.recv(1000):
                pass
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("bob@telecom.example", ["t09demo@comitia.example"], b"Hello\r\n")

    (message,) = at_a_door(context, visit)
    assert "secure" not in message.peer
