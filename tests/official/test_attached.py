"""An agenda attaches documents of the register to its items; a report refers to contributions."""

import pytest

from comitia.documents import actions as register
from comitia.documents.models import Document
from comitia.official import actions
from comitia.official.attached import attached_for, named_in
from tests.documents.submissions import contribute
from tests.official.letters import draft, meeting_of

pytestmark = pytest.mark.django_db
AGENDA = "Opening\nProposals | C 1, C 9\n- Numbering | not a document\nClosing"


def agenda_of(world, agenda=AGENDA, **more):
    letter = draft(
        world, "agenda", group=world.group, meeting=meeting_of(world), languages=("en",), **more
    )
    fields = {"agenda": agenda, "body": ""}
    actions.write_version(letter=letter, language="en", fields=fields, by=world.sam, at=world.now)
    return letter


def posted(world):
    issue = contribute(world, at=world.now, title="On turnips")
    return register.post(issue=issue, by=world.sam, at=world.now).document


def test_symbols_are_found_in_all_lists_once():
    named = named_in(
        {"agenda": AGENDA, "contributions": "C 1 | again\nTD3 | x", "documents": "Minutes\nR-2"}
    )
    assert [(each.text, each.item) for each in named] == [
        ("C 1", "2 Proposals"),
        ("C 9", "2 Proposals"),
        ("TD3", ""),
        ("R-2", ""),
    ]
    assert named_in({"agenda": "a | b | c"}) == []


def test_an_issued_agenda_tells_the_register_where_a_document_is_taken(world):
    document = posted(world)
    letter = agenda_of(world)
    assert actions.look(letter, at=world.now).doubts == ("C 9 is not in the register of t09demo.",)
    issued = actions.issue(letter=letter, by=world.sam, at=world.now).letter
    document.refresh_from_db()
    assert document.agenda_item == "2 Proposals"
    corrigendum = actions.draft_amendment(
        letter=issued, kind="corrigendum", by=world.sam, at=world.now
    )
    actions.write_version(
        letter=corrigendum,
        language="en",
        fields={},
        corrections={"agenda": "Opening\nNumbering | C 1"},
        by=world.sam,
        at=world.now,
    )
    actions.issue(letter=corrigendum, by=world.sam, at=world.now)
    document.refresh_from_db()
    assert document.agenda_item == "2 Numbering"


def test_a_reader_sees_those_that_the_register_shows_them(world):
    document = posted(world)
    fields = {"agenda": AGENDA}
    letter = agenda_of(world)

    def seen(person):
        return [each.path for each in attached_for(person, letter, fields, at=world.now)]

    assert seen(world.bob) == ["C1"]
    assert seen(None) == seen(world.charlie) == []
    Document.objects.filter(pk=document.pk).update(is_public=True)
    assert seen(None) == ["C1"]


def test_a_letter_about_no_group_attaches_nothing(world):
    posted(world)
    letter = draft(world, "agenda", meeting=meeting_of(world), languages=("en",))
    fields = {"agenda": AGENDA, "body": ""}
    actions.write_version(letter=letter, language="en", fields=fields, by=world.sam, at=world.now)
    assert actions.look(letter, at=world.now).doubts == ()
    assert attached_for(world.sam, letter, fields, at=world.now) == []
    actions.issue(letter=letter, by=world.sam, at=world.now)
    assert not Document.objects.exclude(agenda_item="").exists()
