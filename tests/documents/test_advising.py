"""Rec. A.2 advises how long a contribution is: who submits and who checks it is told, no more."""

import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comitia.base import clock
from comitia.cli.frame import main
from comitia.documents import actions
from comitia.documents.advising import advice_on, advice_said
from comitia.documents.choices import choose_practice
from comitia.documents.cover import Cover, cover_of
from comitia.documents.models import FileText, Issue
from comitia.groups import seats
from comitia.jobs.models import Job
from comitia.people.tokens import make_token
from tests.documents.mailing import DOCX, docx, mail, send
from tests.documents.register import make_register
from tests.documents.submissions import contribute
from tests.mail.posting import queued
from tests.pages import fields_of

PAGE = "/g/t09demo/documents/"
ABSTRACT = (
    "Words in the abstract: 201; at most 200 are advised (A.2 § 1 b) (Rec. ITU-T A.2 (10/1996)))."
)
TEXT = "Words in the text: 2501; about 2500"


@pytest.fixture(autouse=True)
def register(world):
    return make_register(world)


def paper(abstract: int = 201, words: int = 2501) -> bytes:
    return (
        "Title: A long example\n\nSource: Example Telecom\n\nLanguage: English\n\n"
        f"Abstract: {'word ' * abstract}\n\n{'term ' * words}\n"
    ).encode()


def test_by_mail_the_answer_advises_and_the_number_is_given_all_the_same(world):
    _, issue = send(mail(("paper.txt", paper(), "text/plain")))
    assert (str(issue), issue.state) == ("C 1", "numbered")
    (answer,) = queued("document")
    assert ABSTRACT in answer.text
    assert TEXT in answer.text
    _, brief = send(mail(("brief.txt", paper(200, 2500), "text/plain"), text="Another one.\n"))
    assert str(brief) == "C 2"
    assert "Words in the" not in queued("document")[-1].text


def test_what_a_door_has_read_is_not_read_again(world):
    _, issue = send(mail(("paper.docx", docx(title="A short one"), DOCX)))
    assert FileText.objects.get().file == issue.versions.get().file
    assert not Job.objects.filter(kind="documents.convert").exists()
    _, broken = send(
        mail(("broken.pdf", b"%PDF-1.4\nno more", "application/pdf"), text="Title: B\n")
    )
    assert broken != issue
    assert Job.objects.filter(kind="documents.convert").count() == 1


def test_by_page_who_submits_sees_it_on_the_cover_and_who_checks_where_they_do(world, pages):
    choose_practice(
        group=world.group, checks_by_hand=True, posts_at_once=False, original_only=False,
        by=world.sam, at=world.now,
    )  # fmt: skip
    bob = pages.sign_in(world.bob)
    given = {"series": "C", "file1": SimpleUploadedFile("paper.txt", paper()), "language1": ""}
    draft = bob.post(f"{PAGE}submit", given | {"meeting": ""})
    cover = bob.get(draft["Location"]).content.decode()
    assert ABSTRACT in cover
    assert TEXT in cover
    said = fields_of(cover, action=draft["Location"]) | {"abstract": "In short."}
    answer = bob.post(draft["Location"], said, follow=True).content.decode()
    assert TEXT in answer
    assert "Words in the abstract" not in answer
    sam = pages.sign_in(world.sam)
    assert TEXT in sam.get(f"{PAGE}waiting").content.decode()
    issue = Issue.objects.get()
    actions.number(issue=issue, by=world.sam, at=world.now)
    issue.refresh_from_db()
    actions.post(issue=issue, by=world.sam, at=world.now)
    assert TEXT in sam.get(f"{PAGE}C1/").content.decode()
    olga = seats.invite_observer(
        group=world.group, address="olga@expert.example", name="Olga", by=world.alice, at=world.now
    ).person
    shown = pages.sign_in(olga).get(f"{PAGE}C1/").content.decode()
    assert "A long example" in shown
    assert TEXT not in shown


def test_correcting_the_cover_measures_it_anew(world):
    cover = Cover(title="On the example", language="en", abstract="word " * 201)
    issue = contribute(world, at=world.now, cover=cover)
    assert [each.about for each in advice_on(issue)] == ["abstract"]
    later = Cover(title="On the example", language="en", abstract="word " * 200)
    assert cover_of(actions.correct(issue=issue, cover=later, by=world.bob, at=world.now))
    assert advice_on(Issue.objects.get()) == []


@pytest.mark.parametrize("series", ["TD", "R"])
def test_what_officers_submit_is_not_meant(world, series):
    cover = Cover(title="A report", language="en", abstract="word " * 900)
    assert (
        advice_on(contribute(world, at=world.now, by=world.alice, series=series, cover=cover)) == []
    )


def test_programs_and_commands_are_told(world, tmp_path):
    file = tmp_path / "paper.txt"
    file.write_bytes(paper())
    submit = ["document", "submit", "t09demo", str(file), "--for", world.bob.email]
    answer = CliRunner().invoke(main, submit)
    assert answer.exit_code == 0
    assert ABSTRACT in answer.stderr
    _token, text = make_token(person=world.bob, name="A program", at=clock.now())
    program = Client(headers={"authorization": f"Bearer {text}"})
    (issue,) = json.loads(program.get("/api/v1/groups/t09demo/documents/C1").content)["issues"]
    assert issue["advice"] == advice_said(advice_on(Issue.objects.get()))
    assert len(issue["advice"]) == 2
