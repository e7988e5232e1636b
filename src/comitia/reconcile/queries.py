"""What pages, mails and commands say of what does not agree."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from comitia.reconcile.check import Check
from comitia.reconcile.checks import CHECKS
from comitia.reconcile.models import Finding, Progress


@dataclass(frozen=True)
class Trouble:
    """What one check found: the first of it in words, and how many there are."""

    check: Check
    number: int
    since: datetime
    shown: list[tuple[Finding, str]]

    @property
    def advice(self) -> str:
        return gettext(self.check.advice)

    @property
    def can_be_mended(self) -> bool:
        return self.check.mend is not None


def troubles(*, most: int = 20) -> list[Trouble]:
    """What is confirmed not to agree, in the active language; `most` of each check in words."""
    found = []
    for name, check in CHECKS.items():
        rows = Finding.objects.filter(check_name=name, confirmed_at__isnull=False)
        shown = list(rows.order_by("seen_at", "row")[:most])
        if shown:
            said = [(each, gettext(check.says) % each.values) for each in shown]
            found.append(Trouble(check, rows.count(), shown[0].seen_at, said))
    return found


def being_looked_at() -> int:
    """How many rows did not agree at a first look, and are looked at again in some minutes."""
    return Finding.objects.filter(confirmed_at=None).count()


@dataclass(frozen=True)
class Looked:
    """When all checks last came to an end: of what was new, and of everything. None: never yet."""

    lately: datetime | None
    wholly: datetime | None


def looked() -> Looked:
    """How fresh the answer is."""
    rows = {
        name: (lately, wholly)
        for name, lately, wholly in Progress.objects.values_list(
            "check_name", "looked_at", "whole_at"
        )
    }
    done = [rows.get(name, (None, None)) for name in CHECKS]
    latest = [lately for lately, _ in done if lately is not None]
    wholes = [wholly for _, wholly in done if wholly is not None]
    return Looked(
        lately=min(latest) if len(latest) == len(CHECKS) else None,
        wholly=min(wholes) if len(wholes) == len(CHECKS) else None,
    )
