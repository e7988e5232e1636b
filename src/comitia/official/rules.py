"""Pure judgements on what is written in a letter."""

import re

from django.utils.translation import gettext as _

from comitia.official.shapes import Unfit, annexes, items

_CONTRIBUTION = re.compile(r"c ?[-–]? ?\d+\b", re.IGNORECASE)


def contribution_annexed(written_annexes: str, contributions: str) -> str:
    """The annex of a report that is a contribution, by its title; empty where none is.

    Contributions are referred to in reports, never annexed (DOMAIN W-17).
    """
    try:
        known = {_plain(item.parts[0]) for item in items(contributions, most_parts=2)}
        titles = [annex.title for annex in annexes(written_annexes)]
    except Unfit:
        return ""
    for title in titles:
        plain = _plain(title)
        named = any(re.match(rf"{re.escape(each)}(?!\w)", plain) for each in known if each)
        if named or _CONTRIBUTION.match(title):
            return title
    return ""


def refuse_annexed_contribution(written_annexes: str, contributions: str) -> None:
    """Raise Unfit where an annex is a contribution."""
    title = contribution_annexed(written_annexes, contributions)
    if title:
        raise Unfit(
            _(
                "A report refers to contributions and never annexes them (A.1 § 3.2.8): move "
                "“%(title)s” to the contributions considered."
            )
            % {"title": title}
        )


def _plain(text: str) -> str:
    return re.sub(r"[\s\-–]+", " ", text).strip().casefold()
