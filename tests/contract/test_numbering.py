"""However many submit at once, numbers have no gaps and none is given twice, on either engine."""

import pytest

from comitia.documents import actions
from comitia.documents.models import Document
from tests.contract import workers
from tests.contract.at_once import in_processes
from tests.documents.submissions import contribute

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_who_submit_at_once_get_numbers_without_gaps():
    from tests.world import make_world

    make_world()
    found = in_processes(4, workers.submit_many, 6)
    numbers = sorted(number for given in found for number in given)
    assert numbers == list(range(1, 25))
    kept = Document.objects.order_by("number").values_list("number", "state")
    assert [number for number, _ in kept] == numbers
    assert sum(state == "withdrawn" for _, state in kept) == 8


def test_three_who_revise_at_once_get_ordinals_without_gaps():
    from tests.world import make_world

    world = make_world()
    issue = actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)
    found = in_processes(3, workers.revise_many, issue.document_id, 4)
    assert sorted(ordinal for given in found for ordinal in given) == list(range(1, 13))
