"""Language versions of one paper set beside each other: what one has and the other lacks.

Read without knowing what the words mean: sections by their verbs, labels and levels, items by
their labels, dates and numbers in any of the six languages' ways. Pure.
"""

from comitia.reports.aligning.differences import Difference, differences
from comitia.reports.aligning.structure import Item, Section, Structure, structure_of

__all__ = ["Difference", "Item", "Section", "Structure", "differences", "structure_of"]
