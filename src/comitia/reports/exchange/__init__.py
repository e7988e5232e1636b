"""A language of the report out to translators and back, as XLIFF 1.2 or PO.

Parts go by their stable addresses, and each knows the original it was made from: what comes back
late is taken in as made from that, and shows as behind.
"""

from comitia.reports.exchange.bringing import Line, bring_in
from comitia.reports.exchange.taking import KINDS, take_out
from comitia.reports.exchange.unit import Unreadable

__all__ = ["KINDS", "Line", "Unreadable", "bring_in", "take_out"]
