"""The example has a register to look at, made by the verbs themselves."""

import pytest

from comitia.demo.load import load_once
from comitia.documents.models import Document


@pytest.mark.django_db
def test_the_example_has_contributions_in_three_languages():
    load_once()
    rows = Document.objects.order_by("series", "number").values_list(
        "series", "number", "state", "languages"
    )
    assert list(rows) == [
        ("C", 1, "reflected_in", ",en,"),
        ("C", 2, "considered", ",fr,"),
        ("C", 3, "posted", ",ru,"),
        ("TD", 1, "posted", ",en,"),
    ]
