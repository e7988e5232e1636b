"""Search: recipients, what a message has, counts, guesses, other things, other languages."""

from datetime import date, timedelta

import pytest

from comitia.archive import index
from comitia.archive import search as searching
from comitia.archive.actions import redact
from comitia.archive.index import Follower
from comitia.archive.search import Results, search, search_everything
from comitia.bodies.actions import know_body, record_decision
from comitia.bodies.models import Body
from comitia.circulars.models import Circular
from comitia.config.searched import SEARCHED
from comitia.glossary.actions import load_shipped
from comitia.ledger import actions as ledger
from comitia.ledger.actors import command
from comitia.mandates.actions import ItemText, ResolutionText, SectionText, store_resolution
from comitia.people.models import Person
from comitia.search.widen import Also
from tests.archive.posts import START, make_group, post

ROOT = command("root")
SIGNED = 'Content-Type: multipart/signed; boundary="b"; protocol="application/pgp-signature"'


@pytest.fixture
def follower(store) -> Follower:
    return Follower(store)


@pytest.fixture
def both(store, decision):
    """A group that everybody may read, and one that is closed."""
    facts = {"state": "active", "established_by": decision}
    return make_group("open", archive_public=True, **facts), make_group("closed", **facts)


def bring_level(follower: Follower) -> None:
    ledger.sequence(at=START)
    while follower.step():
        pass


def everything(text: str, **more) -> Results:
    return search_everything(text, at=START + timedelta(days=60), **more)


def ids(found: Results) -> set[str]:
    return {hit.message.message_id for hit in found.hits if hit.message}


def kinds(text: str) -> list[str]:
    return sorted(hit.kind for hit in everything(text).hits)


def test_to_looks_at_names_and_only_for_members_at_addresses(both, follower) -> None:
    to = "Cc: Carol Example <carol@examplia.example>\r\nContent-Type: text/plain"
    for group in both:
        post(group, name=f"{group.name}@x", fields=to)
    bring_level(follower)
    assert ids(everything("to:carol")) == {"open@x", "closed@x"}
    assert ids(everything("to:carol@examplia.example")) == {"open@x", "closed@x"}
    assert ids(search(None, "to:carol", at=START)) == {"open@x"}
    assert ids(search(None, "to:carol@examplia.example", at=START)) == set()
    assert ids(search(None, "from:bob@examplia.example", at=START)) == set()


def test_a_name_that_is_an_address_is_not_found_as_a_name(both, follower) -> None:
    sender = '"dan@examplia.example" <dan@examplia.example>'
    post(both[0], name="dan@x", sender=sender)
    bring_level(follower)
    assert ids(everything("from:dan@examplia.example")) == {"dan@x"}
    assert search(None, "from:dan@examplia.example", at=START).count == 0
    found = search(None, "terms", at=START)
    assert found.count == 1
    assert found.counts.persons == ()


def test_what_a_message_has(group, follower) -> None:
    post(group, name="plain@x")
    page = 'Content-Type: text/html; charset="utf-8"'
    post(group, name="html@x", fields=page, text="<p>Terms of reference</p>")
    text = (
        "--b\nContent-Type: text/plain\n\nTerms.\n--b\nContent-Type: application/pdf; name=a.pdf\n"
        'Content-Disposition: attachment; filename="a.pdf"\n\n%PDF-1.4\n--b--\n'
    )
    post(group, name="pdf@x", fields='Content-Type: multipart/mixed; boundary="b"', text=text)
    bring_level(follower)
    assert ids(everything("has:html")) == {"html@x"}
    assert ids(everything("has:document")) == {"pdf@x"}
    assert ids(everything("has:attachment")) == {"pdf@x"}
    assert ids(everything("terms -has:html")) == {"plain@x", "pdf@x"}
    assert ids(everything("terms -has:html -has:pdf")) == {"plain@x"}


def test_by_date_both_ways(group, follower) -> None:
    for day in (3, 1, 2):
        post(group, name=f"{day}@x", day=day)
    bring_level(follower)
    newest = [hit.message.message_id for hit in everything("terms", order="newest").hits]
    assert newest == ["3@x", "2@x", "1@x"]
    oldest = [hit.message.message_id for hit in everything("terms", order="oldest").hits]
    assert oldest == newest[::-1]


def test_the_subject_counts_more(group, follower) -> None:
    post(group, name="text@x", subject="Other", text="The timetable is attached.\n")
    post(group, name="subject@x", subject="Timetable", text="It is attached, as was said.\n")
    bring_level(follower)
    assert everything("timetable").hits[0].message.message_id == "subject@x"


def test_days_ago(group, follower) -> None:
    for day in (0, 55):
        post(group, name=f"{day}@x", day=day)
    bring_level(follower)
    assert ids(everything("date:7d")) == {"55@x"}
    assert ids(everything("before:2w")) == {"0@x"}


