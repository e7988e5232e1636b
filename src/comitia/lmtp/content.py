"""The bytes between DATA and the dot: judged, and freed of the transport's dots. Pure."""

import re

# RFC 5321, 4.5.3.1.6 promises 1,000; real mail brings whole base64 enclosures in one line.
LINE_BYTES = 1_000_000
END = b"\r\n.\r\n"

# A dot alone on a line that a lenient reader takes for the end of the message and we do not. A
# message that holds one would be two messages to somebody down the road (SMTP smuggling).
# The true end, CRLF on both sides, cannot occur before the end.
# (It begins with the dot, because the engine finds a plain letter twenty times as fast.)
_AMBIGUOUS_END = re.compile(rb"\.(?<![^\r\n]\.)[\r\n]")


class Refused(Exception):
    """The content cannot be taken. `reply` is the answer, with its enhanced code."""

    def __init__(self, reply: str) -> None:
        super().__init__(reply)
        self.reply = reply


def content(wire: bytes, *, line_bytes: int = LINE_BYTES) -> bytes:
    """The message that was sent as `wire`: what stood before the final dot, its CRLF included.

    Raises Refused for a line over `line_bytes`, and where a bare CR or LF stands beside a lone dot.
    All else comes through as it was sent, be it ever so odd: bytes are kept as received.
    """
    if _AMBIGUOUS_END.search(wire):
        raise Refused("550 5.6.0 A dot stands alone between bare line ends (RFC 5321, 2.3.8)")
    if _longest_line_over(wire, line_bytes):
        raise Refused(f"550 5.6.0 A line is longer than {line_bytes} octets")
    # RFC 5321, 4.5.2: a dot that begins a line was doubled on its way.
    wire = wire.replace(b"\r\n.", b"\r\n")
    return wire[1:] if wire.startswith(b".") else wire


def _longest_line_over(wire: bytes, line_bytes: int) -> bool:
    start = 0
    while len(wire) - start > line_bytes:
        end = wire.rfind(b"\n", start, start + line_bytes)
        if end < 0:
            return True
        start = end + 1
    return False
