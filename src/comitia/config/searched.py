"""What is found by searching, beside mail: a line for each store. A number is never given twice."""

from comitia.search.sources import Source

SEARCHED = (
    Source(1, "comitia.circulars.found"),
    Source(2, "comitia.mandates.found"),
    Source(3, "comitia.bodies.found"),
    Source(4, "comitia.documents.found"),
    Source(5, "comitia.reports.found"),
    Source(6, "comitia.official.found"),
)
