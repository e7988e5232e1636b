"""Text by script and language, and the words looked for, marked in it."""

from datetime import UTC, datetime

import pytest

from comitia.search.analyse import language_of, pairs, split
from comitia.search.ask import read
from comitia.search.snippets import marks_of, snippet

NOW = datetime(2011, 6, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The report of the group is attached.", "en"),
        ("Le rapport du groupe est joint pour les membres.", "fr"),
        ("El informe del grupo se adjunta para los miembros.", "es"),
        ("Доклад группы прилагается.", "ru"),
        ("مرفق تقرير الفريق", "ar"),
        ("附上小组报告 (TSAG, WTSA-12)。", "zh-hans"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_each_script_goes_to_its_own_field() -> None:
    found = split("The report 报告 и доклад تَقْرير")
    assert found["zh"] == "报告 告"
    assert found["ru"].split() == ["и", "доклад"]
    assert found["ar"].split() == ["تقرير"]
    assert found["en"].split() == ["The", "report"]


def test_pairs() -> None:
    assert pairs("通信小组") == "通信 信小 小组 组"
    assert pairs("组") == "组"


@pytest.mark.parametrize(
    ("asked", "text", "marked"),
    [
        ("consult", "They consulted consuls.", "They <mark>consulted</mark> consuls."),
        ("résolutions", "La résolution", "La <mark>résolution</mark>"),
        ("RESEAU", "les réseaux", "les <mark>réseaux</mark>"),
        ("通信", "电子邮件通信录", "电子邮件<mark>通信</mark>录"),
        ("互操作性报告", "互操作性的年度报告", "<mark>互操作性</mark>的年度<mark>报告</mark>"),
        ('"互操作性"', "互操作", "互操作"),
        ("сети", "сетей связи", "<mark>сетей</mark> связи"),
        ("إدارة", "مع الإدارات", "مع <mark>الإدارات</mark>"),
        ("a<b", "x a<b y", "x <mark>a</mark>&lt;<mark>b</mark> y"),
        ("-secret open", "open secret", "<mark>open</mark> secret"),
        ("from:bob report", "bob report", "bob <mark>report</mark>"),
    ],
)
def test_words_are_marked(asked: str, text: str, marked: str) -> None:
    assert snippet(text, marks_of(read(asked, at=NOW))) == marked


def test_a_snippet_is_short_and_around_the_word() -> None:
    text = "before " * 500 + "needle " + "after " * 500
    found = snippet(text, marks_of(read("needle", at=NOW)))
    assert "<mark>needle</mark>" in found
    assert found.startswith("…")
    assert found.endswith("…")
    assert len(found) < 260
