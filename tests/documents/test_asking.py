"""The convener asks an observer for an information paper; so much an observer may submit."""

from datetime import timedelta

import pytest

from comitia.base import clock
from comitia.documents import actions, rights, tasks
from comitia.documents.cover import Cover, cover_of
from comitia.documents.errors import (
    AskedAlready,
    Lacking,
    NoObserver,
    NotAsked,
    NotOfYours,
    WrongSeries,
)
from comitia.documents.models import PaperRequest
from comitia.groups import seats
from comitia.groups.errors import NotAllowed
from comitia.groups.roles import standing
from comitia.jobs.models import Job
from comitia.ledger.actors import SYSTEM
from comitia.ledger.queries import entries_about
from comitia.mail.authenticate.authentication import Authentication
from comitia.outbox.models import Letter
from comitia.people.actions import affiliate
from tests.documents.mailing import mail, send
from tests.documents.submissions import contribute, text
from tests.mail.posting import post, queued

DAY = timedelta(days=1)
OLGA = "olga@expert.example"
PAPER = "Title: Numbering elsewhere\nLanguage: English\n\nElsewhere numbers are given by hand.\n"


@pytest.fixture
def olga(world):
    """An observer of the group."""
    return seats.invite_observer(
        group=world.group, address=OLGA, name="Olga", by=world.alice, at=world.now
    ).person


def ask(world, person, **more):
    facts = {"topic": "Numbering elsewhere", "by": world.alice, "at": world.now}
    return actions.ask_for_paper(group=world.group, person=person, **(facts | more))


def asked_of(world, person, at=None):
    at = at or world.now
    return rights.asked_of(person, world.group, standing(person, world.group, at=at), at=at)


def test_an_observer_submits_what_they_are_asked_for_and_nothing_else(world, olga):
    with pytest.raises(NotAsked, match="convener"):
        contribute(world, at=world.now, by=olga, series="DOC")
    asked = ask(world, olga)
    assert rights.series_open_to(olga, world.group, at=world.now) == ["DOC"]
    assert asked_of(world, olga) == asked
    for series in ("C", "TD"):
        with pytest.raises((NotAsked, WrongSeries)):
            contribute(world, at=world.now, by=olga, series=series)
    paper = contribute(world, at=world.now, by=olga, series="DOC", title="Numbering elsewhere")
    asked.refresh_from_db()
    assert asked.issue == paper
    assert paper.submitted_by == olga
    with pytest.raises(NotAsked):
        contribute(world, at=world.now + DAY, by=olga, series="DOC", title="One more")


def test_it_is_told_by_mail_and_stands_in_the_ledger(world, olga):
    ask(world, olga, last_day=(world.now + 5 * DAY).date())
    assert Letter.objects.filter(once__startswith="paper.asked:").count() == 1
    kinds = [each.kind for each in entries_about(f"group:{world.group.name}")]
    assert "paper.asked" in kinds


def test_the_author_corrects_and_withdraws_it(world, olga):
    ask(world, olga)
    paper = contribute(world, at=world.now, by=olga, series="DOC", title="Numbering elsewhere")
    assert rights.owns(olga, paper, at=world.now)
    gone = actions.withdraw(issue=paper, reason="Out of date", by=olga, at=world.now + DAY)
    assert gone.state == "withdrawn"


def test_the_day_ends_it_and_so_does_taking_it_back(world, olga):
    ask(world, olga, last_day=world.now.date())
    assert asked_of(world, olga)
    assert not asked_of(world, olga, at=world.now + DAY)
    later = ask(world, olga, at=world.now + DAY)
    with pytest.raises(NotAllowed):
        actions.take_back(request=later, by=world.bob, at=world.now + DAY)
    actions.take_back(request=later, by=world.alice, at=world.now + DAY)
    assert not asked_of(world, olga, at=world.now + DAY)
    assert PaperRequest.objects.filter(ended_at=None).count() == 0


def test_who_may_ask_and_be_asked(world, olga):
    with pytest.raises(NotAllowed):
        ask(world, olga, by=world.bob)
    with pytest.raises(NoObserver, match="Members submit"):
        ask(world, world.bob)
    with pytest.raises(Lacking):
        ask(world, olga, topic="  ")
    ask(world, olga)
    with pytest.raises(AskedAlready):
        ask(world, olga)


