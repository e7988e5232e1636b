"""Who wrote a message of pipermail's text, in which addresses are written "bob at x.example".

The bytes stay as they are; this is only for what is shown and searched. It is asked only about mail
that pipermail wrote: elsewhere such an author is none.
"""

import re

from comitia.base.mailboxes import Mailbox

# bob at x.example (Bob Example), or Bob Example <bob at x.example>.
_BEFORE = re.compile(r"([^\s<>()\"]{1,64}) at ([\w-]+(?:\.[\w-]+)+)(?:\s+\((.*)\))?")
_WITHIN = re.compile(r"\"?(.*?)\"?\s*<([^\s<>]{1,64}) at ([\w-]+(?:\.[\w-]+)+)>")


def wrote(from_line: str) -> bool:
    """Whether pipermail wrote this separator."""
    return bool(re.match(r"From \S+ at \S+\s", from_line))


def author(text: str) -> Mailbox | None:
    """The author in a From field that pipermail wrote; None where there is none in it."""
    text = text.strip()[:1000]
    if found := _BEFORE.fullmatch(text):
        return Mailbox((found[3] or "").strip(), f"{found[1]}@{found[2]}")
    if found := _WITHIN.fullmatch(text):
        return Mailbox(found[1].strip(), f"{found[2]}@{found[3]}")
    return None
