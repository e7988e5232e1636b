"""Read a delivery report (RFC 3464, RFC 6533), a complaint (RFC 5965), or neither. Never raises.

Our return paths say whom a copy was for; a report says what became of it. What is no report for
certain never counts against anybody: vacation notes, warnings of delay, challenges.
"""

import re
from collections.abc import Collection
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from comitia.outbox.bounce import prose
from comitia.outbox.bounce.judge import judged
from comitia.outbox.bounce.phrases import pattern
from comitia.outbox.bounce.report import NO_REPORT, Failure, Kind, Report, report_of

MOST_BYTES = 1_000_000
MOST_PARTS = 50
MOST_BLOCKS = 500

_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_FROM_A_MAILER = pattern("report", "mailer")
_BOUNCE_SUBJECT = pattern("report", "subject")
_AWAY = pattern("harmless", "away")
_ASKS_BACK = pattern("harmless", "asks_back")
_STILL_TRIED = pattern("harmless", "still_tried")


def read(data: bytes) -> Report:
    """What `data`, a mail to a return path of ours, reports."""
    try:
        return _read(message_from_bytes(_whole_lines(data[:MOST_BYTES])))
    except Exception:
        return NO_REPORT


def _whole_lines(data: bytes) -> bytes:
    """Lines ended by a bare CR, as some old programs write them, ended as all others."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _read(message: Message) -> Report:
    parts = list(_parts(message))
    if any(part.get_content_type() == "message/feedback-report" for part in parts):
        return _complaint(message, parts)
    subject = _text_of(str(message.get("Subject", "")))
    words = _words(parts)
    if _AWAY.search(subject) and "report" not in message.get_content_type():
        return NO_REPORT
    stated = [each for part in parts for each in _stated(part, words)]
    if stated:
        return report_of(stated)
    if not _may_report(message, subject, parts):
        return NO_REPORT
    if _ASKS_BACK.search(words):
        return NO_REPORT
    ours = _ours(message)
    failures = _named_in_header(message, words) or prose.told(words, subject, ours=ours)
    if [each.recipient for each in failures] == [""]:
        failures = _at_its_own_domain(message, words, failures[0])
    if _STILL_TRIED.search(f"{subject}\n{words}"):
        failures = [_as(each, "delayed") for each in failures]
    return report_of(failures)


def _parts(message: Message) -> list[Message]:
    found: list[Message] = []
    for part in message.walk():
        found.append(part)
        if len(found) >= MOST_PARTS:
            break
    return found


def _may_report(message: Message, subject: str, parts: list[Message]) -> bool:
    """Whether a program wrote it to tell of a delivery, and no person to tell something else."""
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower()
    if message.get("X-Failed-Recipients") or message.get_content_type() == "multipart/report":
        return True
    sender = " ".join(str(message.get(name, "")) for name in ("From", "Sender"))
    if _FROM_A_MAILER.search(sender):
        return True
    empty = str(message.get("Return-Path", "")).strip() == "<>"
    by_its_subject = bool(_BOUNCE_SUBJECT.search(subject)) or empty
    return by_its_subject and not automatic.startswith("auto-replied")


def _ours(message: Message) -> set[str]:
    """Addresses of the mailer and of the one it writes to: not those that failed."""
    names = ("From", "To", "Reply-To", "Sender", "Return-Path", "Delivered-To", "Errors-To", "Cc")
    values = [str(value) for name in names for value in message.get_all(name, [])]
    return {address.lower() for _, address in getaddresses(values) if "@" in address}


def _words(parts: list[Message]) -> str:
    """What the mailer says in text that people read."""
    said: list[str] = []
    skip_html = False
    for part in parts:
        kind = part.get_content_type()
        if kind in {"message/rfc822", "text/rfc822-headers"}:
            break  # What follows is the message that came back.
        # A multipart whose parts were cut off is text to be read as it stands.
        if part.is_multipart() or part.get_content_maintype() not in {"text", "multipart"}:
            continue
        if kind == "text/html" and skip_html:
            continue
        text = _decoded(part)
        said.append(prose.words_of(text, html=kind == "text/html"))
        skip_html = skip_html or (kind == "text/plain" and bool(text.strip()))
    return "\n".join(said)[: prose.MOST_LETTERS]


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8") or "utf-8", "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _text_of(header: str) -> str:
    try:
        return "".join(
            piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(header)
        )
    except (LookupError, ValueError):
        return header


def _stated(part: Message, words: str) -> list[Failure]:
    """What the fields of a delivery-status part say of each recipient (RFC 3464, 2.3)."""
    if part.get_content_type() not in _STATUS_TYPES:
        return []
    failures = []
    for block in _blocks(part)[:MOST_BLOCKS]:
        recipient = _recipient(block)
        action = str(block.get("Action", "")).split("(")[0].strip().lower()
        status = str(block.get("Status", ""))
        diagnostic = " ".join(_text_of(str(block.get("Diagnostic-Code", ""))).split())[:1000]
        if not recipient and not action:
            continue
        if action in {"delivered", "relayed", "expanded"} or status.strip().startswith("2"):
            continue
        if action == "delayed":
            failures.append(Failure(recipient, "delayed", status.strip(), diagnostic))
            continue
        if _ASKS_BACK.search(diagnostic or words):
            continue  # Challenges borrow the form of a report.
        beside = diagnostic.partition(";")[2].strip() or diagnostic
        kind, code = judged(beside or _about(recipient, words), status, otherwise="permanent")
        failures.append(Failure(recipient, kind, code, diagnostic or code))
    return failures


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Message)]
    blocks = re.split(r"\n\s*\n", str(payload or ""))
    return [message_from_bytes(block.strip().encode("utf-8", "replace")) for block in blocks]


def _recipient(block: Message) -> str:
    for name in ("Original-Recipient", "Final-Recipient"):
        value = _text_of(str(block.get(name, "")))
        address = value.partition(";")[2] or value
        found = prose.ADDRESS.search(address)
        if found:
            return found[0]
        if "@" in address:
            return address.strip().strip("<>").strip()
    return ""


def _about(recipient: str, words: str) -> str:
    """Where a report gives no diagnostic: what the text says from the recipient's name on."""
    place = words.lower().find(recipient.lower()) if recipient else -1
    return words[place : place + 500] if place >= 0 else words[:2000]