def test_by_pages_from_the_question_to_the_paper(world, olga, pages):
    address = f"/g/{world.group.name}/documents/"
    pages.force_login(world.alice)
    assert "Ask an observer" in pages.get(address).content.decode()
    wrong = pages.post(f"{address}asked", {"observer": olga.pk, "topic": ""})
    assert "Say what the paper is to be about" in wrong.content.decode()
    said = {"observer": olga.pk, "topic": "Numbering elsewhere", "last_day": ""}
    assert pages.post(f"{address}asked", said).status_code == 302
    shown = pages.get(f"{address}asked").content.decode()
    assert "Numbering elsewhere" in shown
    assert "Take back" in shown
    pages.force_login(olga)
    mine = pages.get(address).content.decode()
    assert "asks you for an information paper" in mine
    assert "Submit a document" in mine
    assert pages.get(f"{address}submit").status_code == 200
    assert pages.get(f"{address}asked").status_code == 403
    contribute(world, at=world.now, by=olga, series="DOC", title="Numbering elsewhere")
    pages.force_login(world.alice)
    shown = pages.get(f"{address}asked").content.decode()
    assert "Take back" not in shown
    assert "DOC 1" in shown


def test_by_page_somebody_new_is_invited_and_asked_at_once(world, pages):
    address = f"/g/{world.group.name}/documents/asked"
    pages.force_login(world.alice)
    said = {"observer": "", "topic": "Numbering elsewhere", "last_day": ""}
    refused = pages.post(address, said | {"name": "Omar", "address": ""}).content.decode()
    assert "name somebody new with an address" in refused
    new = {"name": "Omar", "address": "omar@expert.example"}
    assert pages.post(address, said | new).status_code == 302
    asked = PaperRequest.objects.get()
    assert str(asked.person) == "Omar"
    assert asked_of(world, asked.person) == asked
    bob = {"name": "Bob", "address": world.bob.email}
    assert "no observer" in pages.post(address, said | bob).content.decode()


def test_a_draft_is_no_answer_yet_and_is_submitted_only_while_it_is_asked(world, olga):
    asked = ask(world, olga, last_day=world.now.date())
    draft = actions.save_draft(
        group=world.group,
        series="DOC",
        files=[text()],
        cover=Cover(title="Numbering elsewhere", language="en"),
        by=olga,
        at=world.now,
    )
    asked.refresh_from_db()
    assert asked.issue is None
    with pytest.raises(NotAsked):
        actions.correct(issue=draft, cover=cover_of(draft), by=olga, at=world.now + DAY)
    again = ask(world, olga, at=world.now + DAY)
    actions.correct(issue=draft, cover=cover_of(draft), by=olga, at=world.now + DAY)
    again.refresh_from_db()
    assert again.issue == draft
    kinds = [each.kind for each in entries_about(f"group:{world.group.name}")]
    assert kinds.count("paper.answered") == 1


def test_a_draft_that_is_not_asked_any_more_can_be_discarded(world, olga):
    asked = ask(world, olga)
    draft = actions.save_draft(
        group=world.group, series="DOC", files=[text()], cover=Cover(), by=olga, at=world.now
    )
    actions.take_back(request=asked, by=world.alice, at=world.now)
    assert actions.withdraw(issue=draft, reason="", by=olga, at=world.now).state == "withdrawn"


@pytest.mark.parametrize("series", ["C", "DOC"])
def test_a_draft_begun_as_a_delegate_is_not_submitted_as_an_observer(world, series):
    drafted = {"series": series, "files": [text()], "cover": Cover(title="Begun", language="en")}
    draft = actions.save_draft(group=world.group, by=world.bob, at=world.now, **drafted)
    seat = world.group.memberships.get(person=world.bob)
    seats.leave(seat=seat, by=SYSTEM, at=world.now)
    seats.invite_observer(
        group=world.group, address=world.bob.email, name="Bob", by=world.alice, at=world.now
    )
    ask(world, world.bob)
    with pytest.raises((NotAllowed, NotOfYours)):
        actions.correct(issue=draft, cover=cover_of(draft), by=world.bob, at=world.now)


