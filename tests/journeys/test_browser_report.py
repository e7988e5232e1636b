"""S6 and S10 in a real browser: two editors at one paragraph, the interim report, six languages."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import Someone, chromium
from tests.program import Program

pytestmark = pytest.mark.slow
ALICE, EDITH = "alice@examplia.example", "edith@examplia.example"
EDGAR, CHAIR = "edgar@example-telecom.example", "chandra@house.example"
REPORT = "/g/t09demo/report/"

PREPARE = """
import django; django.setup()
from datetime import date
from types import SimpleNamespace
from comitia.base import clock
from comitia.bodies.actions import elect
from comitia.bodies.models import Body, Decision
from comitia.groups.models import Group
from comitia.ledger.actors import SYSTEM
from comitia.people.models import Entity, Person
from comitia.timetable import actions as timetable
from comitia.timetable.actions import PlannedRow
from tests.reports.drafting import appoint_editors, contribute, give_mandate
from tests.world import NOW, person
world = SimpleNamespace(
    group=Group.objects.get(name="t09demo"), parent=Body.objects.get(slug="exag"),
    decision=Decision.objects.first(), examplia=Entity.objects.get(slug="examplia"),
    telecom=Entity.objects.get(slug="example-telecom"),
    bob=Person.objects.get(name="Bob"), now=NOW,
)
with clock.stopped_at(NOW):
    give_mandate(world)
    appoint_editors(world)
    contribute(world)
    elect(body=world.parent, person=person("Chandra"), office="chair", by=SYSTEM, at=NOW)
    timetable.adopt(
        group=world.group,
        rows=[
            PlannedRow("November 2011", "month", date(2011, 11, 1), date(2011, 11, 30),
                       "send the interim report", proof="interim_sent")
        ],
        decision=world.decision, by=SYSTEM, at=NOW,
    )
