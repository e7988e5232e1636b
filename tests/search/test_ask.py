"""Questions taken apart: what was understood, and what was said about the rest."""

from datetime import UTC, datetime

import pytest

from comitia.search import ask, words
from comitia.search.ask import Between, Clause, Either, Every, Part, Without, read

NOW = datetime(2011, 6, 15, 10, 30, tzinfo=UTC)


def text(value: str, **more: bool) -> Clause:
    return Clause("text", value, **more)


def phrase(value: str) -> Clause:
    return text(value, is_phrase=True)


A, B, C, D = map(text, ("a1", "b1", "c1", "d1"))


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("report", text("report")),
        ("interim report", Every((text("interim"), text("report")))),
        ('"interim report"', phrase("interim report")),
        ("“interim report”", phrase("interim report")),
        ("«projet de rapport»", phrase("projet de rapport")),
        ('"never closed', phrase("never closed")),
        ("telecom*", text("telecom", prefix=True)),
        ("通*", text("通", prefix=True)),
        ("(report)", text("report")),
        ("from:ramos", Clause("author", "ramos")),
        ("from: ramos", Clause("author", "ramos")),
        ("To:ramos", Clause("recipient", "ramos")),
        ('Subject:"terms of reference"', Clause("subject", "terms of reference", is_phrase=True)),
        ("https://comitia.example/x", text("https://comitia.example/x")),
        ("报告 AND 会议", Every((text("报告"), text("会议")))),
        ("Re:", text("Re")),
        ("message-id:<a.b@c.example>", Clause("id", "<a.b@c.example>")),
        ("thread:12 group:t09", Every((Clause("thread", "12"), Clause("group", "t09")))),
        ("has:PDF", Clause("has", "document")),
        ("type:circulaire", Clause("kind", "circular")),
        ("in:documents", Clause("place", "documents")),
        ("number:12", Between("number", 12, 13)),
        ("number:12..20", Between("number", 12, 21)),
    ],
)
def test_one_thing(line: str, part: Part) -> None:
    assert read(line, at=NOW).part == part
    assert not read(line, at=NOW).notes


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("a1 OR b1", Either((A, B))),
        ("a1 | b1", Either((A, B))),
        ("a1 OR", A),
        ("OR a1", A),
        ("a1 OR OR b1", Either((A, B))),
        ("a1 b1 OR c1", Either((Every((A, B)), C))),
        ("a1 (b1 OR c1)", Every((A, Either((B, C))))),
        ("(a1 OR b1) c1", Every((Either((A, B)), C))),
        ("(a1 OR (b1 c1)) d1", Every((Either((A, Every((B, C)))), D))),
        ("a1 -b1", Every((A, Without(B)))),
        ("a1 NOT b1", Every((A, Without(B)))),
        ("a1 AND NOT b1", Every((A, Without(B)))),
        ("-(a1 OR b1) c1", Every((Without(Either((A, B))), C))),
        ("NOT(a1 b1) c1", Every((Without(Every((A, B))), C))),
        ("NOT NOT a1", A),
        ("a1 NOT", A),
        ("((((a1))))", A),
        ("a1)) b1", Every((A, B))),
        ("(a1 OR b1", Either((A, B))),
        ("()", None),
        ("（a1 OR b1） c1", Every((Either((A, B)), C))),
        (
            "subject:(a1 OR from:bob)",
            Either((Clause("subject", "a1"), Clause("author", "bob"))),
        ),
        ('f(x) "f(x)"', Every((text("f(x"), phrase("f(x")))),
        ("a1 or b1", Every((A, text("or"), B))),
    ],
)
def test_what_belongs_together(line: str, part: Part | None) -> None:
    assert read(line, at=NOW).part == part


