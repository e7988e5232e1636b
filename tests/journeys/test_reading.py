"""Reading an archive in a real browser: by mouse, by keys alone, without script, and on paper."""

import smtplib
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import Someone, chromium
from tests.mail.posting import message
from tests.program import Program

pytestmark = pytest.mark.slow
ALICE, BOB = "alice@examplia.example", "bob@example-telecom.example"
QUOTED = "".join(f"> Sentence {number} of the first proposal.\r\n" for number in range(1, 9))
SAM = "sam@house.example"
THREAD = [
    (ALICE, "scope@x.example", "", "Scope of the report", "Shall we assess all groups?\r\n"),
    (
        BOB, "scope2@x.example", "scope@x.example", "Re: Scope of the report",
        f"On Monday Alice wrote:\r\n{QUOTED}\r\nOnly those that touch the Internet.\r\n",
    ),
    (ALICE, "scope3@x.example", "scope2@x.example", "Re: Scope of the report", "Agreed.\r\n"),
    (BOB, "other@x.example", "", "Another matter", "When do we meet?\r\n"),
]  # fmt: skip


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    comitia = Program(tmp_path_factory.mktemp("comitia"), COMITIA_DEMO="1", COMITIA_WEB_WORKERS="1")
    for name in ("mail", "work", "web"):
        comitia.start(name)
    for sender, name, answers, subject, body in THREAD:
        more = {"Message_ID": f"<{name}>"}
        if answers:
            more["In_Reply_To"] = f"<{answers}>"
        data = message(sender=sender, subject=subject, body=body, **more)
        with smtplib.LMTP("127.0.0.1", comitia.lmtp_port) as door:
            assert door.sendmail(sender, ["t09demo@comitia.example"], data) == {}
    yield comitia
    comitia.stop_all()


def test_a_delegate_finds_a_thread_and_reads_what_was_quoted(comitia: Program) -> None:
    with chromium() as browser:
        bob = Someone(browser, comitia.base_url, BOB)
        bob.sign_in()
        bob.sees("Another matter", "/g/t09demo/mail/")
        bob.sees("3 messages", "/g/t09demo/mail/")
        bob.page.get_by_text("Narrow the list").click()
        bob.page.get_by_label("unanswered").check()
        bob.press("Show these")
        assert "Scope of the report" not in bob.text()
        assert bob.page.url.endswith("?unanswered=1")
        bob.page.get_by_role("link", name="Take off: unanswered").click()
        bob.page.get_by_role("link", name="Scope of the report").click()

        quoted = bob.page.get_by_text("Sentence 5 of the first proposal.")
        expect(quoted).to_be_hidden()
        bob.page.get_by_text("9 quoted lines").click()
        expect(quoted).to_be_visible()

        # By keys: over the messages, then to the older or the newer thread.
        bob.page.keyboard.press("j")
        bob.page.keyboard.press("u")
        bob.page.wait_for_url("**/g/t09demo/mail/")
        bob.page.goto("/m/scope2@x.example/")
        bob.page.keyboard.press("n")
        bob.page.wait_for_url("**/m/scope3@x.example/")
        bob.page.keyboard.press("p")
        bob.page.wait_for_url("**/m/scope2@x.example/")
        # A key meant for a field stays in the field.
        bob.page.get_by_label("Search this group’s mail").press("n")
        assert bob.page.url.endswith("/m/scope2@x.example/")

        bob.page.goto("/m/%3Cscope3%2540x.example%3E/")
        assert bob.page.url.endswith("/m/scope3@x.example/")
        bob.page.get_by_role("link", name="#1", exact=False).first.click()
        assert "Shall we assess all groups?" in bob.text()


def test_all_is_there_without_script_and_a_page_known_is_not_sent_again(comitia: Program) -> None:
    with chromium() as browser:
        alice = Someone(browser, comitia.base_url, ALICE)
        alice.sign_in()
        state = alice.context.storage_state()
        reader = browser.new_context(
            base_url=comitia.base_url, java_script_enabled=False, storage_state=state,
            viewport={"width": 360, "height": 740},
        )  # fmt: skip
        page = reader.new_page()
        page.goto("/g/t09demo/mail/1/")
        page.keyboard.press("Tab")
        expect(page.get_by_text("Skip to the text")).to_be_focused()
        page.get_by_text("9 quoted lines").click()
        expect(page.get_by_text("Sentence 5 of the first proposal.")).to_be_visible()
        page.get_by_role("link", name="answers #2").click()
        assert page.url.endswith("#m2")
        page.get_by_role("link", name="by date").click()
        expect(page.locator("article")).to_have_count(3)

        first = reader.request.get("/m/scope@x.example/")
        assert first.headers["content-encoding"] == "gzip"
        again = reader.request.get(
            "/m/scope@x.example/", headers={"If-None-Match": first.headers["etag"]}
        )
        assert again.status == 304


def test_a_thread_prints_as_a_record(comitia: Program) -> None:
    with chromium() as browser:
        sam = Someone(browser, comitia.base_url, SAM)
        sam.sign_in()
        sam.page.goto("/g/t09demo/mail/1/")
        sam.page.emulate_media(media="print")
        expect(sam.page.get_by_text("Sentence 5 of the first proposal.")).to_be_visible()
        expect(sam.page.get_by_role("navigation", name="Pages of this group")).to_be_hidden()
        expect(sam.page.get_by_role("contentinfo")).to_be_hidden()
        link = sam.page.locator("#m2 header a").first
        shown = link.evaluate("each => getComputedStyle(each, '::after').content")
        assert "/m/scope2@x.example/" in shown
