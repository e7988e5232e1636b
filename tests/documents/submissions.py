"""Plain submissions of our own, for tests."""

from datetime import datetime

from comitia.documents import actions
from comitia.documents.cover import Cover
from comitia.documents.filing import Given
from comitia.documents.models import Issue


def text(words: str = "We propose to keep the example short.", language: str = "en") -> Given:
    return Given(f"paper-{language}.txt", words.encode(), language)


def contribute(
    world, *, at: datetime, by=None, series="C", title="On the example", **more
) -> Issue:
    files = more.pop("files", None) or [text(f"{title}. It was written at {at}.")]
    cover = more.pop("cover", None) or Cover(title=title, language="en")
    return actions.submit(
        group=world.group,
        series=series,
        files=files,
        cover=cover,
        by=by or world.bob,
        at=at,
        **more,
    )
