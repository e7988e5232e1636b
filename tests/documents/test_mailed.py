"""Documents that come by mail: read, numbered, answered, corrected; what is not taken, and why."""

import pytest

from comitia.documents import actions
from comitia.documents.models import Document, Issue
from comitia.ledger.actors import SYSTEM
from comitia.people.actions import confirm
from comitia.people.models import Person
from tests.documents.mailing import BOB, DOCX, docx, mail, send
from tests.mail.posting import queued

pytestmark = pytest.mark.django_db


def test_a_word_file_becomes_a_numbered_contribution(register):
    data = docx(
        title="A shorter example",
        source="Example Telecom",
        question="1/99",
        abstract="We propose to keep it short.",
    )
    arrival, issue = send(mail(("paper.docx", data, DOCX)))
    assert arrival.outcome == "obeyed"
    assert str(issue) == "C 1"
    assert (issue.title, issue.question) == ("A shorter example", "1/99")
    assert issue.abstract == "We propose to keep it short."
    assert [row.entity.name for row in issue.source_rows.all()] == ["Example Telecom"]
    assert issue.received_at == arrival.received_at
    assert issue.versions.get().language == "en"
    (answer,) = queued("document")
    assert answer.to == [BOB]
    assert "C 1" in answer.mail["Subject"]
    assert "A shorter example" in answer.text
    assert answer.mail["In-Reply-To"]
    assert answer.reply_to == f"t09demo-contribution+{issue.token}"


def test_lines_of_the_mail_stand_over_those_of_the_file_and_name_the_meeting(register):
    data = docx(title="As in the file")
    text = "Title: As in the mail\nMeeting: 2012-01\nKeywords: one, two\n"
    _, issue = send(mail(("paper.docx", data, DOCX), text=text))
    assert (issue.title, issue.meeting, issue.keywords) == (
        "As in the mail",
        register.january,
        ["one", "two"],
    )


@pytest.mark.parametrize("line", ["10 janvier 2012", "January 2012", "10/01/2012"])
def test_a_meeting_is_named_as_people_write_it(register, line):
    _, issue = send(mail(("p.docx", docx(title="T"), DOCX), text=f"Meeting: {line}\n"))
    assert issue.meeting == register.january


def test_a_meeting_that_there_is_not_is_asked_about(register):
    text = "Meeting: 2012-03-05\n"
    _, issue = send(mail(("p.docx", docx(title="T"), DOCX), text=text))
    assert (issue.state, issue.defects) == ("returned", ["meeting_unknown"])
    (ask,) = queued("document")
    send(mail(text="Meeting: none\n", to=ask.reply_to), to=ask.reply_to)
    issue.refresh_from_db()
    assert (str(issue), issue.meeting) == ("C 1", None)


def test_a_plain_mail_is_itself_the_document(register):
    text = (
        "Title: In plain words\nLanguage: English\n\nWe propose to keep the example.\n"
        "It is the best that there is.\n"
    )
    _, issue = send(mail(text=text))
    assert (str(issue), issue.title) == ("C 1", "In plain words")
    version = issue.versions.select_related("file").get()
    assert (version.file.kind, version.language) == ("txt", "en")


def test_the_subject_is_the_title_where_nothing_else_is_said(register):
    _, issue = send(mail(("paper.docx", docx(), DOCX), subject="Re: On short examples"))
    assert issue.title == "On short examples"


def test_what_is_missing_is_asked_for_and_an_answer_gives_it(register):
    note = b"Short. Brief."
    _, issue = send(mail(("note.txt", note, "text/plain"), text=" \n"))
    assert (issue.state, issue.defects) == ("returned", ["language_unknown"])
    (ask,) = queued("document")
    answer = mail(text="Language: French\nTitle: Une note\n\n> Still missing", to=ask.reply_to)
    _, issue = send(answer, to=ask.reply_to)
    issue.refresh_from_db()
    assert (str(issue), issue.title, issue.versions.get().language) == ("C 1", "Une note", "fr")


def test_two_files_in_two_languages_are_one_document(register):
    english = b"Title: The example\n\nThe example is the best of the examples that we have.\n"
    russian = "Пример. Мы предлагаем сохранить этот пример в настоящем виде.\n".encode()
    _, issue = send(mail(("e.txt", english, "text/plain"), ("r.txt", russian, "text/plain")))
    assert issue.state == "numbered"
    assert issue.document.language_codes == ["en", "ru"]


def test_two_files_in_one_language_are_a_question(register):
    one = b"Title: One\n\nThe example is the best of the examples that we have and it is short.\n"
    two = b"The other example is the best of the others that we have and it is not short.\n"
    _, issue = send(mail(("a.txt", one, "text/plain"), ("b.txt", two, "text/plain")))
    assert issue.state == "returned"
    assert issue.document.number is None


