from hypothesis import given
from hypothesis import strategies as st

from comitia.outbox.actions import whole_lines


@given(st.lists(st.sampled_from([b"a", b".", b"\r", b"\n", b"\r\n"])).map(b"".join))
def test_mail_leaves_in_whole_lines(content: bytes) -> None:
    left = whole_lines(content)
    assert b"\n" not in left.replace(b"\r\n", b"")
    assert b"\r" not in left.replace(b"\r\n", b"")
    if b"\r" not in content.replace(b"\r\n", b"") and b"\n" not in content.replace(b"\r\n", b""):
        assert left == content
