"""The envelope of a copy in the commands of SMTP, with what the relay offers. Pure.

Failures are asked for and nothing else (RFC 3461): a warning of delay never counts. The report
names the copy (ENVID) and the address as we know it (ORCPT), whoever forwarded it.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from comitia.base.headers import split
from comitia.base.mailboxes import mailboxes

WITH_ADDRESSES = frozenset({"from", "sender", "reply-to", "to", "cc"})
# RFC 3461, 4: all but these letters as their code.
_NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")
# RFC 6533, 3: the same for addresses of all scripts, in a form that every server passes on.
_NOT_QCHAR = re.compile(r"[^!-*,-<>-\[\]-~]")


class NeedsUtf8(Exception):
    """The relay cannot carry such an address (RFC 6531); the text tells an administrator."""


@dataclass(frozen=True)
class Envelope:
    """Who a copy is from and for. `name` tells it from all others in a report (ENVID).

    `utf8_header` says that its header holds an address beyond ASCII, which RFC 6531 wants said.
    """

    mail_from: str
    rcpt_to: str
    name: str = ""
    utf8_header: bool = False


def commands(envelope: Envelope, offers: Container[str]) -> bytes:
    """MAIL and RCPT for a relay with these extensions. Raises NeedsUtf8."""
    mail_from, rcpt_to = _plain(envelope.mail_from), _plain(envelope.rcpt_to)
    on_mail = on_rcpt = ""
    if "8BITMIME" in offers:
        on_mail += " BODY=8BITMIME"
    if "SMTPUTF8" in offers:
        if envelope.utf8_header or not (mail_from + rcpt_to).isascii():
            on_mail += " SMTPUTF8"
    elif not (mail_from + rcpt_to).isascii():
        address = mail_from if rcpt_to.isascii() else rcpt_to
        raise NeedsUtf8(
            f"5.6.7 the relay does not offer SMTPUTF8 (RFC 6531), which <{address}> needs;"
            " let it, then retry"
        )
    if "DSN" in offers:
        on_mail += " RET=HDRS"
        if envelope.name:
            on_mail += f" ENVID={xtext(envelope.name)}"
        on_rcpt += f" NOTIFY=FAILURE ORCPT={original_recipient(envelope.rcpt_to)}"
    return f"MAIL FROM:<{mail_from}>{on_mail}\r\nRCPT TO:<{rcpt_to}>{on_rcpt}\r\n".encode()


def xtext(text: str) -> str:
    """RFC 3461, 4."""
    return _NOT_XTEXT.sub(lambda found: f"+{ord(found[0]):02X}", text)


def original_recipient(address: str) -> str:
    """The address with its type, as ORCPT has it (RFC 3461, 4.2; RFC 6533, 3)."""
    if address.isascii():
        return f"rfc822;{xtext(address)}"
    return "utf-8;" + _NOT_QCHAR.sub(lambda found: f"\\x{{{ord(found[0]):X}}}", address)


def holds_utf8_address(content: bytes) -> bool:
    """Whether an address in the header of a letter goes beyond ASCII.

    Names and subjects may do so by mistake; they pass as they always did, unsaid.
    """
    header = content.partition(b"\r\n\r\n")[0]
    return not header.isascii() and any(
        not each.address.isascii()
        for field in split(header + b"\r\n\r\n")[0]
        if field.name in WITH_ADDRESSES and not field.value.isascii()
        for each in mailboxes(field.value)
    )


def _plain(address: str) -> str:
    """The address with its domain as DNS has it, where its local part is in ASCII (RFC 5890)."""
    local, at, domain = address.rpartition("@")
    if domain.isascii() or not local.isascii():
        return address
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address
