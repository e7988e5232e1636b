"""Circulars of our own, plainly fictional, in the other five languages."""

from pathlib import Path

import pytest

from comitia.circulars.reading import read_circular

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "circulars"


@pytest.mark.parametrize(
    ("language", "number", "reflector", "rows", "convener"),
    [
        ("ar", "46", "t33tsagcaravan", 6, "سلمى النموذجية"),
        ("en", "912", "t29tsaglamp", 8, "Ana de Souza Lampe"),
        ("es", "77", "t33tsagniebla", 6, "Tomás de la Muestra"),
        ("fr", "318", "t33sg7maree", 6, "Inès d'Exemple"),
        ("ru", "205", "t33tsaggolub", 6, "Вера Примерова"),
    ],
)
def test_each_language_is_read(language, number, reflector, rows, convener):
    text = (FIXTURES / f"{language}.txt").read_text(encoding="utf-8")
    found = read_circular(text).as_json()
    assert (found["language"], str(found["number"])) == (language, number)
    assert found["reflector"] == reflector
    assert len(found["timetable"]) == rows
    assert found["convener"]["name"] == convener
    assert found["eligibility"]
