"""The glossary is loaded once by however many start together, and a change is seen by them all."""

import pytest

from comitia.glossary.models import Concept, Term
from comitia.glossary.queries import also
from comitia.glossary.shipped import shipped
from tests.contract import workers
from tests.contract.at_once import in_processes

pytestmark = pytest.mark.django_db(transaction=True)


def test_three_that_start_together_load_it_once():
    assert sorted(in_processes(3, workers.load_glossary)) == [0, 0, len(shipped())]
    assert Concept.objects.count() == len(shipped())
    assert Term.objects.filter(is_preferred=True).count() == 6 * len(shipped())


def test_what_another_process_retires_is_known_here_at_once():
    in_processes(1, workers.load_glossary)
    assert [each.term for each in also("TSAG")] == ["TSAG"]
    in_processes(1, workers.retire, "tsag")
    assert also("TSAG") == []
