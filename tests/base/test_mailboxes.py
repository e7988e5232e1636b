import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.base.mailboxes import Mailbox, _unusual, mailboxes


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"a@b.example", [("", "a@b.example")]),
        (b"Alice <a@b.example>", [("Alice", "a@b.example")]),
        (
            b'"Example, Alice" <a@b.example>, c@d.example',
            [("Example, Alice", "a@b.example"), ("", "c@d.example")],
        ),
        (b"=?utf-8?q?Al=2C_x_=3Cevil=40x=3E?= <a@b.example>", [("Al, x <evil@x>", "a@b.example")]),
        (b"a@b.example (Alice (the) Chair)", [("Alice (the) Chair", "a@b.example")]),
        (b'"evil@x.example" <a@b.example>', [("evil@x.example", "a@b.example")]),
        (b"evil@x.example <a@b.example>", [("evil@x.example", "a@b.example")]),
        (
            b"Team: a@b.example, Bob <c@d.example>;, e@f.example",
            [("", "a@b.example"), ("Bob", "c@d.example"), ("", "e@f.example")],
        ),
        (b"undisclosed-recipients:;", []),
        (b'"john doe"@b.example', [("", '"john doe"@b.example')]),
        (b'"say \\"hi\\"" <a@b.example>', [('say "hi"', "a@b.example")]),
        (b"<@relay.example:a@b.example>", [("", "a@b.example")]),
        (b"< a@b.example >", [("", "a@b.example")]),
        (b"Alice <a@b.example", [("Alice", "a@b.example")]),
        (b"nobody", []),
        (b"@", []),
        (b"", []),
        ("Борис <борис@пример.example>".encode(), [("Борис", "борис@пример.example")]),
        (b"Caf\xe9 <a@b.example>", [("Café", "a@b.example")]),
    ],
)
def test_read(value: bytes, expected: list[tuple[str, str]]) -> None:
    assert [(box.name, box.address) for box in mailboxes(value)] == expected


@given(st.text(alphabet='a@<>"(),;:\\ é\x00', max_size=80))
def test_nothing_raises(text: str) -> None:
    for box in mailboxes(text.encode()):
        assert "@" in box.address


def test_depth_and_length_are_no_trouble() -> None:
    mailboxes(b"(" * 1_000_000)
    mailboxes(b"<" * 1_000_000)
    assert len(mailboxes(b"a@b," * 100_000)) == 50_000


def test_an_address_too_long_to_be_one_is_none_and_not_cut_to_anothers():
    assert mailboxes(b"a" * 400 + b"@x.example, b@x.example") == [Mailbox("", "b@x.example")]
    assert mailboxes(b"b@x.example" + b"." * 400) == []


@given(st.text(alphabet='ab@<>", \n\t:é\x00', max_size=60))
def test_the_quick_way_and_the_patient_way_find_the_same(text: str) -> None:
    assert mailboxes(text.encode()) == _unusual(text)


def test_blanks_without_end_take_little_time() -> None:
    blank = b" " * 190_000
    for value in (blank, blank + b"<", b'"' + blank, b'"a"' + blank + b"x", b"a " * 90_000 + b"("):
        mailboxes(value)
