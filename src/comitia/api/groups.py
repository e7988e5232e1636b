"""Groups, and who asks."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from comitia.api.asking import asker, known_asker
from comitia.api.describing import group_shape
from comitia.api.shapes import GroupShape, MeShape
from comitia.base import clock
from comitia.groups.access import group_for
from comitia.groups.queries import known_groups, seats_of

router = Router(tags=["groups"])
MOST_GROUPS = 5_000


@router.get("/me", response=MeShape)
def me(request: HttpRequest) -> Any:
    """Who asks, and in which groups they have a seat."""
    person = known_asker(request)
    seats = seats_of(person)
    return MeShape(
        name=person.name,
        language=person.language,
        groups=sorted({seat.group.name for seat in seats}),
    )


@router.get("/groups", response=list[GroupShape])
def groups(request: HttpRequest) -> Any:
    """The groups that everybody may know of."""
    return [group_shape(each) for each in known_groups().select_related("parent")[:MOST_GROUPS]]


@router.get("/groups/{name}", response=GroupShape)
def group(request: HttpRequest, name: str) -> Any:
    """One group."""
    return group_shape(group_for(asker(request), name, at=clock.now()))
