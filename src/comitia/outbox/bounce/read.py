"""Read a delivery report (RFC 3464, RFC 6533), a complaint (RFC 5965), or neither. Never raises.

Our return paths say whom a copy was for; a report says what became of it. What is no report for
certain never counts against anybody: vacation notes, warnings of delay, challenges.
"""

from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from comitia.outbox.bounce import prose
from comitia.outbox.bounce.fields import ADDRESS, Block, address_in, blocks, decoded
from comitia.outbox.bounce.judge import AFTER_DATA, judged
from comitia.outbox.bounce.phrases import pattern
from comitia.outbox.bounce.report import NO_REPORT, Failure, Kind, Report, report_of

MOST_BYTES = 1_000_000
MOST_PARTS = 50

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
    complaint = _complaint(parts)
    if complaint is not None:
        return complaint
    subject = decoded(str(message.get("Subject", "")))
    words = _words(parts)
    # Some put the subject of the mail that came back after their own words.
    is_away = _AWAY.search(subject) and not _BOUNCE_SUBJECT.match(subject)
    if is_away and "report" not in message.get_content_type():
        return NO_REPORT
    may_report = _may_report(message, subject)
    # A report within what somebody passes on tells of their mail, or of nobody's any more.
    stated = [each for part in _own(message) for each in _stated(part, words)]
    if not stated and may_report:
        stated = [each for part in parts for each in _stated(part, words)]
    if stated:
        return report_of(stated)
    if not may_report:
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


def _own(message: Message) -> list[Message]:
    """The parts of the mail itself, without those of a mail that it encloses."""
    found: list[Message] = []
    waiting = [message]
    while waiting and len(found) < MOST_PARTS:
        part = waiting.pop(0)
        found.append(part)
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting = [each for each in payload if isinstance(each, Message)] + waiting
    return found


def _may_report(message: Message, subject: str) -> bool:
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


def _stated(part: Message, words: str) -> list[Failure]:
    """What the fields of a delivery-status part say of each recipient (RFC 3464, 2.3)."""
    if part.get_content_type() not in _STATUS_TYPES:
        return []
    failures = []
    for block in blocks(part):
        recipient = _recipient(block)
        action = block.get("action", "").split("(")[0].strip().lower()
        status = block.get("status", "")
        diagnostic = " ".join(block.get("diagnostic-code", "").split())[:500]
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
        late = AFTER_DATA.search(_about(recipient, words)) if beside and recipient else None
        if late:
            beside = f"{beside} ({late[0]})"  # Postfix says so to people only.
        kind, code = judged(beside or _about(recipient, words), status, otherwise="permanent")
        failures.append(Failure(recipient, kind, code, diagnostic or code))
    return failures


def _recipient(block: Block) -> str:
    for name in ("original-recipient", "final-recipient"):
        address = address_in(block.get(name, ""))
        if address:
            return address
    return ""


def _about(recipient: str, words: str) -> str:
    """Where a report gives no diagnostic: what the text says from the recipient's name on."""
    place = words.lower().find(recipient.lower()) if recipient else -1
    return words[place : place + 500] if place >= 0 else words[:2000]


def _named_in_header(message: Message, words: str) -> list[Failure]:
    """Exim names those that failed in a field of its own."""
    named = ADDRESS.findall(" ".join(map(str, message.get_all("X-Failed-Recipients", []))))
    failures = []
    for address in list(dict.fromkeys(named))[: prose.MOST_RECIPIENTS]:
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


def _complaint(parts: list[Message]) -> Report | None:
    """RFC 5965, or Hotmail's own form; most name nobody, and the return path must."""
    named: list[str] = []
    is_one = False
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            is_one = True
            for block in blocks(part):
                named += [block.get(name, "") for name in ("original-rcpt-to", "removal-recipient")]
        elif part.get("X-HmXmrOriginalRecipient"):
            # The header of what they enclose, as their junk mail reporting writes it.
            is_one = True
            named.append(str(part["X-HmXmrOriginalRecipient"]))
    if not is_one:
        return None
    reason = "the recipient reported our mail as unwanted"
    found = dict.fromkeys(address for each in named if (address := address_in(each)))
    failures = tuple(Failure(each, "complaint", "", reason) for each in found)
    return Report("complaint", "", reason, failures)
