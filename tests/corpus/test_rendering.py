"""Every message by others is shown, quickly, and nothing in it acts (laws 8 and 9)."""

import time
from pathlib import Path

import pytest

from comitia.archive.rendering import Rendered, render, serve
from comitia.archive.rendering.html import sanitised
from tests.archive.inert import active_content
from tests.corpus.material import members, small_sets

SLOWEST_SECONDS = 2.0  # The slowest takes 0.07; a busy machine may take longer.


def assert_shown_inert(name: str, raw: bytes) -> None:
    begun = time.perf_counter()
    rendered = render(raw)
    took = time.perf_counter() - begun
    assert took < SLOWEST_SECONDS, f"{name}: {took:.2f} s"
    for html in [*(block.html for block in rendered.blocks), rendered.html or ""]:
        assert active_content(html) == [], name
    for attachment in rendered.attachments:
        assert not set(attachment.name) & set('/\\<>"\0\n\r'), name
        assert serve(raw, attachment.path).headers["Content-Disposition"].startswith("attachment;")
    assert Rendered.from_packed(rendered.packed()) == rendered, name
    rendered.for_public()


def test_every_message_by_others_is_shown_inert(shared: Path) -> None:
    count = 0
    for name, raw in small_sets(shared / "data"):
        assert_shown_inert(name, raw)
        # And as if its bytes were HTML: hostile markup hides in odd places.
        assert active_content(sanitised(raw.decode("latin-1")) or "") == [], name
        count += 1
    assert count > 3_000


@pytest.mark.slow
def test_a_real_list_is_shown_inert(shared: Path) -> None:
    for name, raw in members(shared / "data" / "mail" / "linux-stm32-2600.mboxrd.gz"):
        assert_shown_inert(name, raw)
