import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.base.text import decoded, header_text, storable


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?q?caf=C3=A9_noir?=", "café noir"),
        (b"=?UTF-8?B?5LiA?= =?utf-8?B?5LqM?=", "一二"),
        (b"=?utf-8?B?5Lg=?= =?utf-8?B?gA==?=", "一"),
        (b"Re: =?koi8-r?B?8NLJ18XU?= (=?iso-8859-1?q?=E9?=)", "Re: Привет (é)"),
        (b"=?utf-8*fr?q?=C3=A9t=C3=A9?=", "été"),
        (b"=?no-such-charset?q?caf=C3=A9?=", "café"),
        (b"=?utf-8?q?caf=E9?=", "café"),
        (b"=?gb2312?B?zuSwrg==?=", "武�"[:1] + "爱"),
        (b"caf\xc3\xa9", "café"),
        (b"caf\xe9", "café"),
        (b"a\r\n\tb", "a b"),
        (b"=?utf-8?q?a=00b?=", "ab"),
        (b"=?utf-8?q?unfinished", "=?utf-8?q?unfinished"),
        (b"=?utf-8?b?%%%?=", ""),
        (b"=?idna?q?x?=", "x"),
        (b"=?rot13?q?uryyb?=", "uryyb"),
        (b"=?utf-7?q?+2AA-?=", "?"),
    ],
)
def test_header_text(value: bytes, text: str) -> None:
    assert header_text(value) == text


@given(st.binary(max_size=300), st.sampled_from(["utf-8", "gbk", "utf-7", "utf-16", "x", "", None]))
def test_all_bytes_become_text_that_can_be_kept(data: bytes, charset: str | None) -> None:
    text = decoded(data, charset)
    assert "\x00" not in text
    text.encode("utf-8")


@given(st.binary(max_size=100))
def test_no_header_raises(data: bytes) -> None:
    header_text(b"=?utf-8?b?" + data + b"?= =?gbk?q?" + data + b"?=")


def test_storable() -> None:
    assert storable("a\x00b\ud800c\td") == "ab?c\td"