"""


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("comitia")
    comitia = Program(folder, COMITIA_DEMO="1", COMITIA_WEB_WORKERS="1")
    comitia.run("-c", PREPARE)
    for name in ("mail", "work", "web"):
        comitia.start(name)
    yield comitia
    comitia.stop_all()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def signed_in(browser: Browser, comitia: Program, address: str) -> Someone:
    someone = Someone(browser, comitia.base_url, address)
    someone.sign_in()
    return someone


def test_two_editors_an_interim_report_and_its_languages(
    comitia: Program, browser: Browser
) -> None:
    alice, edith, edgar = (
        signed_in(browser, comitia, address) for address in (ALICE, EDITH, EDGAR)
    )
    alice.page.goto(REPORT)
    assert "send the interim report" in alice.text()
    alice.press("Begin the report")
    alice.page.get_by_role("link", name="Write a paragraph in section 3").click()
    alice.fill("Text", "The group met twice and found **no** overlap.")
    alice.press("Look at it first")
    assert alice.page.locator(".looked strong").inner_text() == "no"
    alice.press("Save")
    assert alice.page.locator("#p1 .said .label").inner_text() == "3.1"

    # Both have the same revision before them; each saves in turn.
    for editor in (edith, edgar):
        editor.page.goto(REPORT)
        editor.page.get_by_role("link", name="Edit 3.1").click()
    edith.fill("Text", "The group met once and found **no** overlap.")
    edith.press("Save")
    edgar.fill("Text", "The group never met and found **no** overlap.")
    edgar.page.get_by_label("Why").fill("No minutes are known.")
    edgar.press("Save")
    assert "Both texts are kept" in edgar.text()
    for text in ("The group met once", "The group never met", "Edith (Examplia)"):
        assert text in edgar.text()
    alice.page.goto(REPORT)
    said = alice.page.locator("#p1 .said").inner_text()
    assert re.search(r"\[.*never.*Edgar \(Example Telecom\)\]", said)
    assert "2 texts side by side" in alice.text()
    edith.page.goto(f"{REPORT}p/p1/choose")
    edith.page.get_by_label("Edgar (Example Telecom)").check()
    edith.press("Decide")
    assert "Say why, in a sentence." in edith.text()
    edith.page.get_by_label("Why").fill("Nobody has minutes.")
    edith.press("Decide")
    assert "The group never met and found no overlap." in edith.text()
    edith.page.get_by_role("link", name="History of 3.1").click()
    assert "Nobody has minutes." in edith.text()
    assert "The group met once" in re.sub(r"\s+", " ", edith.text())

    freezes_and_sends(alice)
    lists_what_changed_since(alice, edgar)
    stays_with_what_was_sent(Someone(browser, comitia.base_url, "nobody@stranger.example"))
    speaks_other_languages(edgar)


def freezes_and_sends(alice: Someone) -> None:
    alice.page.goto(REPORT)
    alice.page.get_by_role("link", name="Freeze a version").click()
    assert "Freeze an interim report first." in alice.text()
    alice.page.get_by_label("interim report").check()
    alice.press("Freeze it")
    assert "not sent yet" in alice.text()
    assert re.search(r"[0-9a-f]{64}", alice.text())
    alice.press("Send it to EXAG")
    assert "Chandra" in alice.text()
    alice.page.goto("/g/t09demo/timetable")
    row = alice.page.locator("#row-1").inner_text()
    assert "met" in row
    assert "late" not in row


def lists_what_changed_since(alice: Someone, edgar: Someone) -> None:
    # The contribution is not posted yet: an editor does not see it, the convener does.
    edgar.page.goto(f"{REPORT}p/p1/")
    edgar.page.get_by_text("Cite a document").click()
    assert "The register has no document yet." in edgar.text()
    alice.page.goto(f"{REPORT}p/p1/")
    alice.page.get_by_text("Cite a document").click()
    alice.press("Cite the document")
    assert "It is cited here now." in alice.text()
    # By keys alone: to the first paragraph, and into it.
    alice.page.goto(REPORT)
    alice.page.keyboard.press("j")
    alice.page.keyboard.press("e")
    alice.page.wait_for_url("**/p/p1/edit")
    alice.fill("Text", "The group never met in May and found **no** overlap.")
    alice.press("Save")
    alice.page.goto(f"{REPORT}changes?from=1&to=draft")
    assert alice.page.locator(".sample ins").inner_text().strip() == "in May"
    assert "C 1" in alice.text()
    with alice.page.expect_download() as redline:
        alice.page.get_by_role("link", name="DOCX").click()
    assert re.fullmatch(r"t09demo-1-draft-[0-9a-f]{12}\.docx", redline.value.suggested_filename)
    alice.page.goto(f"{REPORT}freeze")
    alice.page.get_by_label("revised report").check()
    alice.press("Freeze it")
    alice.page.get_by_role("link", name="1. interim report").click()
    assert "1 paragraph is not as it was." in alice.text()
    with alice.page.expect_download() as redline:
        alice.page.get_by_role("link", name="DOCX").click()
    with open(redline.value.path(), "rb") as file:
        assert file.read(2) == b"PK"


def stays_with_what_was_sent(stranger: Someone) -> None:
    stranger.page.goto(REPORT)
    assert "The group never met and found no overlap." in stranger.text()
    assert "in May" not in stranger.text()
    assert stranger.page.get_by_role("link", name="Edit 3.1").count() == 0


def speaks_other_languages(edgar: Someone) -> None:
    edgar.page.goto(f"{REPORT}languages/")
    assert "Begin another language" in edgar.text()
    edgar.page.locator("main button[value=ar]").click()
    while edgar.page.locator(".pairs textarea").count():
        field = edgar.page.locator(".pairs textarea").first
        field.fill("اجتمع فريق t09demo **لا** غير.")
        edgar.page.locator(".pairs").get_by_role("button", name="Save").first.click()
    edgar.page.goto(f"{REPORT}languages/")
    edgar.page.locator("main button[value=fr]").click()
    edgar.page.goto(f"{REPORT}?language=ar")
    paragraph = edgar.page.locator("#p1 .paper p")
    assert paragraph.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert "t09demo" in paragraph.inner_text()
    assert "3.1" in edgar.page.locator("#p1 .said").inner_text()
    assert "out of step" not in edgar.text()
    edgar.page.goto(f"{REPORT}?language=fr")
    assert "out of step" in edgar.text()
    edgar.page.goto(REPORT)
    assert "out of step" not in edgar.text()
