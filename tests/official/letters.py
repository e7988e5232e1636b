"""Letters for tests: who is entitled, a meeting, and drafts that are complete."""

from datetime import date

from comitia.bodies import actions as bodies
from comitia.ledger.actors import SYSTEM
from comitia.official import actions
from comitia.official.actions import Plan
from comitia.official.kinds import kind_called
from comitia.people import actions as people
from tests.world import NOW, person

LETTER = {"signatory": "Sam Example", "contact": "Sam", "email": "house@example.example"}
TEXTS = {
    "en": {"subject": "Meeting of the group", "body": "You are invited to the meeting."},
    "fr": {"subject": "Réunion du groupe", "body": "Vous êtes invités à la réunion."},
}


def add_focal_points(world):
    """Examplia's reads Arabic, Samplia's Chinese; Example Telecom has Fiona, who reads French."""
    made = []
    for name, entity, language in (
        ("Farid", world.examplia, "ar"),
        ("Fang", world.samplia, "zh-hans"),
    ):
        somebody = person(name, entity=entity, language=language)
        people.name_focal_point(
            person=somebody, entity=entity, letter="Letter of 1 March 2011", by=SYSTEM, at=NOW
        )
        made.append(somebody)
    return made


def meeting_of(world, opens=date(2011, 7, 11), closes=date(2011, 7, 15), place="Geneva"):
    return bodies.plan_meeting(
        body=world.parent, month=opens, opens=opens, closes=closes, place=place, by=SYSTEM, at=NOW
    )


def draft(world, kind="circular", *, languages=("en", "fr"), fields=None, **plan):
    """A complete draft, by Sam of the secretariat."""
    letter = actions.draft_letter(
        plan=Plan(
            kind=kind,
            original=languages[0],
            fields={**_able(kind, LETTER), **(fields or {})},
            **plan,
        ),
        by=world.sam,
        at=NOW,
    )
    for language in languages:
        actions.write_version(
            letter=letter, language=language, fields=TEXTS[language], by=world.sam, at=NOW
        )
    return letter


def _able(kind, fields):
    able = {field.name for field in kind_called(kind).written("letter")}
    return {name: text for name, text in fields.items() if name in able}
