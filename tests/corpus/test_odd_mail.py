"""Odd mail, each file named for its oddity: what is read of it, and what is noted."""

from pathlib import Path

import pytest

from comitia.archive.rendering import Rendered, render
from tests.archive.inert import active_content

ODD = Path(__file__).parent / "odd"
TEXT = "The text."


def rendered(name: str) -> Rendered:
    return render((ODD / f"{name}.eml").read_bytes())


def kinds(name: str) -> list[tuple[str, str]]:
    return [(block.kind, block.html) for block in rendered(name).blocks]


@pytest.mark.parametrize(
    ("name", "text", "notes"),
    [
        ("charset-gb2312-that-is-gb18030", "召集人㐀䶵：报告", {}),
        ("charset-latin1-that-is-utf8", "Réseau français, 通信", {"charset-assumed": "utf-8"}),
        ("charset-invented", "Pourquoi pas ?", {}),
        (
            "charset-unknown-8bit",
            "Рабочая группа подготовила проект доклада для следующего собрания.",
            {"charset-assumed": "utf-8"},
        ),
        ("charset-named-y", "Yes was the answer.", {}),
        ("charset-koi8-r", "Доклад", {}),
        ("charset-windows-1256", "تقرير الفريق", {}),
        ("charset-python-codec", "Plain words", {}),
        ("charset-zlib", "Plain words", {}),
        ("charset-utf-7-hides-markup", "<script>alert(1)</script>", {}),
        ("flowed-delsp-chinese", "通信小组报告", {}),
        ("boundary-never-closed", TEXT, {}),
        ("boundary-never-opened", TEXT, {}),
        ("boundary-missing", "--x\n\nThe text.\n--x--", {}),
        ("html-too-deep", TEXT, {}),
        ("base64-cut-off", "The text of the messa", {}),
        ("quoted-printable-broken", "50% of=ZZ the € text goes on", {}),
        ("encoding-invented", TEXT, {}),
        ("nested-sixty-deep", None, {"out-of-bounds": "parts nested too deep"}),
        ("parts-a-thousand", TEXT, {"out-of-bounds": "too many parts"}),
        ("line-ends-of-old-macintosh", "The text.\nTwo lines.", {}),
        ("controls-and-turned-text", "The text[31m txet.", {}),
        ("no-header-at-all", TEXT, {}),
        ("empty", "", {}),
    ],
)
def test_what_is_read(name: str, text: str | None, notes: dict[str, str]) -> None:
    shown = rendered(name)
    if text is not None:
        assert shown.text.strip() == text
    assert dict(shown.notes) == notes


def test_eight_bits_where_seven_were_promised_are_guessed() -> None:
    shown = rendered("charset-ascii-that-is-windows-1252")
    assert "interim" in shown.text
    assert [key for key, _ in shown.notes] == ["charset-assumed"]


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        (
            "flowed-quoted-and-signed",
            [
                ("text", "This line goes on here."),
                ("quote", "&gt;&gt; Deep quoted words.\n&gt; Shallow."),
                ("text", "Answer."),
                ("signature", "--\nBob"),
            ],
        ),
        (
            "attribution-folded-over-two-lines",
            [
                ("text", "Yes."),
                (
                    "quote",
                    "On Fri, 1 Apr 2011 at 12:00, Alice Example via list &lt;\n"
                    "list@comitia.example&gt; wrote:\n\n&gt; Shall we?",
                ),
            ],
        ),
        (
            "answer-above-original-message",
            [
                ("text", "D'accord."),
                (
                    "quote",
                    "-----Message d'origine-----\nDe : Alice\nObjet : Projet\n\n"
                    "Qu'en pensez-vous ?",
                ),
            ],
        ),
        (
            "answer-in-between-in-russian",
            [
                ("quote", "01.04.2011 12:00, Алиса пишет:\n&gt; Согласны?"),
                ("text", "Да."),
                ("quote", "&gt; Когда?"),
                ("text", "Завтра."),
            ],
        ),
        ("alternative-with-empty-plain", [("text", "The text."), ("quote", "&gt; Quoted.")]),
        (
            "signed-and-footed",
            [
                ("text", "The text."),
                (
                    "signature",
                    "_______________________________________________\nlist mailing list",
                ),
            ],
        ),
    ],
)
def test_whose_words_they_are(name: str, blocks: list[tuple[str, str]]) -> None:
    assert kinds(name) == blocks


@pytest.mark.parametrize(
    ("name", "attachments"),
    [
        ("boundary-never-closed", [("2", "a.pdf", "application/pdf", 5)]),
        ("filename-that-climbs", [("2", "report.pdf", "application/pdf", 4)]),
        ("filename-that-turns-round", [("2", "reportfdp.exe", "application/octet-stream", 2)]),
        ("filename-in-pieces", [("2", "中期报告.pdf", "application/pdf", 4)]),
        ("filename-is-a-device", [("2", "_aux.c", "text/x-c", 1)]),
        ("signed-and-footed", [("1.2", "signature.asc", "application/pgp-signature", 2)]),
        ("forwarded-as-attachment", [("2", "part-2.eml", "message/rfc822", 27)]),
        ("alternative-with-empty-plain", []),
    ],
)
def test_what_is_attached(name: str, attachments: list[tuple[str, str, str, int]]) -> None:
    found = rendered(name).attachments
    assert [(each.path, each.name, each.kind, each.size_bytes) for each in found] == attachments


def test_hostile_html_keeps_its_words_and_loses_its_teeth() -> None:
    shown = rendered("html-only-hostile")
    assert shown.html is not None
    assert "<p>The text.</p>" in shown.html
    assert '<a href="http://good.example/" rel="noopener nofollow">two</a>' in shown.html
    assert "evil.example" not in shown.html
    assert "alert" not in shown.html


@pytest.mark.parametrize("path", sorted(ODD.glob("*.eml")), ids=lambda path: path.stem)
def test_nothing_acts(path: Path) -> None:
    shown = render(path.read_bytes())
    for html in [*(block.html for block in shown.blocks), shown.html or ""]:
        assert active_content(html) == []
    assert Rendered.from_packed(shown.packed()) == shown