def _named_in_header(message: Message, words: str) -> list[Failure]:
    """Exim names those that failed in a field of its own."""
    named = prose.ADDRESS.findall(" ".join(map(str, message.get_all("X-Failed-Recipients", []))))
    failures = []
    for address in dict.fromkeys(named):
        about = _about(address, words)
        kind, status = judged(about, otherwise="permanent")
        failures.append(Failure(address, kind, status, " ".join(about.split())[:300]))
    return failures


def _at_its_own_domain(message: Message, words: str, failure: Failure) -> list[Failure]:
    """Those that a mailer names without a domain are at its own."""
    _, sender = getaddresses([str(message.get("From", ""))])[0]
    domain = sender.rpartition("@")[2].lower()
    names = prose.names_without_domain(words) if domain else []
    return [
        Failure(f"{name}@{domain}", failure.kind, failure.status, failure.reason) for name in names
    ] or [failure]


def _as(failure: Failure, kind: Kind) -> Failure:
    return Failure(failure.recipient, kind, failure.status, failure.reason)


def _complaint(message: Message, parts: list[Message]) -> Report:
    """RFC 5965; most name nobody, and the return path must."""
    named: Collection[str] = ()
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            fields = _blocks(part)
            named = [
                found
                for block in fields
                for name in ("Original-Rcpt-To", "Removal-Recipient")
                for value in block.get_all(name, [])
                for found in prose.ADDRESS.findall(str(value))
            ]
    reason = "the recipient reported our mail as unwanted"
    failures = tuple(Failure(each, "complaint", "", reason) for each in dict.fromkeys(named))
    return Report("complaint", "", reason, failures)
