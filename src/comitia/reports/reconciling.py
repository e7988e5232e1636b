"""Bring two changes of one text together, or say that they truly differ. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reconciled:
    """One text where both changes fit into it; else None, and the two whole texts that differ."""

    text: str | None
    mine: str
    theirs: str


def reconciled(*, base: str, mine: str, theirs: str, mine_by: str, theirs_by: str) -> Reconciled:
    """What two changes of `base` come to. An empty text means that somebody deletes the paragraph.

    Where both say the same, or one of them changed nothing, there is one text.
    """
    if mine == theirs or theirs == base:
        return Reconciled(mine, mine, theirs)
    if mine == base:
        return Reconciled(theirs, mine, theirs)
    return Reconciled(None, mine, theirs)
