"""What a file is that is no mail, by its first bytes: said in a sentence that helps."""

import re

NO_MAIL = "There is no mail in it."
_PAGE = re.compile(
    rb"\s*(?:<!doctype\s+html|<html|<\?xml[^>]*>\s*<!doctype\s+html|<!--\s*mhonarc)", re.I
)
# Mailman puts here what it cut out of messages.
_CUT_OUT = re.compile(r"(?:^|/)attachments/\d{8}/[0-9a-f]{4,}/")
_KNOWN = {
    b"!BDN": "It is an Outlook data file (.pst). Turn it into mbox with readpst, of Debian's "
    "package pst-utils, and import that.",
    b"\xd0\xcf\x11\xe0": "It is a file of Microsoft's own form (.msg, .doc). Save the message as "
    ".eml, or turn it into one with msgconvert (Debian: libemail-outlook-message-perl).",
    b"\xcf\xad\x12\xfe": "It is a folder of Outlook Express (.dbx). Turn it into mbox first.",
    b"7z\xbc\xaf\x27\x1c": "It is packed by 7-Zip. Unpack it first.",
    b"Rar!": "It is packed by RAR. Unpack it first.",
    b"\x1a\x00\x00\x04\x00\x00": "It is a database of Lotus Notes (.nsf). Save its mail as .eml.",
    b"SQLite format 3\0": "It is a database (SQLite), no mail.",
    b"%PDF-": "It is a PDF, no mail.",
}


def refusal(name: str, start: bytes) -> str:
    """Why a file that is called so and begins so is left out; empty where it may be mail."""
    if _CUT_OUT.search(name):
        return "It is an attachment that Mailman cut out of a message."
    for magic, why in _KNOWN.items():
        if start.startswith(magic):
            return why
    if _PAGE.match(start):
        return "It is a page for browsers, no mail."
    return ""
