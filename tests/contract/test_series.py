"""Letters that are numbered at once: each number once, none left out."""

import pytest

from comitia.circulars.models import GivenNumber
from tests.contract import workers
from tests.contract.at_once import in_processes

EACH = 15


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_once_have_no_gap_and_no_double():
    found = in_processes(3, workers.number_letters, EACH)
    numbers = sorted(number for given in found for number in given)
    assert numbers == list(range(1, len(numbers) + 1))
    # Each process let every third act fail: its number went to another.
    assert len(numbers) == 3 * (EACH - EACH // 3)
    assert GivenNumber.objects.count() == len(numbers)