def test_an_answer_with_a_file_is_a_translation_or_else_a_revision(register):
    _, issue = send(mail(("paper.docx", docx(title="First"), DOCX)))
    (answer,) = queued("document")
    french = "Titre : Premier\n\nLe groupe est d'avis que les exemples qui sont dans le texte"
    french += " sont les meilleurs pour la discussion et pour le rapport.\n"
    send(mail(("f.txt", french.encode(), "text/plain"), to=answer.reply_to), to=answer.reply_to)
    issue.document.refresh_from_db()
    assert issue.document.language_codes == ["en", "fr"]
    better = docx(title="First, better")
    _, revision = send(mail(("b.docx", better, DOCX), to=answer.reply_to), to=answer.reply_to)
    assert (str(revision), revision.title) == ("C 1 Rev.1", "First, better")


def test_a_revision_can_be_named(register):
    _, issue = send(mail(("paper.docx", docx(title="First"), DOCX)))
    actions.post(issue=issue, by=register.world.sam, at=register.world.now)
    text = "Addendum to: C 1\n"
    _, addendum = send(mail(("more.docx", docx(title="And more"), DOCX), text=text))
    assert str(addendum) == "C 1 Add.1"


def test_withdraw_by_answering(register):
    _, issue = send(mail(("paper.docx", docx(title="First"), DOCX)))
    (answer,) = queued("document")
    send(mail(text="Withdraw: overtaken by events\n", to=answer.reply_to), to=answer.reply_to)
    issue.refresh_from_db()
    assert (issue.state, issue.reason) == ("withdrawn", "overtaken by events")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (("x.exe", b"MZ\0\0\0\0", "application/octet-stream"), "kind that is not taken"),
        (("x.docx", b"", DOCX), "empty"),
        (("x.docx", b"PK\x03\x04 cut off", DOCX), "cut off or damaged"),
    ],
)
def test_wrong_kinds_are_answered(register, file, says):
    arrival, issue = send(mail(file))
    assert arrival.outcome == "obeyed"
    assert issue is None
    (answer,) = queued("contribution")
    assert says in answer.text


def test_strangers_are_told_once_a_day_and_nothing_is_taken(register):
    for number in range(2):
        data = mail(
            ("p.docx", docx(title="Hello"), DOCX),
            sender="Eve <eve@stranger.example>",
            subject=f"Try {number}",
        )
        arrival, _ = send(data, mail_from="eve@stranger.example")
        assert arrival.outcome == "obeyed"
    assert not Issue.objects.exists()
    (answer,) = queued("contribution")
    assert "focal point" in answer.text


def test_who_has_no_seat_is_refused_with_the_reason(register):
    world = register.world
    data = mail(("p.docx", docx(title="Hello"), DOCX), sender=f"Charlie <{world.charlie.email}>")
    send(data, mail_from=world.charlie.email)
    assert not Document.objects.exists()
    (answer,) = queued("contribution")
    assert "Only these may submit a contribution" in answer.text


@pytest.mark.parametrize(
    ("header", "value"),
    [("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("List-Id", "<x.example>")],
)
def test_machines_and_loops_submit_nothing(register, header, value):
    data = mail(("p.docx", docx(title="Loop"), DOCX), **{header: value})
    arrival, issue = send(data)
    assert (arrival.outcome, issue) == ("discarded", None)
    arrival, issue = send(mail(("p.docx", docx(title="Loop"), DOCX)), mail_from="")
    assert (arrival.outcome, issue) == ("discarded", None)


def test_an_unknown_token_is_discarded_and_anothers_is_refused(register):
    world = register.world
    to = "t09demo-contribution+0123456789abcdef"
    arrival, _ = send(mail(text="Title: Mine\n", to=to), to=to)
    assert arrival.outcome == "discarded"
    _, issue = send(mail(("paper.docx", docx(title="First"), DOCX)))
    (answer,) = queued("document")
    theirs = mail(text="Title: Mine\n", to=answer.reply_to, sender=f"Alice <{world.alice.email}>")
    send(theirs, to=answer.reply_to, mail_from=world.alice.email)
    issue.refresh_from_db()
    assert issue.title == "First"
    assert queued("contribution")[0].to == [world.alice.email]


def test_what_does_not_show_whose_it_is_waits_for_a_yes(register, monkeypatch):
    from comitia.mail.authenticate.authentication import Authentication

    with monkeypatch.context() as patched:
        patched.setattr(Authentication, "is_unaligned", property(lambda self: True))
        arrival, issue = send(mail(("paper.docx", docx(title="First"), DOCX)))
    assert issue.state == "draft"
    (ask,) = queued("document")
    assert "yes" in ask.text
    _, issue = send(mail(text="Yes\n", to=ask.reply_to, subject="Re: yours"), to=ask.reply_to)
    assert str(issue) == "C 1"
    assert issue.received_at == arrival.received_at
    assert issue.title == "First"


def test_a_second_confirmed_address_gets_the_answer(register):
    world = register.world
    confirm(person=world.bob, address="bob@home.example", by=SYSTEM, at=world.now)
    data = mail(("paper.docx", docx(title="From home"), DOCX), sender="bob@home.example")
    _, issue = send(data, mail_from="bob@home.example")
    assert issue.submitted_by == Person.objects.get(pk=world.bob.pk)
    assert queued("document")[0].to == ["bob@home.example"]
