from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.base.packing import Damaged, pack, unpack


@given(st.binary(max_size=2000))
def test_what_is_packed_comes_back(data: bytes) -> None:
    assert unpack(pack(data)) == data


def test_threads_do_not_share_a_compressor() -> None:
    data = [bytes([number]) * 100_000 for number in range(50)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda each: unpack(pack(each)), data)) == data


def test_damage_is_named() -> None:
    packed = bytearray(pack(b"a message" * 100))
    packed[3] ^= 0xFF
    with pytest.raises(Damaged):
        unpack(bytes(packed))
    with pytest.raises(Damaged):
        unpack(b"never packed")
