"""comitia document: thin, scriptable, and what it says of a document can be checked."""

import json
import zipfile

import pytest
from click.testing import CliRunner

from comitia.base import clock
from comitia.cli.document_files import REFUSED
from comitia.cli.frame import main
from comitia.documents.models import File, Holiday
from comitia.groups import seats
from comitia.jobs.models import Job
from comitia.ledger.actions import sequence
from comitia.papers.refusals import REFUSALS
from tests.documents.mailing import docx
from tests.documents.register import make_register


@pytest.fixture
def comitia(world):
    make_register(world)

    def run(*words, status=0):
        answer = CliRunner().invoke(main, ["document", *map(str, words)])
        assert answer.exit_code == status, answer.output + answer.stderr
        assert "Traceback" not in answer.output
        return answer

    return run


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.docx"
    path.write_bytes(docx(title="From the command line", source="Example Telecom"))
    return path


BOB = ("--for", "bob@example-telecom.example")


def test_submit_number_post_list_and_show(comitia, paper):
    made = json.loads(comitia("submit", "t09demo", paper, *BOB, "--json").stdout)
    assert (made["symbol"], made["state"]) == ("C 1", "numbered")
    comitia("post", "t09demo", "C1")
    (line,) = comitia("list", "t09demo", "--json").stdout.splitlines()
    row = json.loads(line)
    assert (row["symbol"], row["state"], row["source"]) == ("C 1", "posted", "EXTEL")
    told = json.loads(comitia("show", "t09demo", "c 1", "--json").stdout)
    assert [step["event"] for step in told["issues"][0]["steps"]] == ["submit", "number", "post"]
    assert "posted" in comitia("show", "t09demo", "C1").stdout
    assert comitia("list", "t09demo", "--words", "nowhere").stdout.strip() == "No document is so."


