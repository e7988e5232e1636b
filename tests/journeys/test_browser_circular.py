"""TSB Circular 174 becomes a group in a real browser: sign in, upload, correct, confirm, issue."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Someone, chromium
from tests.program import Program

pytestmark = pytest.mark.slow
SAM = "sam@house.example"
FIONA = "fiona@example-telecom.example"
ALICE = "alice@examplia.example"


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("comitia")
    comitia = Program(folder, COMITIA_DEMO="1", COMITIA_WEB_WORKERS="1")
    for name in ("mail", "work", "web"):
        comitia.start(name)
    yield comitia
    comitia.stop_all()


def test_the_secretariat_makes_a_group_of_a_circular(
    comitia: Program, shared: Path, tmp_path: Path
) -> None:
    with chromium() as browser:
        sam = Someone(browser, comitia.base_url, SAM)
        sam.page.goto("/circulars/read")
        assert "Sign in" in sam.text()
        sam.sign_in()
        sam.page.get_by_role("link", name="Read a circular").click()

        huge = tmp_path / "huge.txt"
        huge.write_bytes(b"0" * 30_000_000)
        sam.page.get_by_label("File").set_input_files(huge)
        sam.press("Read it")
        assert "too large" in sam.text()

        sam.page.goto("/circulars/read")
        sam.page.get_by_label("File").set_input_files(shared / "circular-174.zh.txt")
        sam.press("Read it")
        sam.page.wait_for_url("**/circulars/drafts/*/")
        draft = sam.page.url
        for label, value in (
            ("Name of its list", "t09tsag178"),
            ("Organisation", "ANATEL"),
        ):
            assert sam.page.get_by_label(label, exact=True).input_value() == value
        assert sam.page.get_by_label("When, as the text says").count() == 8
        line = sam.page.locator('.field:has([name="reflector"]) + .where')
        href = line.locator("a").first.get_attribute("href")
        assert href
        assert "t09tsag178" in sam.page.locator(f"li{href}").inner_text()

        sam.press("Confirm: make the group")
        assert "Please mend this first" in sam.text()
        sam.page.get_by_label("Category of the organisation").select_option("Member State")
        sam.fill("E-mail address", "convener@anatel.example")
        sam.press("Confirm: make the group")
        sam.page.wait_for_url("**/g/t09tsag178/")
        assert "is confirmed" in sam.text()
        assert sam.page.locator("svg.strip").count() == 1

        sam.page.goto(draft)
        assert "/circulars/tsb-174/" in sam.page.url
        sam.page.goto("/circulars/tsb-174/issue")
        assert FIONA in sam.text()
        sam.press("Send 1 notice")
        assert "on its way" in sam.text()

        fiona = Someone(browser, comitia.base_url, FIONA)
        fiona.sees("174", f"/sink/?to={FIONA}")
        public = Someone(browser, comitia.base_url, ALICE)
        public.page.goto("/circulars/tsb-174/")
        assert re.search("t09tsag178", public.text())