def day(year: int, month: int = 1, day: int = 1) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("line", "first", "end"),
    [
        ("after:2011", day(2011), None),
        ("since:2011-4", day(2011, 4), None),
        ("before:2011-04-15", None, day(2011, 4, 15)),
        ("date:2011", day(2011), day(2012)),
        ("date:2011-12", day(2011, 12), day(2012)),
        ("date:2011-04-15", day(2011, 4, 15), day(2011, 4, 16)),
        ("date:2011/04/15", day(2011, 4, 15), day(2011, 4, 16)),
        ("日期:2011年4月", day(2011, 4), day(2011, 5)),
        ("date:2011-04..2011-06", day(2011, 4), day(2011, 7)),
        ("date:2011-06..2011-04", day(2011, 4), day(2011, 7)),
        ("date:2011-04..", day(2011, 4), None),
        ("date:..2011-04", None, day(2011, 5)),
        ("date:today", day(2011, 6, 15), day(2011, 6, 16)),
        ("date:вчера", day(2011, 6, 14), day(2011, 6, 15)),
        ("date:7d", day(2011, 6, 8), None),
        ("after:3w", day(2011, 5, 25), None),
        ("before:2m", None, day(2011, 4, 15)),
        ("after:1y", day(2010, 6, 15), None),
        ("date:30d..7d", day(2011, 5, 16), day(2011, 6, 8)),
        ("date:9999", day(9999), None),
    ],
)
def test_dates(line: str, first: int | None, end: int | None) -> None:
    assert read(line, at=NOW).part == Between("at", first, end)


def test_a_month_ago_of_a_long_month_is_the_last_of_a_short_one() -> None:
    end_of_march = datetime(2011, 3, 31, tzinfo=UTC)
    assert read("after:1m", at=end_of_march).part == Between("at", day(2011, 2, 28), None)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("de:ramos", Clause("author", "ramos")),
        ("от:ramos", Clause("author", "ramos")),
        ("来自：ramos", Clause("author", "ramos")),
        ("من:ramos", Clause("author", "ramos")),
        ("objet:rapport", Clause("subject", "rapport")),
        ("тема:доклад", Clause("subject", "доклад")),
        ("主题：报告", Clause("subject", "报告")),
        ("para:ramos", Clause("recipient", "ramos")),
        ("含有:附件", Clause("has", "attachment")),
    ],
)
def test_fields_in_other_languages(line: str, part: Part) -> None:
    assert read(line, at=NOW).part == part


def test_no_word_of_the_language_means_two_things() -> None:
    tables = words._written()
    for table, rows in tables.items():
        said = [word.casefold() for each in rows.values() for word in each]
        assert len(said) == len(set(said)), table


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "Write a word"),
        ("!!! ???", "Write a word"),
        ("date:soon report", "no date"),
        ("after:2011-02-31 report", "no date"),
        ("date:2011..soon", "no date"),
        ("number:twelve", "no number"),
        ("has:money report", "choose among: document, image"),
        ("type:novel", "choose among: mail, circular"),
        ("a* report", "too many words"),
        ("я* report", "too many words"),
        ("aa* bb* cc* dd*", "first 3 words with an asterisk"),
        ("word " * 31, "first 30 words"),
        ("x" * 1001, "first 1000 letters"),
        ("(" * 500 + "a1", ""),
    ],
)
def test_what_cannot_be_used_is_said(line: str, said: str) -> None:
    assert said in " ".join(read(line, at=NOW).notes)


def test_a_clause_tells_where_it_stands() -> None:
    line = 'from:bob "two words" last'
    found = read(line, at=NOW).clauses()
    assert [line[slice(*each.span)] for each in found] == ["bob", "two words", "last"]


def test_depth_is_bounded() -> None:
    nested = "".join(f"(w{number} OR " for number in range(ask.MOST_CLAUSES))
    part = read(nested, at=NOW).part
    depth = 0
    while isinstance(part, Either | Every):
        part, depth = part.parts[-1], depth + 1
    assert depth <= 2 * ask.MOST_DEPTH + 2
