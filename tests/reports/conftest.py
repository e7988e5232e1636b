"""A report of t09demo that two editors and the convener work on."""

import pytest


@pytest.fixture
def mandate(world):
    """Three clauses of a resolution of ours."""
    from tests.reports.drafting import give_mandate

    return give_mandate(world)


@pytest.fixture
def editors(world):
    """The world with two editors, Edith and Edgar."""
    from tests.reports.drafting import appoint_editors

    return appoint_editors(world)


@pytest.fixture
def report(editors, mandate):
    """Begun by Alice, with nothing in it yet."""
    from tests.reports.drafting import begin

    return begin(editors)


@pytest.fixture
def section(report):
    """The section that answers the second clause."""
    return report.sections.get(slug__endswith="-2")


@pytest.fixture
def paragraph(section, world):
    """A paragraph by Alice."""
    from comitia.reports.writing import add_paragraph

    return add_paragraph(
        section=section,
        text="The group met twice and found no overlap.",
        by=world.alice,
        at=world.now,
    )
