"""Where a report shows whose copy it tells of, apart from the address it came to. Pure.

Many providers send complaints to one address for all their mail, and some programs answer From
instead of the return path. The copy they enclose has our return path and links in its header.
"""

from email import message_from_bytes
from email.message import Message

MOST_BYTES = 1_000_000
MOST_PARTS = 50
MOST_LETTERS = 20_000
_ENCLOSED = {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}


def is_complaint(data: bytes) -> bool:
    """Whether a mail may be a complaint, by its first lines alone: RFC 5965, or Hotmail's form."""
    head = data[:50_000].lower()
    return b"feedback-report" in head or b"x-hmxmroriginalrecipient" in head


def traces(data: bytes) -> str:
    """The enclosed copy's header, and what a complaint states of its envelope; empty without.

    The text is the sender's word: only what bears a seal of ours in it proves anything.
    """
    try:
        return _traces(message_from_bytes(data[:MOST_BYTES]))[:MOST_LETTERS]
    except Exception:
        return ""


def _traces(message: Message) -> str:
    found = []
    for place, part in enumerate(message.walk()):
        if place >= MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind == "message/feedback-report" or kind in _ENCLOSED:
            payload = part.get_payload()
            if isinstance(payload, list):
                found += [_header(each) for each in payload if isinstance(each, Message)]
            else:
                found.append(str(payload or "").partition("\n\n")[0])
    return "\n".join(found)


def _header(message: Message) -> str:
    # Long links are folded, and a fold may stand within angle brackets.
    return "\n".join(f"{name}: {''.join(str(value).split())}" for name, value in message.items())
