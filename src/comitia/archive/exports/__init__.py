"""Whole archives, or what was chosen of them, taken out in forms that other programs read.

Each message leaves as it was received (law 3), a redacted one as its stone. Who may have it is
judged before, by archive.access.
"""

from comitia.archive.exports.box import mbox, take_out
from comitia.archive.exports.chosen import CannotSearch, Chosen, found, month, thread, whole
from comitia.archive.exports.lines import json_lines, without_addresses
from comitia.archive.exports.maildir import tarred_maildir, write_maildir
from comitia.archive.exports.public_inbox import NoGit, write_inbox
from comitia.archive.exports.stream import gzipped

__all__ = [
    "CannotSearch",
    "Chosen",
    "NoGit",
    "found",
    "gzipped",
    "json_lines",
    "mbox",
    "month",
    "take_out",
    "tarred_maildir",
    "thread",
    "whole",
    "without_addresses",
    "write_inbox",
    "write_maildir",
]
