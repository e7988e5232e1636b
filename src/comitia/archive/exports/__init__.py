"""Whole archives, or what was chosen of them, taken out in forms that other programs read.

Each message leaves as it was received (law 3), a redacted one as its stone. Who may have it is
judged before, by archive.access.
"""

from comitia.archive.exports.box import take_out

__all__ = ["take_out"]