def test_counts_are_only_of_what_may_be_seen(both, follower) -> None:
    for day, name in enumerate(("Bob", "Carol", "Bob")):
        sender = f"{name} Example <{name}@examplia.example>"
        post(both[day % 2], name=f"{day}@x", sender=sender, day=day)
    bring_level(follower)
    counts = search(None, "terms", at=START).counts
    assert counts.persons == (("Bob Example", 2),)
    assert counts.years == ((2011, 2),)
    assert counts.exact
    assert dict(everything("terms").counts.persons) == {"Bob Example": 2, "Carol Example": 1}


def test_very_many_are_counted_from_a_sample(group, follower, monkeypatch) -> None:
    monkeypatch.setattr("comitia.search.counts.MOST_COUNTED", 100)
    monkeypatch.setattr("comitia.search.schema.SAMPLE_OF", 4)
    monkeypatch.setattr("comitia.search.counts.SAMPLE_OF", 4)
    for number in range(120):
        post(group, name=f"{number}@x", text="Terms.\n")
    bring_level(follower)
    found = everything("terms")
    assert found.count == 120
    assert not found.counts.exact
    ((year, number),) = found.counts.years
    assert (year, number) == (2011, 120)


@pytest.mark.parametrize(
    ("asked", "guess"),
    [
        ("interopability", "interoperability"),
        ("subject:refrence", "subject:reference"),
        ("from:exmaple scope", "from:example scope"),
        ("электосвязи", "электросвязи"),
        ("互操用性", "互操作性"),
        ("الاتصلات", "الاتصالات"),
        ('scope "interopability"', 'scope "interoperability"'),
    ],
)
def test_what_may_have_been_meant(both, follower, asked: str, guess: str) -> None:
    post(both[0], text="Scope: interoperability; электросвязи; 报告互操作性; شبكات الاتصالات\n")
    bring_level(follower)
    found = search(None, asked, at=START)
    assert found.count == 0
    assert found.guesses[0] == guess
    assert search(None, guess, at=START).count == 1


def test_no_word_of_a_closed_group_is_guessed(both, follower) -> None:
    post(both[0], text="Nothing of the kind.\n")
    post(both[1], text="The embarrassment.\n", sender="Zebedee Example <z@examplia.example>")
    bring_level(follower)
    for asked in ("embarassment", "from:zebedie"):
        assert everything(asked).guesses
        assert search(None, asked, at=START).guesses == ()


def test_circulars_resolutions_and_decisions_are_found_with_mail(group, follower, store) -> None:
    post(group, subject="Consultation", text="About the consultation.\n")
    bring_level(follower)
    assert kinds("consultation") == ["mail"]
    body = know_body(acronym="EXAG", kind=Body.Kind.ADVISORY_GROUP, by=ROOT, at=START)
    record_decision(
        body=body, text="To open a consultation.", decided_from=date(2011, 2, 11), by=ROOT, at=START
    )
    store_resolution(
        ResolutionText(
            number="1",
            place="Exampletown",
            year=2010,
            language="en",
            title="Structure",
            text="…",
            sections=[
                SectionText("resolves", True, "resolves", [ItemText("to hold a consultation", "1")])
            ],
        ),
        by=ROOT,
        at=START,
    )
    circular = Circular.objects.create(
        number="9", language="en", subject="Consultation of members", text="Dear Sir", group=group
    )
    told = {"by": ROOT, "at": START, "data": {}}
    ledger.append("circular.confirmed", "circular:tsb-9", **told)
    bring_level(follower)
    assert kinds("consultation") == ["decision", "mail", "resolution"]  # Not issued: not found.
    circular.issued_at, circular.issued_on = START, date(2011, 3, 1)
    circular.save()
    ledger.append("circular.issued", "circular:tsb-9", **told)
    bring_level(follower)
    assert kinds("consultation") == ["circular", "decision", "mail", "resolution"]
    assert kinds("consultation in:documents") == ["circular", "decision", "resolution"]
    assert kinds("consultation type:circular") == ["circular"]
    assert kinds("circular number:9") == ["circular"]
    assert kinds("group:t09tsag178") == ["circular", "mail"]
    assert dict(everything("consultation").counts.kinds)["decision"] == 1
    open_to_all = search(None, "consultation", at=START)
    assert {hit.kind for hit in open_to_all.hits} == {"circular", "decision", "resolution"}
    paths = {hit.kind: hit.thing.path for hit in open_to_all.hits}
    assert paths["circular"] == "/circulars/tsb-9/?language=en"
    assert paths["resolution"].startswith("/resolutions/1-exampletown-2010/?language=en#resolves")
    within = search(None, "consultation", at=START, groups=[group])
    assert [hit.kind for hit in within.hits] == ["circular"]
    # All of it again from nothing, and once only.
    index.rebuild(store)
    assert kinds("consultation") == ["circular", "decision", "mail", "resolution"]
    # What is not there any more is found no more, once the ledger tells that it changed.
    circular.delete()
    ledger.append("circular.issued", "circular:tsb-9", **told)
    bring_level(follower)
    assert kinds("consultation") == ["decision", "mail", "resolution"]


