"""Several sequencers at once: one tree, every entry in it once."""

import pytest

from comitia.ledger import actions
from comitia.ledger.models import Entry
from comitia.ledger.verify import disagreements
from tests.contract import workers
from tests.contract.at_once import in_processes
from tests.world import NOW

WRITERS, EACH = 2, 40


@pytest.mark.django_db(transaction=True)
def test_sequencers_at_once_never_fork_the_tree():
    placed = in_processes(WRITERS, workers.append_and_sequence, EACH, NOW)
    placed.append(actions.sequence(at=NOW))
    assert sum(placed) == WRITERS * EACH
    positions = Entry.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(WRITERS * EACH))
    assert list(disagreements()) == []
