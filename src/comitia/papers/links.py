"""Where the links of a paper may lead: to pages, to mailboxes, and within the paper."""

import re

_MOST_LETTERS = 2_000
_LEADS = re.compile(r"(?:https?://|mailto:)[^\s<>\"\x00-\x1f]+|#[^\s<>\"\x00-\x1f]+", re.IGNORECASE)


def safe_link(address: str) -> str:
    """The address where it is http:, https:, mailto: or #anchor; else nothing."""
    address = address.strip()
    return address if len(address) <= _MOST_LETTERS and _LEADS.fullmatch(address) else ""
