"""How the relay is reached: under TLS or not, and as whom we sign in there."""

import smtplib
import ssl
from base64 import b64encode
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, cast

from django.conf import settings

from comitia.config.environment import HostPort

# off: never. offered: STARTTLS where the relay offers it, whoever it is (RFC 7435). required: no
# mail without it. verified: and its certificate must be good for its name. direct: the same, under
# TLS from the first octet on (port 465, RFC 8314).
Tls = Literal["off", "offered", "required", "verified", "direct"]

NO_WAY_IN = "it lets nobody sign in by PLAIN or LOGIN; see COMITIA_RELAY_USER"


@dataclass(frozen=True)
class Access:
    """Where the relay is and how we speak with it. `user` is empty where we do not sign in."""

    where: HostPort
    tls: Tls = "offered"
    user: str = ""
    password: str = ""

    def context(self) -> ssl.SSLContext:
        """What TLS believes. SSL_CERT_FILE names an authority of one's own, as for all programs."""
        context = ssl.create_default_context()
        if self.tls not in {"verified", "direct"}:
            # Encrypted, not authenticated: better than open, and all that is asked for.
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def plain(self) -> str:
        """The message of PLAIN (RFC 4616, 2)."""
        return f"\0{self.user}\0{self.password}"

    def wants_starttls(self, *, offered: bool) -> bool:
        """Whether to say STARTTLS. Raises NotAsWanted where it must be said and is not offered."""
        if self.tls in {"required", "verified"} and not offered:
            raise NotAsWanted(f"it offers no STARTTLS, and COMITIA_RELAY_TLS is {self.tls}")
        return offered and self.tls in {"offered", "required", "verified"}

    def must_be_private(self, *, secure: bool) -> None:
        """Raises NotAsWanted where a password would go over a network for all to read."""
        if not secure and not is_loopback(self.where.host):
            raise NotAsWanted("the password of COMITIA_RELAY_USER is not sent without TLS")


class NotAsWanted(OSError):
    """The relay cannot be spoken to as the settings want it."""


def access() -> Access:
    """As the settings have it; a password goes over a network only to a verified relay."""
    user = settings.RELAY_USER or ""
    tls = settings.RELAY_TLS
    if not tls:
        tls = "verified" if user and not is_loopback(settings.RELAY.host) else "offered"
    return Access(settings.RELAY, cast(Tls, tls), user, settings.RELAY_PASSWORD or "")


def is_loopback(host: str) -> bool:
    """Whether it is this machine, so that nobody listens on the way there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def try_out(access: Access, name: str, *, seconds: float = 5) -> str:
    """Greet the relay and sign in there, as the sender does; what it says of itself.

    Raises OSError, which smtplib's own refusals are too.
    """
    where = access.where
    if access.tls == "direct":
        session: smtplib.SMTP = smtplib.SMTP_SSL(
            where.host, where.port, name, timeout=seconds, context=access.context()
        )
    else:
        session = smtplib.SMTP(where.host, where.port, name, timeout=seconds)
    with session:
        session.ehlo_or_helo_if_needed()
        secure = access.tls == "direct"
        if access.wants_starttls(offered=session.has_extn("starttls")):
            session.starttls(context=access.context())
            session.ehlo()
            secure = True
        if access.user:
            access.must_be_private(secure=secure)
            _sign_in(session, access)
        return (session.ehlo_resp or session.helo_resp or b"").decode("utf-8", "replace")


def _sign_in(session: smtplib.SMTP, access: Access) -> None:
    ways = session.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in ways:
        code, text = session.docmd("AUTH", f"PLAIN {in_base64(access.plain())}")
    elif "LOGIN" in ways:
        session.docmd("AUTH", "LOGIN")
        session.docmd(in_base64(access.user))
        code, text = session.docmd(in_base64(access.password))
    else:
        raise NotAsWanted(NO_WAY_IN)
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, text)


def in_base64(text: str) -> str:
    """As both ways to sign in have it on the wire (RFC 4954, 4)."""
    return b64encode(text.encode()).decode()
