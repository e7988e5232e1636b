"""A Word file submitted on a phone without script, numbered, posted, read and taken away."""

import io
import zipfile
from collections.abc import Iterator

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.browser import Someone, chromium
from tests.program import Program

pytestmark = pytest.mark.slow
BOB = "bob@example-telecom.example"
ALICE = "alice@examplia.example"
SAM = "sam@house.example"
REGISTER = "/g/t09demo/documents/"
PHONE = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}


@pytest.fixture(scope="module")
def comitia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("comitia")
    comitia = Program(folder, COMITIA_DEMO="1", COMITIA_WEB_WORKERS="1")
    for name in ("mail", "work", "web"):
        comitia.start(name)
    yield comitia
    comitia.stop_all()


def word_file() -> bytes:
    """A contribution with a cover in a table, and a change that was tracked."""
    made = docx.Document()
    cover = made.add_table(rows=0, cols=2)
    for label, value in (
        ("Source:", "Example Telecom"),
        ("Title:", "A shorter example"),
        ("Question(s):", "Q 3"),
        ("Abstract:", "We propose to shorten the example."),
    ):
        cells = cover.add_row().cells
        cells[0].text, cells[1].text = label, value
    made.add_heading("Proposal", level=1)
    paragraph = made.add_paragraph("We propose that the example be kept short for all of us")
    paragraph._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="1" w:author="Bob" w:date="2011-04-04T09:00:00Z">'
            '<w:r><w:t xml:space="preserve"> and for those who come after</w:t></w:r></w:ins>'
        )
    )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_word_file_goes_all_the_way_on_a_phone_without_script(comitia: Program) -> None:
    data = word_file()
    with chromium() as browser:
        bob, sam, alice = (
            Someone(browser, comitia.base_url, address, **PHONE) for address in (BOB, SAM, ALICE)
        )
        bob.sign_in()
        bob.page.goto(REGISTER)
        assert "No document is registered yet." in bob.text()
        bob.page.get_by_role("link", name="Submit a document").click()
        bob.press("Read the file and go on")
        assert "Choose a file." in bob.text()
        file = {"name": "paper.docx", "mimeType": "application/octet-stream", "buffer": data}
        bob.page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
        bob.press("Read the file and go on")
        title = bob.page.get_by_label("Title", exact=True)
        assert title.input_value() == "A shorter example"
        assert bob.page.get_by_label("Abstract").input_value().startswith("We propose")
        title.fill("A shorter example, for all")
        bob.press("Submit it")
        assert "It is registered as C 1." in bob.text()

        sam.sign_in()
        sam.page.goto(f"{REGISTER}waiting")
        assert "A shorter example, for all" in sam.text()
        sam.press("Post: C 1")
        assert "It is posted, and the members are told." in sam.text()

        alice.open_mail("A shorter example, for all")
        alice.sign_in()
        alice.sees("and for those who come after", f"{REGISTER}C1/")
        assert (
            alice.page.locator("ins").first.inner_text().strip() == "and for those who come after"
        )
        alice.page.goto(REGISTER)
        assert "read" in alice.page.locator("table.documents tbody").inner_text()
        wide = alice.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
        with alice.page.expect_download() as downloading:
            alice.page.get_by_role("link", name="Download all files of this list (ZIP)").click()
        with zipfile.ZipFile(downloading.value.path()) as archive:
            (name,) = archive.namelist()
            assert archive.read(name) == data
