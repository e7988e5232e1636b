import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.mail.addresses import NEEDS_TOKEN, Address, Purpose, understand


@pytest.mark.parametrize(
    ("local_part", "address"),
    [
        ("t09tsag178", Address("t09tsag178", Purpose.LIST)),
        ("T09TSAG178", Address("t09tsag178", Purpose.LIST)),
        (' "t09tsag178" ', Address("t09tsag178", Purpose.LIST)),
        ("t09tsag178-join", Address("t09tsag178", Purpose.JOIN)),
        ("t09tsag178-SUBSCRIBE", Address("t09tsag178", Purpose.JOIN)),
        ("t09tsag178-leave", Address("t09tsag178", Purpose.LEAVE)),
        ("t09tsag178-leave+abc", Address("t09tsag178", Purpose.LEAVE, "abc")),
        ("t09tsag178-confirm+ABC", Address("t09tsag178", Purpose.CONFIRM, "abc")),
        ("t09tsag178-bounces+k7", Address("t09tsag178", Purpose.BOUNCES, "k7")),
        ("t09tsag178-bounces", Address("t09tsag178", Purpose.BOUNCES)),
        ("t09tsag178-owner", Address("t09tsag178", Purpose.OWNER)),
        ("t09tsag178-moderate+x", Address("t09tsag178", Purpose.MODERATE, "x")),
        ("ad-hoc-5", Address("ad-hoc-5", Purpose.LIST)),
        ("ad-hoc-5-request", Address("ad-hoc-5", Purpose.REQUEST)),
        ("t09tsag178+note", Address("t09tsag178", Purpose.LIST, "note")),
    ],
)
def test_understood(local_part: str, address: Address) -> None:
    assert understand(local_part) == address


@pytest.mark.parametrize(
    "local_part",
    ["", "-join", "+x", "a b", "a@b", "t09\x00", "x" * 65, "t09tsag178-confirm", "группа", "a+b c"],
)
def test_not_an_address_of_a_group(local_part: str) -> None:
    assert understand(local_part) is None


@given(st.sampled_from(Purpose), st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True))
def test_what_we_write_we_understand(purpose: Purpose, token: str) -> None:
    address = Address("t09tsag178", purpose, token if purpose in NEEDS_TOKEN else "")
    assert understand(address.local_part.upper()) == address


@given(st.text(max_size=100))
def test_nothing_raises(text: str) -> None:
    understand(text)
