"""What a check is: which rows it looks at, page by page, what it finds, how that can be mended."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

PAGE = 500
# The one row of a check that looks at a store as a whole.
WHOLE = 1


@dataclass(frozen=True)
class Found:
    """A row that does not agree. `values` fill the check's sentence; they are plain JSON."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True)
class Check:
    """One question put to each row of a store.

    `says` is what is wrong, with %(placeholders)s for a finding's values, and `advice` what to do
    next: both are translated where they are shown. `mend` repairs rows and may safely be repeated;
    it runs in a transaction of its own. A check of a `small` set looks at all of it each time,
    because old rows can begin to disagree.
    """

    name: str
    says: str
    advice: str
    look: Callable[[Sequence[int], datetime], Iterable[Found]]
    over: Callable[[], QuerySet[Any]] | None = None
    mend: Callable[[Sequence[int], datetime], None] | None = None
    small: bool = False
    page: int = PAGE

    def pages(self, after: int) -> Iterator[list[int]]:
        """The keys greater than `after` in order, a page at a time."""
        if self.over is None:
            if after < WHOLE:
                yield [WHOLE]
            return
        while keys := self._keys(after):
            yield keys
            after = keys[-1]

    def _keys(self, after: int) -> list[int]:
        assert self.over is not None
        rows = self.over().filter(pk__gt=after).order_by("pk")
        return list(rows.values_list("pk", flat=True)[: self.page])


def every(model: type[Model]) -> Callable[[], QuerySet[Any]]:
    """All rows of a table."""
    return lambda: model._default_manager.all()
