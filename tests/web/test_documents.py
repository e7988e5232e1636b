"""The register by page: submitted in two steps, numbered, posted, read, compared, downloaded."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comitia.base import clock
from comitia.documents import actions, texts
from comitia.documents.cover import Cover
from comitia.documents.models import File, Issue, Reading
from comitia.groups import seats
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM
from tests.documents.register import make_register
from tests.documents.submissions import contribute, text
from tests.pages import fields_of

PAGE = "/g/t09demo/documents/"
PAPER = b"""Title: A shorter example
Source: Example Telecom
Question: Q 3
Language: English
Abstract: We propose to shorten it.

1 Proposal

We propose that the example be kept short, so that it is read by those for whom it is.
"""


@pytest.fixture
def register(world):
    return make_register(world)


@pytest.fixture
def posted(world):
    """C 1 of Bob, posted by Sam."""
    return actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)


def read_all(at) -> None:
    """What the worker does with files that came."""
    for file in File.objects.all():
        texts.keep(file, texts.read_file(file), at=at)


def page(client, path: str = "") -> str:
    answer = client.get(PAGE + path)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return answer.content.decode()


def give(name="paper.txt", data=PAPER, **more):
    return {
        "series": "C",
        "file1": SimpleUploadedFile(name, data),
        "language1": "",
        "meeting": "",
        **more,
    }


def test_what_no_door_could_read_waits_for_the_job(pages, world, posted):
    alice = pages.sign_in(world.alice)
    assert "The file is being read." in page(alice, "C1/")
    read_all(world.now)
    assert "It was written at" in page(alice, "C1/")


def test_a_delegate_submits_in_two_steps_it_is_posted_and_read(pages, world):
    bob = pages.sign_in(world.bob)
    assert "No document is registered yet." in page(bob)
    assert "t09demo-contribution@" in page(bob)
    draft = bob.post(f"{PAGE}submit", give())
    assert draft.status_code == 302
    cover = bob.get(draft["Location"]).content.decode()
    said = fields_of(cover, action=draft["Location"])
    assert said["title"] == "A shorter example"
    assert said["source"] == "Example Telecom"
    assert said["abstract"] == "We propose to shorten it."
    issue = Issue.objects.get()
    assert said[f"language_{issue.versions.get().pk}"] == "en"
    assert issue.state == "draft"
    assert pages.sign_in(world.alice).get(draft["Location"]).status_code == 404
    bob = pages.sign_in(world.bob)
    done = bob.post(draft["Location"], {**said, "title": "A short example"}, follow=True)
    shown = done.content.decode()
    assert "It is registered as C 1." in shown
    assert done.redirect_chain[-1][0] == f"{PAGE}C1/"
    # Not before it is posted do others see it.
    assert pages.sign_in(world.fiona).get(f"{PAGE}C1/").status_code == 200  # its focal point
    assert pages.sign_in(world.dora).get(f"{PAGE}C1/").status_code == 404
    sam = pages.sign_in(world.sam)
    assert "A short example" in page(sam, "waiting")
    after = sam.post(f"{PAGE}C1/do/post", follow=True).content.decode()
    assert "It is posted, and the members are told." in after
    alice = pages.sign_in(world.alice)
    shown = page(alice, "C1/")
    assert "We propose that the example be kept short" in shown
    assert "availability certificate" in shown
    assert Reading.objects.get(person=world.alice).times == 1
    assert ">read<" in page(alice).replace("✓</span> ", ">").replace("</span>", "<")
    file = alice.get(f"{PAGE}C1/files/en")
    assert file.content == PAPER
    assert file["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file["Content-Security-Policy"]


def test_what_is_wrong_is_said_in_a_summary_and_nothing_is_kept(pages, world):
    bob = pages.sign_in(world.bob)
    answer = bob.post(f"{PAGE}submit", {"series": "C"}).content.decode()
    assert 'href="#id_file1"' in answer
    assert "Choose a file." in answer
    answer = bob.post(f"{PAGE}submit", give("virus.exe", b"MZ\0\0")).content.decode()
    assert "of a kind that is not taken" in answer
    assert not Issue.objects.exists()
    draft = bob.post(f"{PAGE}submit", give(data=b"Short.\n"))["Location"]
    said = fields_of(bob.get(draft).content.decode(), action=draft)
    answer = bob.post(draft, {**said, "title": ""}).content.decode()
    assert "Say what the document is called." in answer
    assert "Say in which language the file is." in answer
    assert Issue.objects.get().state == "draft"
    discarded = bob.post(draft.replace("correct", "do/discard"), follow=True)
    assert "The draft is gone." in discarded.content.decode()
    assert "No document is registered yet." in discarded.content.decode()


@pytest.mark.parametrize("who", ["charlie", "dora", None])
def test_others_see_nothing_and_are_told_nothing(pages, world, posted, who):
    if who:
        pages.sign_in(getattr(world, who))
    text = page(pages)
    assert posted.title not in text
    assert "Example Telecom" not in text
    for path in ("C1/", "C1/files/en", "C1/redline", "C1/certificate.json", "C1/do/post"):
        assert pages.get(PAGE + path).status_code == 404, path
    assert pages.get(f"{PAGE}waiting").status_code == 403
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pages.get(f"{PAGE}files.zip").streaming_content)))
    assert archive.namelist() == []
    assert posted.title not in pages.get(f"{PAGE}feed.atom").content.decode()


def test_a_document_opened_to_everybody_is_read_without_the_names_of_people(pages, world, posted):
    read_all(world.now)
    sam = pages.sign_in(world.sam)
    sam.post(f"{PAGE}C1/do/open")
    pages.logout()
    shown = page(pages, "C1/")
    assert posted.title in shown
    assert "Bob" not in shown
    assert "It was written at" in shown
    assert pages.get(f"{PAGE}C1/certificate").status_code == 403
    assert posted.title in page(pages)
    assert posted.title in pages.get(f"{PAGE}feed.atom").content.decode()


def test_the_list_is_narrowed_ordered_and_paged(pages, world, register):
    at = world.now
    contribute(world, at=at, title="Alpha", meeting=register.july)
    contribute(world, at=at + timedelta(1), title="Beta")
    cover = Cover(title="Gamma", source_text="The convener", language="en")
    contribute(world, by=world.alice, series="TD", at=at + timedelta(2), cover=cover)
    for issue in Issue.objects.all():
        actions.post(issue=issue, by=world.sam, at=at + timedelta(3))
    alice = pages.sign_in(world.alice)

    def titles(query: str) -> list[str]:
        return re.findall(r">(Alpha|Beta|Gamma)</a>", page(alice, query))

    assert titles("") == ["Gamma", "Beta", "Alpha"]
    assert titles("?by=title") == ["Alpha", "Beta", "Gamma"]
    assert titles("?by=title&turned=1") == ["Gamma", "Beta", "Alpha"]
    assert titles("?series=TD") == ["Gamma"]
    assert titles("?words=BET") == ["Beta"]
    assert titles("?source=example-telecom&by=title") == ["Alpha", "Beta"]
    assert titles(f"?meeting={register.july.pk}") == ["Alpha"]
    assert titles("?meeting=none&series=C") == ["Beta"]
    assert titles("?language=fr") == []
    assert titles("?state=considered") == []
    assert titles("?by=nonsense&series=XX&state=draft&page=99") == ["Gamma", "Beta", "Alpha"]
    assert alice.get(f"{PAGE}?series=&words=Beta")["Location"] == "?words=Beta"
    assert 'aria-sort="descending"' in page(alice)


def test_what_is_new_is_marked_until_one_has_seen_all(pages, world, posted):
    alice = pages.sign_in(world.alice)
    assert "Mark all as seen" not in page(alice)
    with clock.stopped_at(world.later(days=1)):
        late = contribute(world, at=world.later(days=1), title="The second")
        actions.post(issue=late, by=world.sam, at=world.later(days=1))
    with clock.stopped_at(world.later(days=2)):
        text = page(alice)
        assert "1 new document" in text
        assert text.count('<span class="new">') == 1
        assert "The second" in page(alice, "?new=1")
        assert ">On the example<" not in page(alice, "?new=1")
        assert "Mark all as seen" in text
        alice.post(f"{PAGE}seen")
        assert "Mark all as seen" not in page(alice)


def test_a_list_and_a_document_are_sent_once(pages, world, posted):
    read_all(world.now)
    alice = pages.sign_in(world.alice)
    page(alice)
    page(alice, "C1/")
    for path in ("", "C1/", "feed.atom"):
        first = alice.get(PAGE + path)
        again = alice.get(PAGE + path, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304, path
    tag = alice.get(PAGE)["ETag"]
    contribute(world, by=world.bob, at=world.later(hours=1), title="Another")
    assert alice.get(PAGE, headers={"if-none-match": tag}).status_code == 200


def test_a_revision_takes_its_place_is_compared_and_the_old_one_stays(pages, world, posted):
    bob = pages.sign_in(world.bob)
    form = bob.get(f"{PAGE}C1/revise").content.decode()
    said = fields_of(form, action=f"{PAGE}C1/revise")
    assert said["title"] == posted.title
    new = SimpleUploadedFile("new.txt", b"On the example. It was written anew by all of us.")
    made = bob.post(
        f"{PAGE}C1/revise",
        {**said, "kind": "revision", "file1": new, "language1": "en"},
        follow=True,
    )
    assert "C 1 Rev.1" in made.content.decode()
    assert made.redirect_chain[-1][0] == f"{PAGE}C1-Rev1/"
    pages.sign_in(world.sam).post(f"{PAGE}C1-Rev1/do/post")
    read_all(world.now)
    alice = pages.sign_in(world.alice)
    shown = page(alice, "C1/")
    assert "Compare two issues" in shown
    assert "written anew" in shown
    redline = page(alice, "C1/redline?old=C1&new=C1-Rev1")
    assert "<ins" in redline
    assert "<del" in redline
    word = alice.get(f"{PAGE}C1/redline.docx?old=C1&new=C1-Rev1")
    with zipfile.ZipFile(io.BytesIO(word.content)) as packed:
        assert b"<w:ins " in packed.read("word/document.xml")
    pdf = alice.get(f"{PAGE}C1/redline.pdf?old=C1&new=C1-Rev1")
    # Where the fonts are not installed it says which are missing.
    assert pdf.content.startswith(b"%PDF-") or b"fonts" in pdf.content
    assert pages.sign_in(world.dora).get(f"{PAGE}C1/redline.docx").status_code == 404
    alice = pages.sign_in(world.alice)
    assert alice.get(f"{PAGE}C1/redline?old=C9&new=C1-Rev1").status_code == 404
    assert "Rev.1" in page(alice)


def test_a_language_version_is_added_and_read_and_none_twice(pages, world, posted):
    bob = pages.sign_in(world.bob)
    french = SimpleUploadedFile("fr.txt", b"Nous proposons de garder court cet exemple.")
    bob.post(f"{PAGE}C1/translate", {"file1": french, "language1": "fr"})
    read_all(world.now)
    assert "Nous proposons" in page(bob, "C1/?language=fr")
    assert "It was written at" in page(bob, "C1/?language=en")
    french = SimpleUploadedFile("fr.txt", b"Encore.")
    again = bob.post(f"{PAGE}C1/translate", {"file1": french, "language1": "fr"}).content.decode()
    assert "is there in that language already" in again


def test_a_withdrawn_document_leaves_a_stone(pages, world, posted):
    bob = pages.sign_in(world.bob)
    assert "Say why" in bob.post(f"{PAGE}C1/do/withdraw", {"reason": ""}).content.decode()
    bob.post(f"{PAGE}C1/do/withdraw", {"reason": "It was a mistake."})
    shown = page(pages.sign_in(world.alice), "C1/")
    assert "was withdrawn on" in shown
    assert "It was a mistake." in shown
    # Those who run the group can still read it, and nobody else but its source.
    assert posted.title in shown
    seats.admit(
        group=world.group,
        person=world.dora,
        entity=world.samplia,
        address=world.dora.email,
        by=SYSTEM,
        at=world.now,
    )
    shown = page(pages.sign_in(world.dora), "C1/")
    assert "It was a mistake." in shown
    assert posted.title not in shown
    assert pages.get(f"{PAGE}C1/files/en").status_code == 403
    assert pages.get(f"{PAGE}C1/certificate").status_code == 403
    assert 'class="stone"' in page(pages)


def test_what_a_person_may_not_do_is_neither_offered_nor_done(pages, world, posted):
    alice = pages.sign_in(world.alice)
    shown = page(alice, "C1/")
    assert "Mark as considered" in shown
    assert "/do/withdraw" not in shown
    assert "/revise" not in shown
    for path in ("C1/do/withdraw", "C1/do/admit", "C1/revise", "C1/correct", "practice"):
        assert alice.post(PAGE + path, {"reason": "So."}).status_code == 403, path
    assert pages.get("/holidays/").status_code == 403
    assert alice.post(f"{PAGE}C1/do/consider", {"reason": ""}).status_code == 302
    alice.post(f"{PAGE}C1/do/reflect", {"where": "Interim report, 2.1"})
    posted.refresh_from_db()
    assert posted.state == "reflected_in"


def test_a_late_one_is_held_recommended_admitted_and_decided_on(pages, world, register):
    late = world.now.replace(year=2011, month=12, day=30)
    with clock.stopped_at(late):
        issue = contribute(world, at=late, meeting=register.january, title="Too late")
        assert issue.state == "late_held"
        alice = pages.sign_in(world.alice)
        assert "/do/recommend" in page(alice, "C1/")
        alice.post(f"{PAGE}C1/do/recommend", {"reason": "It matters."})
        director = pages.sign_in(register.director)
        director.post(f"{PAGE}C1/do/admit", {"reason": "Of extreme importance."})
        sam = pages.sign_in(world.sam)
        assert "Say what the meeting decided." in sam.post(f"{PAGE}C1/do/decide").content.decode()
        sam.post(f"{PAGE}C1/do/decide", {"decision": "accepts", "reason": ""})
        sam.post(f"{PAGE}C1/do/post")
        agenda = page(sam, f"agenda/{register.january.pk}/")
    assert "Too late" in agenda
    assert "received late" in agenda
    log = page(sam, "C1/")
    for words in ("recommended to be admitted late", "admitted late by the Director", "posted"):
        assert words in log


def test_the_secretariat_returns_what_is_odd_and_it_comes_again(pages, world):
    sam = pages.sign_in(world.sam)
    sam.post(f"{PAGE}practice", {"checks_by_hand": "on"})
    issue = contribute(world, at=world.now)
    assert "2011" in page(sam, "waiting")
    path = f"in-{issue.document_id}"
    sam.post(f"{PAGE}{path}/do/return", {"reason": "Its table is unreadable."})
    bob = pages.sign_in(world.bob)
    assert "got them back" in page(bob)
    cover = page(bob, f"{path}/correct")
    assert "Its table is unreadable." in cover
    bob.post(f"{PAGE}{path}/correct", fields_of(cover, action=f"{PAGE}{path}/correct"))
    pages.sign_in(world.sam).post(f"{PAGE}{path}/do/number")
    issue.refresh_from_db()
    assert issue.state == "numbered"


def test_holidays_are_entered_and_struck(pages, world):
    sam = pages.sign_in(world.sam)
    assert (
        "2 January 2012"
        in sam.post(
            "/holidays/", {"day": "2012-01-02", "name": "New Year"}, follow=True
        ).content.decode()
    )
    after = sam.post("/holidays/", {"strike": "2012-01-02"}, follow=True).content.decode()
    assert "2 January 2012" not in after
    assert "Write the day" in sam.post("/holidays/", {"day": "soon"}).content.decode()
    assert sam.post("/holidays/", {"strike": "x"}).status_code == 200


def test_a_liaison_statement_is_entered_with_its_deadline_and_answered(pages, world):
    alice = pages.sign_in(world.alice)
    form = {
        "direction": "incoming",
        "title": "On terms",
        "sender": "Example Group 7",
        "recipients": "EXAG, t09demo",
        "asks": "action",
        "deadline": "2011-06-01",
        "file1": SimpleUploadedFile("ls.txt", b"We ask for your terms and for the words you use."),
        "language1": "en",
    }
    assert (
        "Say to which bodies"
        in alice.post(f"{PAGE}liaison", {**form, "recipients": ""}).content.decode()
    )
    form["file1"] = SimpleUploadedFile("ls.txt", b"We ask for your terms, and by when to answer.")
    shown = alice.post(f"{PAGE}liaison", form, follow=True).content.decode()
    assert "LS 1" in shown
    assert "Example Group 7" in shown
    assert "1 June 2011" in shown
    assert pages.sign_in(world.bob).get(f"{PAGE}liaison").status_code == 403


def test_the_certificate_is_a_page_a_text_and_whole(pages, world, posted):
    ledger.sequence(at=world.now)
    alice = pages.sign_in(world.alice)
    shown = page(alice, "C1/certificate")
    assert "in the ledger, signed" in shown
    assert "SHA-256" in alice.get(f"{PAGE}C1/certificate.txt").content.decode()
    whole = json.loads(alice.get(f"{PAGE}C1/certificate.json").content)
    assert whole["document"] == "C 1"


def test_the_zip_holds_what_the_list_shows(pages, world, posted):
    other = contribute(world, at=world.later(hours=1), title="Unposted")
    alice = pages.sign_in(world.alice)

    def names(client, query="") -> list[str]:
        data = b"".join(client.get(f"{PAGE}files.zip{query}").streaming_content)
        return zipfile.ZipFile(io.BytesIO(data)).namelist()

    assert len(names(pages.sign_in(world.bob))) == 2
    assert len(names(alice, "?words=nothing+like+it")) == 0
    actions.withdraw(issue=other, reason="", by=world.bob, at=world.later(hours=2))
    assert len(names(pages.sign_in(world.sam))) == 2


def test_confidential_files_are_given_out_on_record(pages, world):
    issue = contribute(world, at=world.now, title="Secret", facts=actions.Facts(confidential=True))
    actions.post(issue=issue, by=world.sam, at=world.now)
    alice = pages.sign_in(world.alice)
    alice.get(f"{PAGE}C1/files/en")
    b"".join(alice.get(f"{PAGE}files.zip").streaming_content)
    assert "To whom its files were given" in page(pages.sign_in(world.sam), "C1/")
    assert issue.versions.get().accesses.count() == 2


@pytest.mark.parametrize("path", ["c1/", "C%201/", "C-01/", "in-{}/"])
def test_other_spellings_lead_to_the_document(pages, world, posted, path):
    alice = pages.sign_in(world.alice)
    answer = alice.get(PAGE + path.format(posted.document_id))
    assert answer["Location"] == f"{PAGE}C1/"


@pytest.mark.parametrize(
    "path",
    [
        "C2/",
        "C99999999/",
        "in-99999999999999999/",
        "in-1.99999999999999999/",
        "C1-Rev9999/",
        "XYZ1/",
    ],
)
def test_what_there_is_not_is_not_found(pages, world, posted, path):
    assert pages.sign_in(world.sam).get(PAGE + path).status_code == 404


def test_a_hostile_file_does_nothing_on_its_page(pages, world):
    evil = text("<script>alert(1)</script> javascript:alert(2) \u202egnp.exe")
    issue = contribute(world, at=world.now, files=[evil], title='"><img src=x onerror=alert(3)>')
    actions.post(issue=issue, by=world.sam, at=world.now)
    read_all(world.now)
    shown = page(pages.sign_in(world.alice), "C1/")
    assert "<script>" not in shown
    assert "<img src=x" not in shown