def test_the_author_revises_it_and_withdraws_the_revision(world, olga):
    ask(world, olga)
    paper = contribute(world, at=world.now, by=olga, series="DOC", title="Numbering elsewhere")
    actions.post(issue=paper, by=world.sam, at=world.now)
    later = actions.revise(document=paper.document, files=[text("More.")], by=olga, at=world.now)
    assert rights.owns(olga, later, at=world.now)
    assert PaperRequest.objects.get().issue == paper
    assert actions.withdraw(issue=later, reason="Wrong", by=olga, at=world.now).state == "withdrawn"


def test_an_observer_is_the_source_whoever_they_work_for(world, olga):
    affiliate(person=olga, entity=world.telecom, by=SYSTEM, at=world.now)
    ask(world, olga)
    paper = contribute(world, at=world.now, by=olga, series="DOC", title="Numbering elsewhere")
    assert (paper.entity, paper.source_text) == (None, "Olga")


def test_a_topic_is_never_cut_and_a_day_that_is_over_is_refused(world, olga):
    with pytest.raises(Lacking, match="At most 300 letters"):
        ask(world, olga, topic="x" * 301)
    with pytest.raises(Lacking, match="today or a later"):
        ask(world, olga, last_day=(world.now - DAY).date())
    assert ask(world, olga, topic="x" * 300, last_day=world.now.date()).topic == "x" * 300


def test_who_is_asked_no_more_is_told(world, olga):
    asked = ask(world, olga)
    actions.take_back(request=asked, by=world.alice, at=world.now)
    actions.take_back(request=asked, by=world.alice, at=world.now)
    (letter,) = [each for each in queued("document") if "no longer" in each.mail["Subject"]]
    assert letter.to == [OLGA]
    assert "Numbering elsewhere" in letter.text


def test_by_mail_the_paper_becomes_a_document_for_information(world, olga):
    refused, nothing = send(mail(sender=f"Olga <{OLGA}>", text=PAPER), mail_from=OLGA)
    assert nothing is None
    assert refused.outcome == "obeyed"
    assert "convener asks them" in queued("contribution")[-1].text
    ask(world, olga)
    _, paper = send(mail(sender=f"Olga <{OLGA}>", text=PAPER + "Asked."), mail_from=OLGA)
    assert str(paper) == "DOC 1"
    assert paper.request.topic == "Numbering elsewhere"
    assert "information paper" in queued("document")[-1].text
    _, again = send(mail(sender=f"Olga <{OLGA}>", text=PAPER + "More."), mail_from=OLGA)
    assert again == paper


def test_a_mail_received_on_the_last_day_and_read_after_it_is_in_time(world, olga):
    ask(world, olga, last_day=world.now.date())
    arrival = post(mail(sender=f"Olga <{OLGA}>", text=PAPER), "t09demo-contribution", OLGA)
    with clock.stopped_at(arrival.received_at + DAY):
        for job in Job.objects.filter(kind="documents.mailed"):
            tasks.mailed(**job.payload)
    assert PaperRequest.objects.get().issue is not None


def test_a_mail_by_somebody_else_in_an_observers_name_uses_nothing_up(world, olga, monkeypatch):
    asked = ask(world, olga)
    with monkeypatch.context() as patched:
        patched.setattr(Authentication, "is_unaligned", property(lambda self: True))
        _, draft = send(mail(sender=f"Olga <{OLGA}>", text=PAPER), mail_from=OLGA)
    assert draft.state == "draft"
    contribute(world, at=world.now, by=olga, series="DOC", title="The true one")
    asked.refresh_from_db()
    assert asked.issue.title == "The true one"


def test_pages_say_that_it_is_for_information_and_who_can_ask(world, olga, pages):
    pages.force_login(olga)
    address = f"/g/{world.group.name}/documents/"
    refused = pages.get(f"{address}submit")
    assert refused.status_code == 403
    assert "Write to the convener" in refused.content.decode()
    ask(world, olga)
    paper = contribute(world, at=world.now, by=olga, series="DOC", title="Numbering there")
    actions.post(issue=paper, by=world.sam, at=world.now)
    pages.force_login(world.bob)
    shown = pages.get(f"{address}DOC1/").content.decode()
    assert "information paper" in shown
    assert "Numbering elsewhere" in shown
    assert "information paper" in pages.get(address).content.decode()
    posted = [each for each in queued("document") if "DOC 1 posted" in each.mail["Subject"]]
    assert posted
    assert all("information paper" in each.text for each in posted)
