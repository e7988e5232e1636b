"""Covers for the papers of `material`."""

from datetime import UTC, datetime

from comitia.documents.publish.cover import Cover
from tests.documents.publish.material import HOSTILE, WORDS


def cover_in(language: str) -> Cover:
    """Every fact that a cover can have."""
    words = WORDS[language]
    body = {"ar": "الهيئة المثالية للتقييس", "zh-hans": "示例标准化组织"}
    return Cover(
        body=body.get(language, "Example Standards Organisation"),
        group="Correspondence group EX-178",
        number="EX-C 12 Rev.1",
        version="1",
        title=words["title"],
        sources=(words["author"], "Example Telecom"),
        date="2011-11-25",
        language=language,
        original="en",
        questions="2/3",
        purpose=words["options"],
        contacts=(f"{words['author']}\nalice@example.org",),
        abstract=f"{words['text']} {words['moved']}",
        keywords=(words["scope"], words["open"]),
        created=datetime(2011, 11, 25, 10, tzinfo=UTC),
    )


def hostile_cover() -> Cover:
    """Harm in every fact."""
    text = "".join(HOSTILE)
    return Cover(
        text, text, text, text, text, HOSTILE, text, text, text, text, text, HOSTILE, text, HOSTILE
    )
