"""A group with an empty archive, and a decision to establish others by."""

import pytest


@pytest.fixture
def group(db):
    from tests.archive.posts import make_group

    return make_group()


@pytest.fixture
def decision(db):
    from comitia.bodies.models import Body, Decision
    from tests.archive.posts import START

    body = Body.objects.create(acronym="EXAG", slug="exag", kind=Body.Kind.ADVISORY_GROUP)
    day = START.date()
    return Decision.objects.create(
        body=body, decided_from=day, decided_until=day, text="to establish a group"
    )
