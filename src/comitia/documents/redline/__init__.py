"""Two papers compared: a third with the changes in it that lead from the one to the other.

Values in, values out; where papers come from and how a redline is shown, others know
(docs/redlines.md).
"""

from comitia.documents.redline.compared import compare
from comitia.documents.redline.normal import normal
from comitia.documents.redline.summary import Changed, summary

__all__ = ["Changed", "compare", "normal", "summary"]
