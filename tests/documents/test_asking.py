"""The convener asks an observer for an information paper; so much an observer may submit."""

from datetime import timedelta

import pytest

from comitia.documents import actions, rights
from comitia.documents.errors import AskedAlready, Lacking, NoObserver, NotAsked, WrongSeries
from comitia.documents.models import PaperRequest
from comitia.groups import seats
from comitia.groups.errors import NotAllowed
from comitia.groups.roles import standing
from comitia.ledger.queries import entries_about
from comitia.outbox.models import Letter
from tests.documents.submissions import contribute

DAY = timedelta(days=1)


@pytest.fixture
def olga(world):
    """An observer of the group."""
    return seats.invite_observer(
        group=world.group, address="olga@expert.example", name="Olga", by=world.alice, at=world.now
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
