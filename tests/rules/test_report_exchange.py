"""Files for translators: whatever goes out comes back, and no bytes do harm."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.reports.exchange import Unreadable, po, xliff
from comitia.reports.exchange.unit import Bundle, Unit

SIDES = pytest.mark.parametrize("side", [xliff, po])
TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=60
).filter(lambda text: text.strip())
KEYS = st.from_regex(r"p[1-9][0-9]{0,3}", fullmatch=True)


@SIDES
@given(st.dictionaries(KEYS, st.tuples(TEXTS, TEXTS)))
def test_units_come_back_as_they_went(side, texts):
    units = tuple(
        Unit(key, source.strip(), target.strip(), 3) for key, (source, target) in texts.items()
    )
    found = side.read(side.write(Bundle("t09demo", "en", "fr", units)))
    assert (found.group, found.language) == ("t09demo", "fr")
    assert {(each.id, each.source, each.target) for each in found.units} == {
        (each.id, each.source, each.target) for each in units
    }


GOOD = Bundle(
    "t09demo",
    "en",
    "fr",
    (Unit("p1", "It met.", "Il s'est r\u00e9uni.", 1), Unit("p2", "a\nb", 'c\n"d"', 2)),
)


@SIDES
@given(
    st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 8), st.binary(max_size=6)), max_size=6)
)
def test_no_damage_to_a_file_raises_anything_else(side, damage):
    data = side.write(GOOD)
    for place, length, instead in damage:
        data = data[:place] + instead + data[place + length :]
    with contextlib.suppress(Unreadable):
        assert len(side.read(data).units) <= 8


@SIDES
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(side, data):
    with contextlib.suppress(Unreadable):
        side.read(data)


@SIDES
def test_so_many_parts_and_no_more(side, monkeypatch):
    monkeypatch.setattr(side, "MOST_UNITS", 2)
    side.read(side.write(GOOD))
    more = Bundle("t09demo", "en", "fr", (*GOOD.units, Unit("p3", "x", "y")))
    with pytest.raises(Unreadable, match="2"):
        side.read(side.write(more))
