"""What was found out about a sender, said in words that need no glossary."""

import pytest

from comitia.mail.authenticate import Authentication, Signature
from comitia.mail.authenticate.plain import findings, verdict


def told(**found) -> dict:
    defaults = {"by": "here", "author": "telecom.example"}
    return Authentication(**(defaults | found)).entry()


@pytest.mark.parametrize(
    ("found", "speaks", "text"),
    [
        ({"dmarc": "pass", "aligned": True}, "good", "telecom.example vouches for it."),
        (
            {"dmarc": "fail", "policy": "reject", "aligned": False},
            "bad",
            "telecom.example disowns it: the sender is probably forged.",
        ),
        (
            {"dmarc": "fail", "policy": "none", "aligned": False},
            "open",
            "Nothing shows that it comes from telecom.example.",
        ),
        (
            {"dmarc": "none", "aligned": True},
            "good",
            "It comes from telecom.example, by its servers or its signature.",
        ),
        (
            {"dmarc": "temperror"},
            "open",
            "It could not be checked: DNS owed an answer for telecom.example.",
        ),
        ({"author": ""}, "open", "Whether it comes from the author’s domain cannot be told."),
    ],
)
def test_the_verdict_is_one_sentence(found, speaks, text):
    said = verdict(told(**found))
    assert (said.speaks, said.text) == (speaks, text)


def test_what_nobody_checked_is_said_so():
    assert verdict({}).text == "Nobody checked where it came from."
    assert findings({}) == ()


def test_each_finding_is_a_sentence():
    said = findings(
        told(
            spf="softfail",
            spf_domain="telecom.example",
            dkim=(Signature("telecom.example", "pass"), Signature("list.example", "fail")),
            dmarc="pass",
            arc="pass",
        )
    )
    assert [(one.speaks, one.text.split(":")[0]) for one in said] == [
        ("good", "DMARC"),
        ("bad", "SPF"),
        ("good", "DKIM"),
        ("bad", "DKIM"),
        ("good", "ARC"),
        ("open", "Checked here when it came."),
    ]


@pytest.mark.parametrize("word", ["none", "neutral", "permerror", "temperror", "anything"])
def test_no_result_is_without_words(word):
    entry = told(
        spf=word, dkim=(Signature("a.example", word),), dmarc=word, arc=word, by="mx.example"
    )
    assert verdict(entry).text
    assert all(one.text for one in findings(entry))
    assert "mx.example" in findings(entry)[-1].text


def test_what_an_older_version_stored_is_still_read():
    entry = {
        "by": "here",
        "spf": {"result": "pass", "domain": "telecom.example"},
        "dkim": [],
        "dmarc": {"result": "none", "policy": ""},
        "arc": "none",
    }
    assert verdict(entry).speaks == "open"
    assert len(findings(entry)) == 4
