"""One SMTP session with the relay, pipelined (RFC 2920): a message for each round trip.

The envelope of the next message goes out with the content of this one; replies come in order and
are matched to what was asked. A session that breaks leaves the copy in flight to whoever opened it:
it may be repeated, never dropped.
"""

import asyncio
import re
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from comitia.base.text import storable
from comitia.outbox.deliver.access import NO_WAY_IN, Access, NotAsWanted, in_base64
from comitia.outbox.deliver.envelope import Envelope, NeedsUtf8, commands
from comitia.outbox.deliver.pauses import FIRST_SECONDS
from comitia.outbox.deliver.verdicts import BROKEN_OFF, DELIVERED, Verdict, verdict

REPLY = re.compile(rb"(?:(\d{3})-[^\n]*\n)*(\d{3})(?: [^\n]*|\r?)\n")
UNFINISHED = re.compile(rb"(?:\d{3}-[^\n]*\n)*[^\n]*")
LONGEST_REPLY = 20_000


@dataclass(frozen=True, slots=True)
class Mail:
    """A copy ready for the wire: `parts` are the content after DATA, the final dot included.

    `name` and `utf8_header` are those of its Envelope; `batch_id`, `index` and `lease` say where
    its outcome is to be written.
    """

    mail_from: str
    rcpt_to: str
    parts: tuple[bytes, ...]
    name: str = ""
    utf8_header: bool = False
    batch_id: int = 0
    index: int = 0
    lease: str = ""

    @property
    def envelope(self) -> Envelope:
        return Envelope(self.mail_from, self.rcpt_to, self.name, self.utf8_header)


@dataclass(frozen=True)
class Patience:
    """How long the relay may take, and for how long it, or a domain, is left alone at first.

    RFC 5321, 4.5.3.2: five minutes for an answer, ten for the one to the final dot.
    """

    connect_seconds: float = 30.0
    command_seconds: float = 300.0
    content_seconds: float = 600.0
    relay_pause_seconds: float = 1.0
    domain_pause_seconds: float = FIRST_SECONDS


class RelayTrouble(Exception):
    """The relay cannot be used now: not there, not willing, or gone in the middle. Try later.

    `verdict` is for the copy in flight, should the relay break off over it again and again.
    """

    def __init__(self, said: str, verdict: Verdict = BROKEN_OFF) -> None:
        super().__init__(said)
        self.verdict = verdict


