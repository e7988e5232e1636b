"""A group with an empty archive, and mail to put in it."""

from datetime import UTC, datetime

import pytest

from comitia.bodies.models import Body
from comitia.groups.models import Group

START = datetime(2011, 4, 1, 12, tzinfo=UTC)


def make_group(name: str = "t09tsag178", **facts: object) -> Group:
    parent, _ = Body.objects.get_or_create(
        acronym="TSAG", defaults={"slug": "tsag", "kind": Body.Kind.ADVISORY_GROUP}
    )
    return Group.objects.create(
        name=name, title="Examplia consultation", parent=parent, created_at=START, **facts
    )


@pytest.fixture
def group(db: None) -> Group:
    return make_group()
