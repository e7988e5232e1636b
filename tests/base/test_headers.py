import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.base.headers import _split_one_by_one, body_of, every, first, split


def names(data: bytes) -> list[str]:
    return [field.name for field in split(data)[0]]


def test_fields_in_order_with_folds() -> None:
    data = b"Subject: a\r\n long one\r\nReceived: 1\r\nRECEIVED : 2\r\n\r\nbody\r\n"
    fields, place = split(data)
    assert [field.name for field in fields] == ["subject", "received", "received"]
    assert first(fields, "subject") == b"a long one"
    assert every(fields, "received") == [b"1", b"2"]
    assert data[place:] == b"\r\nbody\r\n"
    assert body_of(data) == b"body\r\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\r\nno header", []),
        (b"A: 1", ["a"]),
        (b"A: 1\nB: 2\n\nC: no", ["a", "b"]),
        (b"A: 1\rB: 2\r\rC: no", ["a", "b"]),
        (b"From x@y Mon Jan 1\nA: 1\n\n", ["", "a"]),
        (b" continues nothing\r\nA: 1\r\n\r\n", ["", "a"]),
        (b"A: 1\r\nno colon here\r\nB: 2\r\n", ["a"]),
        (b"A: 1\r\n \r\nB: 2\r\n\r\n", ["a", "b"]),
        (b"A: 1\r\nB B: 2\r\n", ["a"]),
    ],
)
def test_odd_headers(data: bytes, expected: list[str]) -> None:
    assert names(data) == expected


@given(st.text(alphabet="A:b \t\r\n\x00é", max_size=200).map(str.encode))
def test_nothing_is_lost_or_raised(data: bytes) -> None:
    fields, place = split(data)
    assert b"".join(field.raw for field in fields) == data[:place]
    for field in fields:
        assert b"\n" not in field.value or not field.name or b"\r" in field.raw
    assert data.endswith(body_of(data))


def test_a_header_without_end_is_read_in_little_time() -> None:
    fields, _ = split(b"A: 1\r\n" * 300_000)
    assert len(fields) < 200_000
    split(b"A: " + b"\r\n " * 400_000)
    split(b"A" * 3_000_000)


@given(
    st.lists(
        st.sampled_from(
            [b"A: 1", b"B : 2", b"c", b"From x", b":", b" ", b"\t", b"\r", b"\n", b"\r\n", b"\n\n"]
        ),
        max_size=25,
    ).map(b"".join)
)
def test_the_quick_way_and_the_patient_way_find_the_same(data: bytes) -> None:
    assert split(data) == _split_one_by_one(data, len(data))


def test_long_words_and_lines_without_end_take_little_time() -> None:
    for data in (b"A" * 900_000 + b"\n\n", (b"A" * 70 + b"\n") * 12_000 + b"\n", b"a b" * 300_000):
        split(data + b"\n\n")
