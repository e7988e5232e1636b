"""One address for all language versions of a resolution."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.mandates.names import slug_of


@pytest.mark.parametrize(
    "place",
    ["Guadalajara", "瓜达拉哈拉", "Гвадалахара", " GUADALAJARA ", "瓜达 拉哈拉", "غوادالاخارا"],
)
def test_all_languages_mean_one_place(place):
    assert slug_of("178", place, 2010) == "178-guadalajara-2010"


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        ("New Delhi", "72-new-delhi-2024"),
        ("Nueva Delhi", "72-new-delhi-2024"),
        ("Exampletown", "72-exampletown-2024"),
        ("Sète-sur-Mer", "72-sete-sur-mer-2024"),
        ("某地", "72-2024"),
    ],
)
def test_other_places_are_taken_as_written(place, slug):
    assert slug_of("72", place, 2024) == slug


@given(st.text(), st.text(), st.integers(1865, 2100))
def test_any_name_fits_a_link(number, place, year):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of(number, place, year))
