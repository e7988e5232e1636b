"""Looks, writes down what was found, and mends.

Whoever looks holds no transaction: while one store is read another may move on. So what is found
once is only noted; what is found again some minutes later is confirmed, shown and told.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from comitia.ledger import actions as ledger
from comitia.ledger.actors import Actor
from comitia.reconcile.check import Check, Found
from comitia.reconcile.checks import CHECKS
from comitia.reconcile.models import Finding, Progress

log = logging.getLogger(__name__)

# Of one check no more are written down; there the store itself is broken, not a row.
MOST_FINDINGS = 1000
CONFIRMED_AFTER = timedelta(minutes=5)
SETTLE_SECONDS = 2.0
MEND_AT_ONCE = 50


class CannotBeMended(Exception):
    """What to do about this is for a person to decide; the advice says what."""


@dataclass
class Page:
    """Some rows that a check has looked at."""

    check: Check
    keys: list[int]
    found: list[Found]


@dataclass
class Slice:
    """Some seconds of looking: the pages, and where to go on (None: at the end)."""

    pages: list[Page] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    next: tuple[str, int] | None = None


def look(*, start: tuple[str, int] | None, whole: bool, seconds: float, at: datetime) -> Slice:
    """Go on looking from `start` (a check and the last row it saw) for so many seconds.

    At the beginning of each check what it found before is looked at again. Unless `whole`, a
    check goes on where it came to last time.
    """
    deadline = time.monotonic() + seconds
    slice = Slice()
    names = list(CHECKS)
    first = names.index(start[0]) if start and start[0] in CHECKS else 0
    for name in names[first:]:
        check = CHECKS[name]
        if start and name == start[0]:
            after = start[1]
        else:
            slice.pages += again(check, at=at)
            after = 0 if whole or check.small else _came_to(name)
        for keys in check.pages(after):
            slice.pages.append(Page(check, keys, list(check.look(keys, at))))
            if time.monotonic() > deadline:
                slice.next = (name, keys[-1])
                return slice
        slice.ended.append(name)
    return slice


def again(check: Check, *, at: datetime) -> list[Page]:
    """Look once more at the rows that did not agree before."""
    rows = Finding.objects.filter(check_name=check.name).order_by("row")
    keys = list(rows.values_list("row", flat=True))
    pages = [keys[place : place + check.page] for place in range(0, len(keys), check.page)]
    return [Page(check, page, list(check.look(page, at))) for page in pages]


@transaction.atomic
def record(slice: Slice, *, whole: bool, at: datetime, confirmed: bool = False) -> int:
    """Write down what was found, and forget what agrees again; how many findings are new.

    `confirmed`: it was looked at twice already.
    """
    new = 0
    for page in slice.pages:
        new += _record_page(page, at=at, confirmed=confirmed)
        progress, _ = Progress.objects.get_or_create(check_name=page.check.name)
        if page.keys and page.keys[-1] > progress.row:
            progress.row = page.keys[-1]
            progress.save(update_fields=["row"])
    for name in slice.ended:
        Progress.objects.update_or_create(
            check_name=name, defaults={"looked_at": at, **({"whole_at": at} if whole else {})}
        )
    return new


def _record_page(page: Page, *, at: datetime, confirmed: bool) -> int:
    name = page.check.name
    found = {each.row: each for each in page.found}
    known = {
        row.row: row
        for row in Finding.objects.filter(check_name=name, row__in=page.keys).order_by("row")
    }
    mended = [row.pk for key, row in known.items() if key not in found]
    if mended:
        Finding.objects.filter(pk__in=mended).delete()
        log.info("%s: %d agree again", name, len(mended))
    for key, row in known.items():
        lasts = confirmed or at - row.seen_at >= CONFIRMED_AFTER
        if key in found and row.confirmed_at is None and lasts:
            row.confirmed_at, row.values = at, found[key].values
            row.save(update_fields=["confirmed_at", "values"])
            log.warning("%s: %s", name, page.check.says % row.values)
    fresh = [each for key, each in found.items() if key not in known]
    room = max(0, MOST_FINDINGS - Finding.objects.filter(check_name=name).count()) if fresh else 0
    Finding.objects.bulk_create(
        [
            Finding(
                check_name=name,
                row=each.row,
                group=each.group,
                values=each.values,
                seen_at=at,
                confirmed_at=at if confirmed else None,
            )
            for each in fresh[:room]
        ],
        ignore_conflicts=True,
    )
    if confirmed:
        for each in fresh[:room]:
            log.warning("%s: %s", name, page.check.says % each.values)
    return len(fresh)


def _came_to(name: str) -> int:
    return Progress.objects.filter(check_name=name).values_list("row", flat=True).first() or 0


@dataclass
class Report:
    """What one look at everything gave: how many rows each check saw, what does not agree.

    Of each check no more than MOST_FINDINGS are kept; `numbers` counts all of them.
    """

    rows: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    found: dict[str, list[Found]] = field(default_factory=dict)
    mended: dict[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return sum(self.numbers.values())


def examine(
    *,
    at: datetime,
    mend_by: Actor | None = None,
    tell: Callable[[str], object] = lambda name: None,
    settle_seconds: float | None = None,
) -> Report:
    """Look at everything now, in this process; what does not agree is looked at twice.

    With `mend_by`, what can be mended is mended as that actor, and looked at once more. Needs no
    more memory for a million messages than for a thousand.
    """
    rest = SETTLE_SECONDS if settle_seconds is None else settle_seconds
    report = Report()
    suspects: dict[str, list[int]] = {}
    for name, check in CHECKS.items():
        tell(name)
        report.rows[name] = 0
        suspects[name] = list(Finding.objects.filter(check_name=name).values_list("row", flat=True))
        last = 0
        for keys in check.pages(0):
            report.rows[name] += len(keys)
            found = [each.row for each in check.look(keys, at)]
            if mend_by is not None and check.mend is not None and found:
                # Page by page: nothing has to be remembered of what is whole again.
                time.sleep(rest)
                found = [each.row for each in check.look(found, at)]
                mended = _mend(check, found, by=mend_by, at=at)
                if mended:
                    report.mended[name] = report.mended.get(name, 0) + mended
            if len(suspects[name]) < MOST_FINDINGS:
                suspects[name] += found
            report.numbers[name] = report.numbers.get(name, 0) + len(found)
            last = keys[-1]
        _note_end(name, last=last, rows=report.rows[name], at=at)
    if any(suspects.values()):
        time.sleep(rest)
    for name, rows in suspects.items():
        _look_twice(CHECKS[name], sorted(set(rows)), report, at=at)
    return report


def _note_end(name: str, *, last: int, rows: int, at: datetime) -> None:
    Progress.objects.update_or_create(
        check_name=name,
        defaults={"row": last, "rows": rows, "looked_at": at, "whole_at": at},
    )


def _look_twice(check: Check, rows: list[int], report: Report, *, at: datetime) -> None:
    """Keep of the suspects what still does not agree."""
    kept: list[Found] = []
    for place in range(0, len(rows), check.page):
        keys = rows[place : place + check.page]
        page = Page(check, keys, list(check.look(keys, at)))
        kept += page.found
        record(Slice(pages=[page]), whole=False, at=at, confirmed=True)
    more = max(0, report.numbers.get(check.name, 0) - len(rows))
    report.numbers[check.name] = len(kept) + more
    if kept:
        report.found[check.name] = kept[:MOST_FINDINGS]


def mend(check: Check, rows: Sequence[int], *, by: Actor, at: datetime) -> int:
    """Mend what does not agree in these rows; how many of them agree now. Raises CannotBeMended.

    What was found is looked at first: rows that agree by now are left alone.
    """
    if check.mend is None:
        raise CannotBeMended(check.advice)
    number = 0
    for place in range(0, len(rows), MEND_AT_ONCE):
        keys = list(rows[place : place + MEND_AT_ONCE])
        number += _mend(check, [each.row for each in check.look(keys, at)], by=by, at=at)
        page = Page(check, keys, list(check.look(keys, at)))
        record(Slice(pages=[page]), whole=False, at=at)
    return number


def _mend(check: Check, rows: Sequence[int], *, by: Actor, at: datetime) -> int:
    assert check.mend is not None
    number = 0
    for place in range(0, len(rows), MEND_AT_ONCE):
        keys = list(rows[place : place + MEND_AT_ONCE])
        try:
            with transaction.atomic():
                check.mend(keys, at)
                left = len(list(check.look(keys, at)))
                mended = len(keys) - left
                if mended:
                    data = {"check": check.name, "rows": keys, "mended": mended}
                    ledger.append("reconciliation.mended", "reconciliation", data, by=by, at=at)
        except Exception:
            # Whatever is the matter with these rows, the others are mended all the same.
            log.exception("%s could not be mended in rows %s", check.name, keys)
            continue
        number += mended
        log.warning("%s: %d of %d mended", check.name, mended, len(keys))
    return number
