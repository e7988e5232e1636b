"""One connection's conversation: LMTP (RFC 2033) or SMTP (RFC 5321), with the extensions we offer.

PIPELINING (2920), SIZE (1870), 8BITMIME (6152), SMTPUTF8 (6531), CHUNKING (3030), STARTTLS (3207),
ENHANCEDSTATUSCODES (2034), and to the MTA in front of the LMTP door XFORWARD, so that SPF can be
judged for the client it had.
"""

import logging
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from comitia.base import clock
from comitia.lmtp import commands
from comitia.lmtp.content import Refused, content
from comitia.lmtp.rate import Allowance
from comitia.lmtp.wire import Closed, Wire
from comitia.mail.receive import Incoming, NotKept

log = logging.getLogger(__name__)

# RFC 5321, 4.5.3.2 asks servers to wait five minutes, and 4.5.3.1.8 to take a hundred recipients.
SILENCE_SECONDS = 300.0
CONTENT_SECONDS = 1800.0
RECIPIENTS = 200
BAD_COMMANDS = 20

TRY_LATER = "451 4.3.0 Cannot keep it now; try again later"
FULL = "452 4.3.1 No room now; try again later"
TOO_FAST = "450 4.7.1 Too much from your address within a minute; try again later"


@dataclass(frozen=True)
class Door:
    """What all conversations at one listener share.

    `recipient_refused` gives the reply that refuses an address (local part, domain), or None.
    """

    protocol: str
    host: str
    message_bytes: int
    keep: Callable[[Incoming], Awaitable[list[int]]]
    recipient_refused: Callable[[str, str], Awaitable[str | None]]
    silence_seconds: float = SILENCE_SECONDS
    content_seconds: float = CONTENT_SECONDS
    recipients: int = RECIPIENTS
    tls: ssl.SSLContext | None = None
    allowance: Allowance | None = None
    """What each peer may bring in a minute; None where all may bring what they like."""

    @property
    def is_lmtp(self) -> bool:
        return self.protocol == "LMTP"


@dataclass
class Transaction:
    """A message in the making, from MAIL to the dot."""

    mail_from: str
    utf8: bool
    rcpt_to: list[str] = field(default_factory=list)
    chunks: bytearray | None = None
    """What BDAT brought so far; None before the first."""
    failure: str = ""
    """The reply that a chunk got which could not be taken; what follows gets it too."""


