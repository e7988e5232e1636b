"""MAIL and RCPT as the relay can take them, and what is asked of it beside."""

import pytest

from comitia.outbox.deliver.envelope import (
    Envelope,
    NeedsUtf8,
    commands,
    holds_utf8_address,
    original_recipient,
    xtext,
)

BACK = "t09-bounces+7-1-abcdefgh@comitia.example"


def lines(rcpt_to, *offers, **more) -> list[str]:
    return commands(Envelope(BACK, rcpt_to, **more), offers).decode().split("\r\n")[:-1]


def test_a_plain_relay_hears_nothing_it_does_not_know():
    assert lines("bob@x.example", name="7-1") == [
        f"MAIL FROM:<{BACK}>",
        "RCPT TO:<bob@x.example>",
    ]


def test_only_failures_are_asked_for_with_names_to_know_them_by():
    assert lines("bob+itu=a@x.example", "DSN", "8BITMIME", name="7-1") == [
        f"MAIL FROM:<{BACK}> BODY=8BITMIME RET=HDRS ENVID=7-1",
        "RCPT TO:<bob+itu=a@x.example> NOTIFY=FAILURE ORCPT=rfc822;bob+2Bitu+3Da@x.example",
    ]


def test_an_address_of_another_script_is_said_to_be_one():
    mail, rcpt = lines("用户@例子.example", "SMTPUTF8", "DSN")
    assert mail == f"MAIL FROM:<{BACK}> SMTPUTF8 RET=HDRS"
    assert rcpt == (
        "RCPT TO:<用户@例子.example> NOTIFY=FAILURE"
        r" ORCPT=utf-8;\x{7528}\x{6237}@\x{4F8B}\x{5B50}.example"
    )


@pytest.mark.parametrize("offers", [(), ("SMTPUTF8",)])
def test_a_domain_alone_needs_no_extension(offers):
    mail, rcpt = lines("anna@例子.example", *offers)
    assert mail == f"MAIL FROM:<{BACK}>"
    assert rcpt == "RCPT TO:<anna@xn--fsqu00a.example>"


def test_what_a_relay_cannot_carry_is_told_in_words():
    with pytest.raises(NeedsUtf8, match=r"SMTPUTF8.*<борис@пример.example>"):
        lines("борис@пример.example")


def test_an_author_of_another_script_needs_it_said_too():
    assert "SMTPUTF8" in lines("bob@x.example", "SMTPUTF8", utf8_header=True)[0]
    assert "SMTPUTF8" not in lines("bob@x.example", utf8_header=True)[0]


@pytest.mark.parametrize(
    ("header", "holds"),
    [
        ("From: 用户 <user@x.example>", False),
        ("Subject: <用户@x.example>", False),
        ("From: 用户@例子.example", True),
        ("From: a@x.example\r\nCc: b@x.example,\r\n Борис <борис@x.example>", True),
        ("From: a@x.example\r\n\r\nCc: борис@x.example", False),
    ],
)
def test_only_addresses_in_the_header_count(header, holds):
    assert holds_utf8_address(f"{header}\r\n\r\n.\r\n".encode()) is holds


def test_letters_that_would_end_a_word_go_as_their_code():
    assert xtext("a+b=c d") == "a+2Bb+3Dc+20d"
    assert original_recipient("a+b=\\ü@x.example") == r"utf-8;a\x{2B}b\x{3D}\x{5C}\x{FC}@x.example"