def test_what_is_missing_is_said(comitia, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("Hm.")
    answer = comitia("submit", "t09demo", path, *BOB, status=1)
    assert "It has no title." in answer.stderr
    (line,) = comitia("list", "t09demo", "--json").stdout.splitlines()
    symbol = json.loads(line)["symbol"]
    assert "no title" in comitia("number", "t09demo", symbol, status=1).stderr


def test_refusals_end_with_status_1(comitia, paper, tmp_path):
    bad = tmp_path / "bad.exe"
    bad.write_bytes(b"MZ\0\0")
    assert "not taken" in comitia("submit", "t09demo", bad, *BOB, status=1).stderr
    charlie = ("--for", "charlie@sample-networks.example")
    assert "Only these may" in comitia("submit", "t09demo", paper, *charlie, status=1).stderr
    assert "Nobody" in comitia("submit", "t09demo", paper, "--for", "x@y.example", status=1).stderr
    assert (
        "no meeting"
        in comitia("submit", "t09demo", paper, *BOB, "--meeting", "2031-01", status=1).stderr
    )
    assert "no document" in comitia("show", "t09demo", "C9", status=1).stderr
    assert "t09demo" in comitia("list", "t09none", status=1).stderr


def test_a_certificate_can_be_checked_and_a_forged_one_is_not_believed(comitia, paper, tmp_path):
    comitia("submit", "t09demo", paper, *BOB, "--meeting", "2012-01")
    comitia("post", "t09demo", "C1")
    while sequence(at=clock.now()):
        pass
    given = comitia("certificate", "t09demo", "C1", "--json").stdout
    path = tmp_path / "certificate.json"
    path.write_text(given)
    assert "holds" in comitia("check", path).stdout
    path.write_text(given.replace('"position": ', '"position": 1'))
    assert "does not hold" in comitia("check", path, status=1).stderr
    assert "received in time" in comitia("certificate", "t09demo", "C1").stdout


def test_the_zip_has_each_file_under_its_symbol_and_the_same_bytes(comitia, paper, tmp_path):
    comitia("submit", "t09demo", paper, *BOB)
    out = tmp_path / "all.zip"
    comitia("export", "t09demo", "--output", out)
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == ["T09DEMO-C-0001-E.docx"]
        assert archive.read("T09DEMO-C-0001-E.docx") == paper.read_bytes()
    again = tmp_path / "again.zip"
    comitia("export", "t09demo", "--output", again)
    assert again.read_bytes() == out.read_bytes()


def test_withdrawn_it_stays_in_the_list(comitia, paper):
    comitia("submit", "t09demo", paper, *BOB)
    comitia("withdraw", "t09demo", "C1", "--reason", "By letter of today")
    (line,) = comitia("list", "t09demo", "--json").stdout.splitlines()
    assert json.loads(line)["state"] == "withdrawn"


def test_holidays(comitia):
    comitia("holiday", "2012-01-02", "--name", "Day after New Year")
    assert "2012-01-02" in comitia("holiday").stdout
    assert Holiday.objects.count() == 1
    comitia("holiday", "2012-01-02", "--remove")
    comitia("holiday", "2012-01-02", "--remove", status=1)
    comitia("holiday", "tomorrow", status=2)


def test_files_are_read_again_all_or_of_one_group_or_document(comitia, paper, tmp_path):
    comitia("submit", "t09demo", paper, *BOB)
    other = tmp_path / "other.txt"
    other.write_text("Title: Another\n\nIt says something else.")
    comitia("submit", "t09demo", other, *BOB, "--language", "en")
    for of, number in [((), 2), (("t09demo",), 2), (("t09demo", "C1"), 1)]:
        Job.objects.all().delete()
        assert f"again: {number}." in comitia("read-again", *of).stdout
        assert [each.kind for each in Job.objects.all()] == ["documents.convert"] * number
    assert "There are: t09demo" in comitia("read-again", "nothing", status=1).stderr
    assert "no document C9" in comitia("read-again", "t09demo", "C9", status=1).stderr


def test_files_are_read_now_and_those_that_cannot_be_are_named_with_why(comitia, paper, tmp_path):
    comitia("submit", "t09demo", paper, *BOB)
    assert comitia("read-again", "--now").stdout == "1 of 1 files read.\n"
    assert "From the command line" in comitia("show", "t09demo", "C1", "--text").stdout
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4\nno more")
    said = ("--title", "Broken", "--source", "Example Telecom", "--language", "en")
    comitia("submit", "t09demo", broken, *BOB, *said)
    told = comitia("read-again", "t09demo", "--now", status=1)
    assert "1 of 2 files read." in told.stdout
    assert "C 2  broken.pdf  It is damaged, or not what its name says." in told.stdout
    (line,) = comitia("read-again", "--now", "--json", status=1).stdout.splitlines()
    row = json.loads(line)
    assert (row["document"], row["file"], row["code"]) == ("C 2", "broken.pdf", "damaged")
    File.objects.filter(kind="docx").update(packed=b"?")
    told = comitia("read-again", "t09demo", "C1", "--now", status=1)
    assert "backup" in told.stdout


def test_each_reason_why_a_file_cannot_be_read_has_its_words():
    assert set(REFUSED) >= set(REFUSALS)


def test_an_observer_is_asked_for_a_paper(comitia, world):
    seats.invite_observer(
        group=world.group, address="olga@expert.example", name="Olga", by=world.alice, at=world.now
    )
    ask = ("ask", "t09demo", "olga@expert.example", "--topic", "Numbering")
    assert "Olga is asked" in comitia(*ask, "--until", "2031-01-31").stdout
    assert "asked already" in comitia(*ask, status=1).stderr
    assert "no observer" in comitia("ask", "t09demo", *BOB[1:], "--topic", "x", status=1).stderr
    comitia("ask", "t09demo", "nobody@x.example", "--topic", "x", status=1)


def test_what_was_asked_is_listed_and_taken_back(comitia, world, tmp_path):
    olga = ("t09demo", "olga@expert.example")
    seats.invite_observer(
        group=world.group, address=olga[1], name="Olga", by=world.alice, at=world.now
    )
    assert "Nothing was asked" in comitia("asked", "t09demo").stdout
    comitia("ask", *olga, "--topic", "Numbering")
    assert "asked no more" in comitia("take-back", *olga).stdout
    assert "nothing that has not come" in comitia("take-back", *olga, status=1).stderr
    paper = tmp_path / "paper.txt"
    paper.write_text("Title: Numbering there\nLanguage: English\n\nNumbers are given by hand.\n")
    submit = ("submit", "t09demo", paper, "--for", olga[1], "--series", "DOC")
    assert "convener asks them" in comitia(*submit, status=1).stderr
    comitia("ask", *olga, "--topic", "Numbering", "--until", "2031-01-31")
    comitia(*submit)
    first, second = map(json.loads, comitia("asked", "t09demo", "--json").stdout.splitlines())
    assert (first["open"], first["answer"], first["until"]) == (False, "DOC 1", "2031-01-31")
    assert (second["open"], second["answer"], second["until"]) == (False, "", None)
    (line,) = comitia("list", "t09demo", "--json").stdout.splitlines()
    assert json.loads(line)["information"]
    assert json.loads(comitia("show", "t09demo", "DOC1", "--json").stdout)["asked"] == "Numbering"
