"""How what was found spreads, as bars that narrow the question. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comitia.search.counts import Counts

KINDS: dict[str, Promise] = {
    "mail": _("Messages"),
    "circular": _("Circulars"),
    "resolution": _("Resolutions"),
    "decision": _("Decisions"),
    "official": _("Official letters"),
    "document": _("Documents"),
    "contribution": _("Contributions"),
    "report": _("Reports"),
    "comment": _("Comments"),
}
_JOINS = ("OR", "|", "||")


@dataclass(frozen=True)
class Bar:
    """One row: what it is called, how many there are, how long its bar is of 100, what it asks."""

    label: str
    count: int
    length: int
    asks: str


@dataclass(frozen=True)
class Bars:
    """Rows under one heading."""

    heading: str | Promise
    rows: tuple[Bar, ...]


def bars(asked: str, counts: Counts) -> list[Bars]:
    """What of the counts can narrow the question: where all is of one, it cannot."""
    return [
        each
        for each in (
            _bars(
                asked,
                _("By kind"),
                (
                    (str(KINDS.get(kind, kind)), f"type:{kind}", count)
                    for kind, count in counts.kinds
                ),
            ),
            _bars(
                asked,
                _("By year"),
                ((str(year), f"date:{year}", count) for year, count in reversed(counts.years)),
            ),
            _bars(asked, _("By person"), _named("from", counts.persons)),
            _bars(asked, _("By member"), _named("entity", counts.entities)),
        )
        if len(each.rows) > 1
    ]


def _bars(asked: str, heading: Promise, rows: Iterable[tuple[str, str, int]]) -> Bars:
    rows = list(rows)
    most = max((count for _label, _clause, count in rows), default=1)
    return Bars(
        heading,
        tuple(
            Bar(label, count, max(1, round(100 * count / most)), narrowed(asked, clause))
            for label, clause, count in rows
        ),
    )


def _named(field: str, names: Iterable[tuple[str, int]]) -> Iterable[tuple[str, str, int]]:
    for name, count in names:
        words = name.replace('"', " ").strip()
        if words:
            yield name, f'{field}:"{words}"', count


def narrowed(asked: str, clause: str) -> str:
    """The question with one thing more that has to fit."""
    # Words side by side bind closer than OR.
    if any(word in _JOINS for word in asked.replace("(", " ").replace(")", " ").split()):
        asked = f"({asked})"
    return f"{asked} {clause}"