def test_sources_have_numbers_of_their_own() -> None:
    numbers = [each.number for each in SEARCHED]
    assert len(set(numbers)) == len(numbers)
    assert 0 not in numbers  # That is mail.


def test_every_node_learns_of_a_redaction_from_the_ledger(group, follower) -> None:
    message = post(group, text="The secret.\n")
    bring_level(follower)
    redact(message=message, by=ROOT, reason="Asked by the author", at=START)
    bring_level(follower)
    assert everything("secret").count == 0


def test_words_are_looked_for_in_other_languages_too(group, follower, monkeypatch) -> None:
    post(group, name="en@x", text="On terms of reference.\n", subject="A")
    post(group, name="zh@x", text="职权范围草案\n", subject="B")
    post(group, name="fr@x", text="Le mandat du groupe.\n", subject="C")
    bring_level(follower)
    also = Also("terms of reference", (("zh-hans", "职权范围"), ("fr", "mandat")))
    monkeypatch.setattr(searching, "expansions", lambda text: [also] if "reference" in text else [])
    found = everything("terms of reference")
    assert ids(found) == {"en@x", "zh@x", "fr@x"}
    assert found.also == (also,)
    assert any("<mark>职权范围</mark>" in hit.snippet for hit in found.hits)
    assert ids(everything("terms of reference", exact=True)) == {"en@x"}
    assert ids(everything("terms of reference -mandat")) == {"en@x", "zh@x"}
    assert ids(everything('"terms of reference"')) == {"en@x", "zh@x", "fr@x"}
    assert ids(everything('"of reference"')) == {"en@x"}
    assert ids(everything("groupe OR terms of reference")) == {"en@x", "zh@x", "fr@x"}


def test_a_word_of_another_language_is_not_taken_for_one_of_the_askers(
    group, follower, monkeypatch
) -> None:
    post(group, name="es@x", text="El informe de las administraciones es final.\n", subject="A")
    post(group, name="en@x", text="The information society.\n", subject="B")
    bring_level(follower)
    also = Also("report", (("es", "informe"),))
    monkeypatch.setattr(searching, "expansions", lambda text: [also])
    found = everything("report")
    assert ids(found) == {"es@x"}
    assert "<mark>informe</mark>" in found.hits[0].snippet


def test_several_chinese_words(group, follower) -> None:
    post(group, name="both@x", text="互操作性和互通性的报告\n", subject="一")
    post(group, name="one@x", text="关于互操作性\n", subject="二")
    post(group, name="far@x", text="互相通信的工作操作\n", subject="三")
    bring_level(follower)
    assert ids(everything("互操作性 互通性")) == {"both@x"}
    assert ids(everything("互操作性")) == {"both@x", "one@x"}
    # Written as one: what has it as it stands comes first, what has most of it is found.
    found = [hit.message.message_id for hit in everything("互操作性和互通性").hits]
    assert found[0] == "both@x"
    assert "far@x" not in found
    assert ids(everything('"互操作性报告"')) == set()
    assert ids(everything("互操作性报告")) == {"both@x", "one@x"}


def test_far_behind_nothing_is_indexed_twice(group, follower, store, monkeypatch) -> None:
    bring_level(follower)
    monkeypatch.setattr(index, "BATCH", 3)
    monkeypatch.setattr(index, "COMMIT_SECONDS", 0)
    keys = [post(group, name=f"{number}@x").pk for number in range(10)]
    # Another process has indexed some of them meanwhile.
    index.index_again(keys[4:6])
    bring_level(follower)
    assert everything("terms").count == 10


def test_the_secretariat_finds_no_more_than_what_is_there(both, follower) -> None:
    for group in both:
        post(group, text="Plenary.\n")
    bring_level(follower)
    person = Person.objects.create_user("s@examplia.example", is_secretariat=True)
    assert search(person, "plenary", at=START).count == 2
    assert search(person, "plenary", at=START, groups=[both[1]]).count == 1
    assert search(None, "plenary group:closed", at=START).count == 0
    assert search(None, "-nothing in:mail", at=START).count == 1


def test_the_glossary_tells_what_words_are_elsewhere(group, follower) -> None:
    load_shipped(at=START)
    post(group, name="en@x", text="A correspondence group was established.\n", subject="A")
    post(group, name="zh@x", text="成立了通信小组\n", subject="B")
    bring_level(follower)
    found = everything("correspondence group")
    assert ids(found) == {"en@x", "zh@x"}
    assert ("zh-hans", "通信小组") in found.also[0].others
    assert ids(everything("correspondence group", exact=True)) == {"en@x"}
    assert ids(everything("通信小组")) == {"en@x", "zh@x"}