class Dialogue:
    """Talks until the other side quits, leaves or misbehaves. `resting` between two messages."""

    def __init__(self, wire: Wire, door: Door) -> None:
        self._wire = wire
        self._door = door
        self._name = ""
        self._forwarded: dict[str, str] = {}
        self._transaction: Transaction | None = None
        self._bad_commands = 0
        self._quitting = False
        self.resting = True
        self._commands: dict[bytes, Callable[[str], Awaitable[str]]] = {
            b"MAIL": self._mail,
            b"RCPT": self._rcpt,
            b"DATA": self._data,
            b"BDAT": self._bdat,
            b"RSET": self._rset,
            b"NOOP": self._noop,
            b"VRFY": self._vrfy,
            b"HELP": self._help,
            b"QUIT": self._quit,
        }
        if door.tls is not None:
            self._commands[b"STARTTLS"] = self._starttls
        if door.is_lmtp:
            self._commands |= {b"LHLO": self._hello, b"XFORWARD": self._xforward}
        else:
            self._commands |= {b"EHLO": self._hello, b"HELO": self._plain_hello}

    async def run(self) -> None:
        """The whole conversation. Never raises but when cancelled."""
        try:
            self._wire.answer(f"220 {self._door.host} {self._door.protocol} Comitia")
            while not self._quitting:
                self.resting = self._transaction is None
                line = await self._wire.line(self._door.silence_seconds)
                self.resting = False
                if reply := await self._obey(line):
                    self._wire.answer(reply)
            await self._wire.flush(self._door.silence_seconds)
        except Closed:
            pass
        except Exception:
            log.exception("a mail session with %s broke off", self._wire.peer)
            self._wire.answer("421 4.3.0 Something went wrong here; try again later")
        finally:
            self._forget()
            self._wire.close()

    def _forget(self) -> Transaction | None:
        """End the message in the making, and give it."""
        transaction, self._transaction = self._transaction, None
        if transaction is not None and transaction.chunks:
            self._wire.release(len(transaction.chunks))
        return transaction

    async def _obey(self, line: bytes | None) -> str:
        if line is None:
            return self._bad("500 5.5.6 The line is too long")
        command = line[:-2]
        if not line.endswith(b"\r\n") or b"\r" in command or b"\0" in command:
            return self._bad("500 5.5.2 A command ends with CR LF, and holds neither (RFC 5321)")
        verb, _, argument = command.partition(b" ")
        do = self._commands.get(verb.upper())
        if do is None:
            return self._bad("500 5.5.1 Not a command here")
        try:
            return await do(argument.decode("utf-8").strip())
        except UnicodeDecodeError:
            return self._bad("501 5.5.2 Not UTF-8")
        except commands.Malformed as refusal:
            return self._bad(refusal.reply)

    def _bad(self, reply: str) -> str:
        self._bad_commands += 1
        if self._bad_commands < BAD_COMMANDS:
            return reply
        self._quitting = True
        return "421 4.7.0 Too many commands in error"

    async def _hello(self, argument: str) -> str:
        if not argument:
            raise commands.Malformed("501 5.5.4 Say your name")
        self._name = argument[:255]
        self._forget()
        offers = [
            self._door.host,
            "PIPELINING",
            f"SIZE {self._door.message_bytes}",
            "8BITMIME",
            "SMTPUTF8",
            "CHUNKING",
            "ENHANCEDSTATUSCODES",
        ]
        if self._door.tls is not None and not self._wire.is_secure:
            offers.append("STARTTLS")
        if self._door.is_lmtp:
            offers.append("XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE")
        return "\n".join([*(f"250-{offer}" for offer in offers[:-1]), f"250 {offers[-1]}"])

    async def _starttls(self, argument: str) -> str:
        if argument:
            raise commands.Malformed("501 5.5.4 STARTTLS stands alone")
        if self._door.tls is None or self._wire.is_secure:
            return self._bad("503 5.5.1 TLS is in use already")
        self._wire.answer("220 2.0.0 Go on under TLS")
        await self._wire.secure(self._door.tls, self._door.silence_seconds)
        # What was said in clear counts no longer (RFC 3207, 4.2).
        self._forget()
        self._name = ""
        self._forwarded = {}
        return ""

    async def _plain_hello(self, argument: str) -> str:
        await self._hello(argument)
        return f"250 {self._door.host}"

    async def _xforward(self, argument: str) -> str:
        if self._transaction:
            return self._bad("503 5.5.1 Not within a message")
        self._forwarded |= commands.forwarded(argument)
        return "250 2.0.0 Noted"

    async def _mail(self, argument: str) -> str:
        if not self._name:
            return self._bad("503 5.5.1 Say hello first")
        if self._transaction:
            return self._bad("503 5.5.1 One message at a time")
        path = commands.path(argument, "from")
        utf8 = False
        for name, value in path.parameters.items():
            if name == "SIZE":
                if not value.isdecimal() or len(value) > 20:
                    raise commands.Malformed("501 5.5.4 SIZE is a number of octets")
                if int(value) > self._door.message_bytes:
                    return self._too_large()
            elif name == "BODY":
                if value.upper() not in {"7BIT", "8BITMIME"}:
                    raise commands.Malformed("501 5.5.4 BODY is 7BIT or 8BITMIME")
            elif name == "SMTPUTF8" and not value:
                utf8 = True
            else:
                return "555 5.5.4 We do not know that parameter"
        allowance = self._door.allowance
        if allowance and not allowance.message(self._wire.peer, now=time.monotonic()):
            return TOO_FAST
        if not utf8 and not path.address.isascii():
            return "550 5.6.7 An address beyond ASCII needs SMTPUTF8 (RFC 6531)"
        self._transaction = Transaction(path.address, utf8)
        return "250 2.1.0 Go on"

    async def _rcpt(self, argument: str) -> str:
        if not self._transaction:
            return self._bad("503 5.5.1 MAIL comes first")
        path = commands.path(argument, "to")
        if path.parameters:
            return "555 5.5.4 We do not know that parameter"
        if len(self._transaction.rcpt_to) >= self._door.recipients:
            return "452 4.5.3 Too many recipients; send the rest separately"
        allowance = self._door.allowance
        # Also for addresses we do not know: guessing many of them is what this is against.
        if allowance and not allowance.recipient(self._wire.peer, now=time.monotonic()):
            return TOO_FAST
        try:
            refusal = await self._door.recipient_refused(path.local_part, path.domain)
        except Exception:
            log.exception("a recipient could not be looked up")
            return "451 4.3.0 Cannot look that address up now; try again later"
        if refusal:
            return refusal
        self._transaction.rcpt_to.append(path.address)
        return "250 2.1.5 Known here"

    async def _data(self, argument: str) -> str:
        if argument:
            raise commands.Malformed("501 5.5.4 DATA stands alone")
        transaction = self._transaction
        if not transaction or not transaction.rcpt_to:
            return self._bad("503 5.5.1 RCPT comes first")
        if transaction.chunks is not None:
            return self._bad("503 5.5.1 This message comes in chunks")
        self._wire.answer("354 Go on; end with a dot alone on a line")
        door = self._door
        self._forget()
        try:
            wire = await self._wire.content(
                door.message_bytes, door.silence_seconds, door.content_seconds
            )
            reply = (
                self._too_large() if wire is None else await self._keep_stuffed(transaction, wire)
            )
        except MemoryError:
            reply = FULL
        return self._for_each(transaction, reply)

    async def _bdat(self, argument: str) -> str:
        """A chunk of the message, its octets as they are (RFC 3030, 2)."""
        octets, _, last = argument.partition(" ")
        if not octets.isdecimal() or len(octets) > 12 or last.strip().upper() not in {"", "LAST"}:
            # What follows cannot be told from commands, so the conversation ends here.
            self._quitting = True
            return "501 5.5.4 Syntax: BDAT octets [LAST]"
        transaction = self._transaction
        usable = transaction is not None and bool(transaction.rcpt_to) and not transaction.failure
        so_far = len(transaction.chunks or b"") if transaction else 0
        room = self._door.message_bytes - so_far if usable else -1
        try:
            chunk = await self._wire.chunk(int(octets), room, self._door.silence_seconds)
        except MemoryError:
            chunk = None
            if transaction:
                transaction.failure = FULL
        if transaction is None or not transaction.rcpt_to:
            return self._bad("503 5.5.1 RCPT comes first")
        if chunk is None:
            transaction.failure = transaction.failure or self._too_large()
        else:
            transaction.chunks = (transaction.chunks or bytearray()) + chunk
        if not last:
            return transaction.failure or f"250 2.0.0 {octets} octets taken"
        self._forget()
        reply = transaction.failure or await self._keep(
            transaction, bytes(transaction.chunks or b"")
        )
        return self._for_each(transaction, reply)

    def _for_each(self, transaction: Transaction, reply: str) -> str:
        # LMTP answers for each RCPT that was accepted, in order (RFC 2033, 4.2).
        return "\n".join([reply] * len(transaction.rcpt_to)) if self._door.is_lmtp else reply

    async def _keep_stuffed(self, transaction: Transaction, wire: bytes) -> str:
        try:
            data = content(wire)
        except Refused as refusal:
            return refusal.reply
        return await self._keep(transaction, data)

    async def _keep(self, transaction: Transaction, data: bytes) -> str:
        # Twice the same recipient is answered twice and served once.
        recipients = list({address.lower(): address for address in transaction.rcpt_to}.values())
        peer: dict[str, object] = {
            "door": self._door.protocol,
            "address": self._wire.peer,
            "name": self._name,
        }
        if self._wire.is_secure:
            peer["secure"] = True
        if self._forwarded:
            peer["forwarded"] = self._forwarded
        try:
            kept = await self._door.keep(
                Incoming(transaction.mail_from, recipients, data, clock.now(), peer)
            )
        except NotKept as reason:
            return FULL if reason.storage_is_full else TRY_LATER
        return f"250 2.6.0 Kept as {kept[0]}"

    def _too_large(self) -> str:
        return f"552 5.3.4 A message may have {self._door.message_bytes} octets"

    async def _rset(self, argument: str) -> str:
        self._forget()
        return "250 2.0.0 Forgotten"

    async def _noop(self, argument: str) -> str:
        return "250 2.0.0 Here"

    async def _vrfy(self, argument: str) -> str:
        # RFC 5321, 7.3: who is subscribed here is nobody's business.
        return "252 2.5.0 Send it and see"

    async def _help(self, argument: str) -> str:
        return "214 2.0.0 RFC 2033, RFC 5321"

    async def _quit(self, argument: str) -> str:
        self._quitting = True
        return "221 2.0.0 Good-bye"
