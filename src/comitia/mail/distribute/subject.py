"""The group's name and the message's number before a subject, once. Pure."""

import re
from email.header import Header

from comitia.base.text import header_text


def prefixed(raw: bytes, group: str, number: int) -> bytes:
    """The Subject field with our prefix in front, whatever the subject is written in.

    Its bytes stay as they are, encoded words and folds included, unless an earlier prefix of ours
    hides within an encoded word. `raw` has whole lines.
    """
    mark = re.compile(rf"\[{re.escape(group)} #\d+\]\s*", re.IGNORECASE)
    value = raw.partition(b":")[2].strip(b" \t\r\n")
    value = re.sub(mark.pattern.encode(), b"", value, flags=re.IGNORECASE)
    text = header_text(value)
    if mark.search(text):
        value = Header(mark.sub("", text), "utf-8", maxlinelen=75).encode(linesep="\r\n").encode()
    line = f"Subject: [{group} #{number}]".encode()
    if not value:
        return line + b"\r\n"
    first_line = value.partition(b"\r\n")[0]
    blank = b" " if len(line) + 1 + len(first_line) <= 78 else b"\r\n "
    return line + blank + value + b"\r\n"
