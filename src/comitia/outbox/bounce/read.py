"""Read a delivery report (RFC 3464, RFC 6533), a complaint (RFC 5965), or neither. Never raises.

Our return paths say who a copy was for, so only the kind of report has to be found out; what is no
report for certain never counts against anybody (vacation notes, warnings of delay, challenges).
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Literal

# `policy`: refused for what we are or sent, which says nothing of the recipient.
Kind = Literal["permanent", "temporary", "policy", "complaint", "none"]

MOST_BYTES = 1_000_000
MOST_PARTS = 50

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# A full mailbox or a policy is no dead address, whatever the first digit says (RFC 3463, 3).
_SOFT_CLASSES = {("5", "2", "2"), ("5", "2", "3"), ("5", "3", "4"), ("5", "4", "7")}
_POLICY = "7"

_DEAD = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox|address)|does not exist"
    r"|mailbox (?:unavailable|not found|disabled)|recipient (?:rejected|not found|unknown)"
    r"|address (?:rejected|not found)|account (?:has been |is )?disabled|unrouteable address"
    r"|not a valid (?:user|mailbox)|invalid recipient|host (?:unknown|not found)",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"unsolicited|\bspam\b|black-?list|block-?list|reputation|pre-approved|confirmation"
    r"|dmarc|\bspf\b|\bdkim\b",
    re.IGNORECASE,
)
_FROM_A_MAILER = re.compile(r"mailer-daemon|postmaster|mail delivery", re.IGNORECASE)
_ONLY_A_WARNING = re.compile(
    r"warning: could not send|delayed|will (?:continue|keep) trying|do not need to resend"
    r"|verzögert|no need to resend|still trying",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Report:
    """The kind of report, the status code where one was given, and the reason in its words."""

    kind: Kind
    status: str = ""
    reason: str = ""


NO_REPORT = Report("none")


def read(data: bytes) -> Report:
    """What `data`, a mail to a return path of ours, reports."""
    try:
        message = message_from_bytes(data[:MOST_BYTES])
        return _read(message)
    except Exception:
        return NO_REPORT


def _read(message: Message) -> Report:
    parts = list(_parts(message))
    types = {part.get_content_type() for part in parts}
    if "message/feedback-report" in types:
        return Report("complaint", reason="the recipient reported our mail as unwanted")
    for part in parts:
        if part.get_content_type() in {
            "message/delivery-status",
            "message/global-delivery-status",
        }:
            return _delivery_status(part)
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower()
    if automatic.startswith("auto-replied") and "report" not in message.get_content_type():
        return NO_REPORT
    if _FROM_A_MAILER.search(str(message.get("From", ""))):
        return _by_words(message, parts)
    return NO_REPORT


def _parts(message: Message) -> list[Message]:
    found: list[Message] = []
    for part in message.walk():
        found.append(part)
        if len(found) >= MOST_PARTS:
            break
    return found


def _delivery_status(part: Message) -> Report:
    """The worst that a delivery-status part says of any recipient."""
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else []
    worst = NO_REPORT
    for block in blocks:
        if not isinstance(block, Message):
            continue
        action = str(block.get("Action", "")).strip().lower()
        status = _STATUS.search(str(block.get("Status", "")))
        reason = " ".join(str(block.get("Diagnostic-Code", "")).split())[:500]
        if action in {"delayed", "delivered", "relayed", "expanded"}:
            continue
        if action != "failed" and (status is None or status[1] == "2"):
            continue
        detail = status or _STATUS.search(reason)
        if detail is None and not _DEAD.search(reason):
            continue  # Challenges borrow the form of a report and give no code.
        code = detail[0] if detail else ""
        report = Report(_kind(detail, reason), code, reason or code)
        if worst.kind == "none" or report.kind == "permanent":
            worst = report
    return worst


def _kind(status: "re.Match[str] | None", words: str) -> Kind:
    if _ABOUT_US.search(words) or (status is not None and status[2] == _POLICY):
        return "policy"
    if status is not None and (status[1] == "4" or status.groups() in _SOFT_CLASSES):
        return "temporary"
    return "permanent"


def _by_words(message: Message, parts: list[Message]) -> Report:
    """A mailer that writes no machine-readable part: read its own words, not what it quotes."""
    text = ""
    for part in parts:
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            break
    text = text[:5000]
    if _ONLY_A_WARNING.search(f"{message.get('Subject', '')}\n{text}"):
        return NO_REPORT
    words = _DEAD.search(text)
    status = _STATUS.search(text)
    if words is None and (status is None or status[1] == "2"):
        return NO_REPORT
    reason = " ".join((text[max(0, words.start() - 80) :] if words else text).split())[:300]
    return Report(_kind(status, text), status[0] if status else "", reason)
