"""Letters issued by several at once: each once, each with its own number, none left out."""

import pytest

from comitia.official.models import OfficialDispatch
from comitia.outbox.models import Letter
from tests.contract import workers
from tests.contract.at_once import in_processes
from tests.official.letters import draft
from tests.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_letter_issued_by_three_at_once_is_sent_once(world):
    letter = draft(world)
    assert sorted(in_processes(3, workers.issue_letter, letter.pk, NOW)) == [0, 0, 1]
    assert OfficialDispatch.objects.count() == 1
    assert Letter.objects.filter(kind="official").count() == 1
    letter.refresh_from_db()
    assert letter.number == 1


def test_many_letters_issued_at_once_are_numbered_without_gaps(world):
    letters = [draft(world, languages=("en",)).pk for _ in range(8)]
    found = in_processes(3, workers.issue_letters, letters, NOW)
    assert found == [list(range(1, 9))] * 3
    assert OfficialDispatch.objects.count() == 8
