"""Each rule fits what it is for and nothing near it; flow.py decides by the first that fits."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comitia.archive.envelope import read
from comitia.mail.authenticate import Authentication
from comitia.mail.enclosures import Enclosed
from comitia.mail.flow import FLOW, STEPS, Action
from comitia.mail.moderate.judge import judge
from comitia.mail.moderate.post import Facts, Post
from comitia.mail.moderate.spam import Spam, spam_verdict

FACTS = Facts(
    group="t09tsag178",
    list_address="t09tsag178@comitia.example",
    list_id="t09tsag178.comitia.example",
    seat="active",
)
HEADER = {
    "From": "Bob <bob@telecom.example>",
    "To": "t09tsag178@comitia.example",
    "Subject": "Section 2",
    "Message-ID": "<1@telecom.example>",
    "Date": "Mon, 4 Apr 2011 10:00:00 +0200",
}


def post(
    header=(),
    *,
    mail_from="bob@telecom.example",
    authentication=None,
    opening="Hello",
    enclosed=(),
    linked_bytes=0,
    spam=None,
    **more,
):
    lines = [f"{name}: {value}" for name, value in (HEADER | more).items() if value]
    data = "\r\n".join([*lines, *header, "", "Hello"]).encode()
    return Post(
        envelope=read(data),
        mail_from=mail_from,
        authentication=authentication or Authentication(),
        opening=opening,
        received_at=datetime(2011, 4, 4, 8, tzinfo=UTC),
        enclosed=enclosed,
        linked_bytes=linked_bytes,
        spam=spam,
    )


def attached(name="", *endings, **more):
    return post(enclosed=(Enclosed("2", name, 100, 137, endings=frozenset(endings), **more),))


def fitting(post: Post, facts: Facts = FACTS) -> set[str]:
    return {step.rule.name for step in FLOW if step.rule.check(post, facts)}


CHECKED = Authentication(by="here", author="telecom.example", aligned=False)
FORGED = replace(CHECKED, dmarc="fail", policy="reject")
DISOWNED_MILDLY = replace(CHECKED, dmarc="fail", policy="none")
ELSEWHERE = replace(CHECKED, spf="pass", spf_domain="mail.example")
UNVOUCHED = CHECKED


@pytest.mark.parametrize(
    ("rule", "message", "facts"),
    [
        ("loop", post(["List-Id: Group <t09tsag178.comitia.example>"]), {}),
        ("loop", post(["X-Loop: T09tsag178@comitia.example"]), {}),
        ("loop", post(["Received: x"] * 51), {}),
        ("duplicate", post(), {"duplicate_of": 7}),
        ("duplicate", post(), {"is_held_already": True}),
        ("reused_id", post(), {"reused_id_of": 7}),
        ("banned", post(), {"banned_by": "@telecom.example"}),
        ("auto_reply", post(mail_from=""), {}),
        ("auto_reply", post(["Precedence: junk"]), {}),
        ("auto_generated", post(["Auto-Submitted: auto-generated"]), {}),
        ("group_not_open", post(), {"is_open": False}),
        ("after_conclusion", post(), {"is_concluded": True}),
        ("forged_sender", post(authentication=FORGED), {}),
        ("unaligned_sender", post(authentication=DISOWNED_MILDLY), {}),
        ("unaligned_sender", post(authentication=ELSEWHERE), {}),
        ("unaligned_sender", post(authentication=replace(CHECKED, spf="softfail")), {}),
        ("unvouched_sender", post(authentication=UNVOUCHED), {}),
        ("spam", post(spam=Spam(True)), {}),
        ("spam", post(spam=Spam(True, "7.1")), {}),
        ("dangerous_attachment", attached("report.exe", "exe"), {}),
        ("dangerous_attachment", attached("papers.zip", "zip", "docx", "vbs"), {}),
        ("dangerous_attachment", attached("report.pdf", "pdf", is_program=True), {}),
        ("dangerous_attachment", attached("report.pdf", "pdf", hides=True), {}),
        ("dangerous_attachment", attached("a.odt", "odt"), {"refused_endings": {"odt"}}),
        ("banned_pattern", post(Subject="Casino"), {"patterns": (("casino", "spam"),)}),
        ("banned_pattern", post(opening="A CASINO!"), {"patterns": (("x", ""), ("casino", ""))}),
        ("banned_pattern", post(), {"patterns": ((r"@telecom\.example", ""),)}),
        ("too_many_recipients", post(Cc="p1@x.example"), {"most_recipients": 1}),
        ("suspicious_header", post(["From: eve@evil.example"]), {}),
        ("suspicious_header", post(From=""), {"seat": "active"}),
        ("suspicious_header", post(From="bob@telecom.example, eve@evil.example"), {}),
        ("suspicious_header", post(From="t09tsag178@comitia.example"), {}),
        ("suspicious_header", post(["Subject: twice"]), {}),
        ("suspicious_header", post(["X-A: a\rb"]), {}),
        ("too_large", post(), {"most_bytes": 10}),
        ("emergency_hold", post(), {"emergency_hold": True}),
        ("not_a_member", post(), {"seat": ""}),
        ("not_validated", post(), {"seat": "pending_validation"}),
        ("not_validated", post(), {"seat": "suspended"}),
        ("moderated_member", post(), {"is_moderated": True}),
        ("moderated_member", post(), {"is_observer": True}),
        ("too_many_recipients", post(Cc=", ".join(f"p{n}@x.example" for n in range(30))), {}),
        ("implicit_destination", post(To="alice@gov.example"), {}),
        ("administrivia", post(Subject="Unsubscribe!"), {}),
        ("administrivia", post(Subject="退订"), {}),
        ("administrivia", post(opening="Please remove me\n\nBob"), {}),
    ],
)
def test_a_rule_fits_alone(rule, message, facts):
    assert fitting(message, replace(FACTS, **facts)) == {rule}


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        (post(), {}),
        (post(["List-Id: <other.comitia.example>", "X-Loop: other@comitia.example"]), {}),
        (post(["Received: x"] * 50), {}),
        (post(["Precedence: list", "Auto-Submitted: no"]), {}),
        (post(authentication=replace(CHECKED, aligned=True, spf="pass")), {}),
        (post(authentication=replace(CHECKED, aligned=None, dmarc="temperror")), {}),
        (post(spam=Spam(False, "-1.2")), {}),
        (attached("report.docx", "docx", "xml"), {}),
        (attached("تقرير.pdf", "pdf"), {}),
        (post(Subject="Casinos"), {"patterns": ((r"\bcasino\b", ""),)}),
        (post(), {"seat": "", "is_trusted": True}),
        (post(linked_bytes=2000), {"most_bytes": 10}),
        (post(), {"seat": "", "is_officer": True}),
        (post(), {"seat": "pending_validation", "is_officer": True}),
        (post(Cc=", ".join(f"p{n}@x.example" for n in range(29))), {}),
        (post(To="alice@gov.example", Cc="T09TSAG178@Comitia.example"), {}),
        (post(Subject="Help with section 2 of the report"), {}),
        (post(opening="Help\nus\nto\nunderstand\nthis."), {}),
    ],
)
def test_no_rule_fits_its_neighbour(message, facts):
    assert fitting(message, replace(FACTS, **facts)) == set()


def test_an_automatic_reply_is_discarded_and_not_merely_held():
    message = post(["Auto-Submitted: auto-replied (vacation)"])
    assert judge(message, replace(FACTS, seat="")).action is Action.DISCARD


def test_the_first_rule_decides_and_a_hold_names_all_that_speaks_against_it():
    facts = replace(FACTS, seat="", emergency_hold=True, is_concluded=True)
    judgement = judge(post(To="alice@gov.example"), facts)
    assert judgement.action is Action.HOLD
    names = [name for name, _ in judgement.reasons]
    assert names == ["not_a_member", "emergency_hold", "implicit_destination"]
    assert [name for name, _ in judgement.notes] == ["after_conclusion"]


def test_what_is_discarded_or_rejected_needs_one_reason():
    judgement = judge(post(), replace(FACTS, is_open=False, emergency_hold=True, seat=""))
    assert judgement.action is Action.REJECT
    assert [name for name, _ in judgement.reasons] == ["group_not_open"]


def test_a_members_post_is_accepted():
    assert judge(post(), FACTS).action is None


def test_each_rule_stands_once_in_the_flow_with_a_name_and_a_description():
    names = [step.rule.name for step in FLOW]
    assert len(set(names)) == len(names)
    assert all(step.rule.description for step in FLOW)
    assert all(len(set(step.choices)) == len(step.choices) for step in FLOW)


@pytest.mark.parametrize("name", ["forged_sender", "unaligned_sender", "spam"])
def test_what_may_be_forged_is_never_sent_back(name):
    assert Action.REJECT not in STEPS[name].choices


def test_a_group_chooses_what_follows_where_it_may():
    stranger = replace(FACTS, seat="")
    assert judge(post(), stranger, {"not_a_member": "reject"}).action is Action.REJECT
    assert judge(post(), stranger, {"not_a_member": "ignore"}).action is Action.HOLD
    assert judge(post(["X-Loop: " + FACTS.list_address]), FACTS, {"loop": "ignore"}).action is (
        Action.DISCARD
    )
    unvouched = post(authentication=UNVOUCHED)
    assert judge(unvouched, FACTS).action is None
    assert judge(unvouched, FACTS, {"unvouched_sender": "hold"}).action is Action.HOLD
    late = replace(FACTS, is_concluded=True)
    assert judge(post(), late, {"after_conclusion": "hold"}).action is Action.HOLD
    assert judge(post(To="a@gov.example"), FACTS, {"implicit_destination": "ignore"}).action is None


def test_a_reason_is_said_in_full():
    (_, reason), *_ = judge(post(), replace(FACTS, seat="")).reasons
    assert str(reason) == "bob@telecom.example has no seat in the group."
    assert reason.entry() == {
        "text": "%(address)s has no seat in the group.",
        "values": {"address": "bob@telecom.example"},
    }


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        ([], None),
        (["X-Spam-Flag: YES"], Spam(True)),
        (["X-Spam-Flag: NO"], Spam(False)),
        (
            ["X-Spam-Status: Yes, score=7.1 required=5.0 tests=[A=1,\r\n\tB=2] autolearn=no"],
            Spam(True, "7.1"),
        ),
        (["X-Spam-Status: No, score=-2.104 required=5"], Spam(False, "-2.104")),
        (["X-Spam-Status: No, hits=0.5"], Spam(False, "0.5")),
        (["X-Spam: Yes"], Spam(True)),
        (["X-Rspamd-Action: no action"], Spam(False)),
        (["X-Rspamd-Action: greylist"], Spam(False)),
        (["X-Rspamd-Action: add header"], Spam(True)),
        (
            ["X-Spamd-Result: default: True [15.20 / 15.00];\r\n\tBAYES_SPAM(5.10)"],
            Spam(True, "15.20"),
        ),
        (["X-Spamd-Result: default: False [-0.10 / 15.00]"], Spam(False, "-0.10")),
        (["X-Spamd-Result: nonsense"], None),
        (["X-Spam-Flag: NO", "X-Spam-Flag: YES"], Spam(True)),
        (["X-Spam-Flag:"], Spam(False)),
    ],
)
def test_what_a_spam_filter_wrote(header, verdict):
    assert spam_verdict(post(header).envelope.fields) == verdict
