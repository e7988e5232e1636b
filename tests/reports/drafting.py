"""The report of t09demo, whose mandate is three clauses of a resolution of ours."""

from comitia.documents.actions import submit
from comitia.documents.cover import Cover
from comitia.documents.filing import Given
from comitia.documents.symbols import path_of
from comitia.groups import actions as groups
from comitia.groups.models import Role
from comitia.ledger.actors import SYSTEM
from comitia.mandates.actions import ItemText, ResolutionText, SectionText, store_resolution
from comitia.mandates.models import Clause
from comitia.reports.actions import start_report
from tests.world import person


def give_mandate(world):
    """Resolution 9 asks for open meetings, an assessment, and its conclusions."""
    text = ResolutionText(
        number="9",
        place="Sampletown",
        year=2010,
        language="en",
        title="Work on the technical side of sample networks",
        text="Resolution 9 (Sampletown, 2010)",
        sections=[
            SectionText(
                key="instructs",
                operative=True,
                heading="instructs the Director of the Bureau",
                addressees=["director"],
                items=[
                    ItemText("to hold open consultation meetings;", "1"),
                    ItemText("to assess the structure of the Sector;", "2"),
                    ItemText("to submit the conclusions to the assembly.", "3"),
                ],
            )
        ],
    )
    resolution = store_resolution(
        text, adopted_by=world.parent, is_original=True, by=SYSTEM, at=world.now
    )
    clauses = Clause.objects.filter(section__resolution=resolution)
    world.group.clauses.set(clauses)
    return list(clauses)


def contribute(world, title="On overlap"):
    """A contribution by Bob, as the register has it: its address there."""
    issue = submit(
        group=world.group,
        series="C",
        files=[Given("paper.txt", title.encode(), "en")],
        cover=Cover(title=title, sources=[world.telecom], language="en"),
        by=world.bob,
        at=world.now,
    )
    return path_of(issue.document)


def appoint_editors(world):
    """Edith and Edgar edit; Edgar is of Example Telecom."""
    world.edith = person("Edith", entity=world.examplia)
    world.edgar = person("Edgar", entity=world.telecom)
    for each, entity in ((world.edith, world.examplia), (world.edgar, world.telecom)):
        groups.appoint(
            group=world.group,
            kind=Role.Kind.EDITOR,
            person=each,
            entity=entity,
            decision=world.decision,
            by=SYSTEM,
            at=world.now,
        )
    return world


def begin(world):
    """Begun by Alice, with nothing in it yet."""
    return start_report(group=world.group, by=world.alice, at=world.now)
