"""Questions taken apart: what was understood, and what was said about the rest."""

from datetime import UTC, datetime

import pytest

from comitia.search.ask import Ask, Clause, read


def text(value: str, *, prefix: bool = False) -> Clause:
    return Clause("text", value, prefix)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("interim report", ((text("interim"),), (text("report"),))),
        ('"interim report"', ((text("interim report"),),)),
        ('"never closed', ((text("never closed"),),)),
        ("report OR rapport", ((text("report"), text("rapport")),)),
        ("a1 OR", ((text("a1"),),)),
        ("OR report", ((text("report"),),)),
        ("telecom*", ((text("telecom", prefix=True),),)),
        ("(report)", ((text("report"),),)),
        ("from:ramos", ((Clause("author", "ramos"),),)),
        ('Subject:"terms of reference"', ((Clause("subject", "terms of reference"),),)),
        ("https://comitia.example/x", ((text("https://comitia.example/x"),),)),
        ("报告 AND 会议", ((text("报告"),), (text("会议"),))),
        ("Re:", ((text("Re"),),)),
    ],
)
def test_what_is_wanted(line: str, wanted: tuple[tuple[Clause, ...], ...]) -> None:
    assert read(line) == Ask(wanted=wanted)


@pytest.mark.parametrize("line", ["report -draft", "report NOT draft"])
def test_what_is_unwanted(line: str) -> None:
    assert read(line) == Ask(wanted=((text("report"),),), unwanted=(text("draft"),))


@pytest.mark.parametrize(
    ("line", "after", "before"),
    [
        ("after:2011", datetime(2011, 1, 1, tzinfo=UTC), None),
        ("since:2011-4", datetime(2011, 4, 1, tzinfo=UTC), None),
        ("before:2011-04-15", None, datetime(2011, 4, 15, tzinfo=UTC)),
        (
            "after:2011-04 before:2011-05",
            datetime(2011, 4, 1, tzinfo=UTC),
            datetime(2011, 5, 1, tzinfo=UTC),
        ),
    ],
)
def test_dates(line: str, after: datetime | None, before: datetime | None) -> None:
    assert read(line) == Ask(after=after, before=before)