class Session(asyncio.Protocol):
    """Sends mails from `supply` until it gives None; `done` ends when the session has ended.

    `report` hears once what became of each mail whose answer came.
    """

    def __init__(
        self,
        supply: Callable[[], Mail | None],
        report: Callable[[Mail, Verdict, str], None],
        name: str,
        access: Access,
        patience: Patience,
    ) -> None:
        self.supply = supply
        self.report = report
        self.name = name
        self.access = access
        self.patience = patience
        self.secure = access.tls == "direct"
        self.offers: dict[str, str] = {}
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport
        self._buffer = b""
        self._expected: deque[str] = deque(["greeting"])
        self._current: Mail | None = None
        self._sending: Mail | None = None
        self._failure: tuple[Verdict, str] | None = None
        self._securing = self._surplus = False
        # Since when the next answer is awaited; or, where none is, when the last one came.
        self.waiting_since = asyncio.get_running_loop().time()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        place = 0
        try:
            while found := REPLY.match(self._buffer, place):
                place = found.end()
                self.waiting_since = asyncio.get_running_loop().time()
                # An answer nobody asked for would be taken for that to the next command; before
                # TLS begins it could be anybody's (RFC 3207, 4.2).
                self._surplus = len(self._expected) <= 1 and place < len(self._buffer)
                # What became of a copy counts all the same; nothing else is done on such an answer.
                if not self._surplus or "content" in self._expected:
                    self._hear(int(found[2]), found[0])
                if self._surplus:
                    raise RelayTrouble(f"not asked for: {_text(self._buffer[place:])}")
            self._buffer = self._buffer[place:]
            if len(self._buffer) > LONGEST_REPLY or not UNFINISHED.fullmatch(self._buffer):
                raise RelayTrouble(f"this is no SMTP: {_text(self._buffer)[:200]}")
        except RelayTrouble as trouble:
            self._end(trouble)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(RelayTrouble(str(exc) if exc else "the relay closed the connection"))

    # What the loop calls

    @property
    def busy(self) -> bool:
        """Whether an answer of the relay is awaited."""
        return bool(self._expected) or self._securing

    @property
    def overdue_seconds(self) -> float:
        """For how much longer than is fit an answer is awaited; negative while there is time."""
        if not self.busy:
            return -1.0
        after_dot = bool(self._expected) and self._expected[0] == "content"
        patience = self.patience
        allowed = patience.content_seconds if after_dot else patience.command_seconds
        return asyncio.get_running_loop().time() - self.waiting_since - allowed

    @property
    def in_flight(self) -> list[Mail]:
        """The mails whose outcome is not known; where the session has broken they go again."""
        return [mail for mail in (self._sending, self._current) if mail is not None]

    def wake(self) -> None:
        """There may be mail again."""
        if not self.busy and not self._surplus and not self.done.done():
            self._next()

    def close(self, trouble: RelayTrouble | None = None) -> None:
        """End it, politely where nothing is in flight."""
        if not self.busy and not self.done.done():
            self._transport.write(b"QUIT\r\n")
        self._end(trouble)

    # The dialogue

    def _hear(self, code: int, raw: bytes) -> None:
        if not self._expected:
            # 421 may come at any time (RFC 5321, 3.8).
            raise RelayTrouble(_text(raw))
        asked = self._expected.popleft()
        if code == 421:
            about = verdict("rcpt" if asked == "rcpt" else "content", code, _text(raw))
            raise RelayTrouble(_text(raw), about)
        if not 200 <= code < 600:
            raise RelayTrouble(f"this is no SMTP: {_text(raw)}")
        # The answers each copy gets come first: there are four of them a copy.
        match asked:
            case "mail" | "rcpt":
                if code >= 400:
                    self._note(verdict(asked, code, _text(raw)), raw)
                elif code >= 300:
                    raise RelayTrouble(f"out of step: {_text(raw)}")
            case "data":
                self._after_data(code, raw)
            case "content":
                if 300 <= code < 400:
                    raise RelayTrouble(f"out of step: {_text(raw)}")
                mail, self._sending = self._sending, None
                assert mail is not None
                said = _text(raw)
                self.report(
                    mail, verdict("content", code, said) if code >= 400 else DELIVERED, said
                )
                self.wake()
            case "greeting":
                self._must(code, 220, raw)
                self._ask("ehlo", f"EHLO {self.name}")
            case "ehlo":
                self._must(code, 250, raw)
                self.offers = _offers(raw)
                self._secure_or_sign_in()
            case "starttls":
                self._must(code, 220, raw)
                self._securing = True
                asyncio.get_running_loop().create_task(self._secure())
            case "user":
                self._must(code, 334, raw)
                self._ask("password", in_base64(self.access.user))
            case "password":
                self._must(code, 334, raw)
                self._ask("signed in", in_base64(self.access.password))
            case "signed in":
                self._must(code, 235, raw)
                self._next()
            case "nothing" | "rset":
                self.wake()

    def _note(self, failure: Verdict, raw: bytes) -> None:
        # What comes after the first refusal follows from it.
        self._failure = self._failure or (failure, _text(raw))

    def _after_data(self, code: int, raw: bytes) -> None:
        mail = self._current
        assert mail is not None
        if code >= 400:
            self._note(verdict("data", code, _text(raw)), raw)
        elif code != 354:
            raise RelayTrouble(f"out of step: {_text(raw)}")
        failure, self._failure = self._failure, None
        self._current = None
        if failure is None:
            self._sending = mail
            self._expected.append("content")
            self._next(mail.parts)
            return
        self.report(mail, *failure)
        if code == 354:
            # The recipient was refused and the relay waits for content all the same: end it.
            self._expected.append("nothing")
            self._next((b".\r\n",))
        else:
            self._expected.append("rset")
            self._next((b"RSET\r\n",))

    def _next(self, before: tuple[bytes, ...] = ()) -> None:
        """Write what is due, and with it the next envelope if there is one."""
        if not self._expected:
            self.waiting_since = asyncio.get_running_loop().time()
        while (mail := self.supply()) is not None:
            try:
                envelope = commands(mail.envelope, self.offers)
            except NeedsUtf8 as why:
                # No fault of the recipient's: set aside until the relay can.
                self.report(mail, Verdict("parked", "letter"), str(why))
                continue
            if why_not := self._too_large(mail):
                self.report(mail, Verdict("parked", "letter"), why_not)
                continue
            self._current = mail
            self._expected.extend(("mail", "rcpt", "data"))
            self._transport.writelines((*before, envelope, b"DATA\r\n"))
            return
        self._transport.writelines(before)

    def _too_large(self, mail: Mail) -> str:
        """What to say of a mail that this relay could only refuse; empty of others."""
        most = self.offers.get("SIZE", "").strip()
        if most.isdecimal() and 0 < int(most) < sum(map(len, mail.parts)):
            return f"5.3.4 the relay takes {most} octets at most; let it take more, then retry"
        return ""

    def _secure_or_sign_in(self) -> None:
        """What comes between the relay's greeting and the first mail."""
        access = self.access
        try:
            if not self.secure and access.wants_starttls(offered="STARTTLS" in self.offers):
                self._ask("starttls", "STARTTLS")
                return
            if access.user:
                access.must_be_private(secure=self.secure)
                self._sign_in(self.offers.get("AUTH", "").upper().split())
                return
        except NotAsWanted as why:
            raise RelayTrouble(str(why)) from why
        self._next()

    def _sign_in(self, ways: list[str]) -> None:
        """RFC 4954 with PLAIN (RFC 4616), else with LOGIN, which some know alone."""
        if "PLAIN" in ways:
            self._ask("signed in", f"AUTH PLAIN {in_base64(self.access.plain())}")
        elif "LOGIN" in ways:
            self._ask("user", "AUTH LOGIN")
        else:
            raise RelayTrouble(NO_WAY_IN)

    async def _secure(self) -> None:
        self._buffer = b""  # Said before TLS began, by whomever (RFC 3207, 6).
        try:
            transport = await asyncio.get_running_loop().start_tls(
                self._transport,
                self,
                self.access.context(),
                server_hostname=self.access.where.host,
            )
        except (OSError, ssl.SSLError) as error:
            self._end(RelayTrouble(f"STARTTLS: {error}"))
            return
        assert transport is not None
        self._transport = transport
        self.secure = True
        self._securing = False
        self._ask("ehlo", f"EHLO {self.name}")

    def _ask(self, what: str, command: str) -> None:
        self._expected.append(what)
        self._transport.write(f"{command}\r\n".encode())

    def _must(self, code: int, wanted: int, raw: bytes) -> None:
        if code != wanted:
            raise RelayTrouble(_text(raw))

    def _end(self, trouble: RelayTrouble | None) -> None:
        if self.done.done():
            return
        if trouble is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(trouble)
        self._transport.close()


def _offers(raw: bytes) -> dict[str, str]:
    """The extensions of an answer to EHLO, each with its parameters."""
    offers = {}
    for line in raw.decode("ascii", "replace").splitlines()[1:]:
        name, _, parameters = line[4:].strip().partition(" ")
        offers[name.upper()] = parameters
    return offers


def _text(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace").strip()[:1000]
    # Nearly every answer is one plain line, and there are four to a copy.
    return text if text.isprintable() else storable(text)
