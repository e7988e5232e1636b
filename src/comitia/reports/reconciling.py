"""Bring two changes of one text together, or say that they truly differ. Pure."""

from dataclasses import dataclass

from comitia.reports.alternatives import Alternative, beside
from comitia.reports.merging import merge


@dataclass(frozen=True)
class Reconciled:
    """What two changes come to.

    `text` is what the paragraph says: with the places in question in brackets where they differ.
    `mine` and `theirs` are the whole texts as each would have it.
    """

    text: str
    mine: str
    theirs: str
    differ: bool


def reconciled(*, base: str, mine: str, theirs: str, mine_by: str, theirs_by: str) -> Reconciled:
    """Bring together what two authors made of `base`; an empty text deletes the paragraph.

    Who deletes what another changed differs from them as a whole.
    """
    if mine == theirs or theirs == base:
        return Reconciled(mine, mine, theirs, differ=False)
    if mine == base:
        return Reconciled(theirs, mine, theirs, differ=False)
    if not mine or not theirs:
        text = beside([Alternative(theirs, theirs_by), Alternative(mine, mine_by)])
        return Reconciled(text, mine, theirs, differ=True)
    merged = merge(base, mine, theirs, mine_by=mine_by, theirs_by=theirs_by)
    return Reconciled(merged.text, merged.mine, merged.theirs, differ=not merged.clean)
