"""SPF, DKIM, DMARC and ARC against a DNS that the test owns."""

import base64

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.archive.envelope import read
from comitia.mail.authenticate import Authentication, authenticate
from comitia.mail.authenticate.dmarc import governing_policy, organizational_domain
from comitia.mail.authenticate.dns import BoundedDns, Unanswered
from tests.mail.fake_dns import FakeDns

POST = (
    b"From: Bob <bob@telecom.example>\r\nTo: t09tsag178@comitia.example\r\n"
    b"Subject: hello\r\nMessage-ID: <1@telecom.example>\r\n\r\nHello.\r\n"
)
CLIENT = {"door": "ESMTP", "address": "192.0.2.1", "name": "mx.telecom.example"}
KEY = rsa.generate_private_key(65537, 2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()
RECORDS = {
    ("telecom.example", "TXT"): ["v=spf1 ip4:192.0.2.0/24 -all"],
    ("_dmarc.telecom.example", "TXT"): ["v=DMARC1; p=reject; sp=quarantine"],
    ("s1._domainkey.telecom.example", "TXT"): [f"v=DKIM1; k=rsa; p={PUBLIC}"],
}


def signed(data: bytes, domain: bytes = b"telecom.example") -> bytes:
    return dkim.sign(data, b"s1", domain, PRIVATE, include_headers=[b"from", b"subject"]) + data


def check(data=POST, *, dns=None, peer=CLIENT, mail_from="bob@telecom.example", trusted=()):
    return authenticate(
        data=data,
        envelope=read(data),
        mail_from=mail_from,
        peer=peer,
        dns=dns or FakeDns(RECORDS),
        trusted=trusted,
    )


def test_a_message_of_the_domains_own_server():
    found = check()
    assert (found.by, found.spf, found.dmarc, found.policy) == ("here", "pass", "pass", "reject")
    assert not found.is_forged


def test_a_forged_one_is_disowned():
    found = check(peer=CLIENT | {"address": "203.0.113.9"})
    assert (found.spf, found.dmarc, found.is_forged) == ("fail", "fail", True)


def test_a_signature_vouches_where_the_way_does_not():
    found = check(signed(POST), peer=CLIENT | {"address": "203.0.113.9"})
    assert found.spf == "fail"
    assert [(one.domain, one.result) for one in found.dkim] == [("telecom.example", "pass")]
    assert found.dmarc == "pass"


def test_a_signature_over_other_words_does_not():
    data = signed(POST).replace(b"Subject: hello", b"Subject: other")
    found = check(data, peer=CLIENT | {"address": "203.0.113.9"})
    assert found.dkim[0].result == "fail"
    assert found.is_forged


def test_a_strangers_signature_is_not_the_authors():
    dns = FakeDns(RECORDS | {("s1._domainkey.evil.example", "TXT"): [f"v=DKIM1; p={PUBLIC}"]})
    data = signed(POST, b"evil.example")
    found = check(data, dns=dns, mail_from="x@evil.example", peer=CLIENT | {"address": "1.2.3.4"})
    assert found.dkim[0].result == "pass"
    assert found.is_forged


def test_where_dns_is_silent_nothing_is_held_against_the_message():
    dns = FakeDns(RECORDS, silent={"s1._domainkey.telecom.example"})
    found = check(signed(POST), dns=dns, peer=CLIENT | {"address": "203.0.113.9"})
    assert (found.dkim[0].result, found.dmarc, found.is_forged) == ("temperror", "temperror", False)
    dns = FakeDns(RECORDS, silent={"_dmarc.telecom.example"})
    assert check(dns=dns).dmarc == "temperror"


def test_behind_an_mta_the_client_is_the_one_it_forwarded():
    behind = {"door": "LMTP", "address": "127.0.0.1", "name": "mta"}
    assert check(peer=behind).spf == "none"
    forwarded = behind | {"forwarded": {"addr": "192.0.2.1", "helo": "mx"}}
    assert check(peer=forwarded).spf == "pass"
    forwarded = behind | {"forwarded": {"addr": "203.0.113.9"}}
    assert check(peer=forwarded).spf == "fail"


def test_the_null_sender_is_judged_by_the_clients_name():
    dns = FakeDns(RECORDS | {("mx.telecom.example", "TXT"): ["v=spf1 a -all"]})
    found = check(dns=dns, mail_from="")
    assert (found.spf, found.spf_domain) == ("fail", "mx.telecom.example")


def test_without_dns_nothing_is_checked():
    found = authenticate(data=POST, envelope=read(POST), mail_from="", peer=CLIENT, dns=None)
    assert found == Authentication()
    assert found.entry() == {}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            b"mx.comitia.example; dmarc=fail (p=reject dis=none) header.from=telecom.example;"
            b" spf=softfail smtp.mailfrom=bob@telecom.example; dkim=none",
            ("softfail", "telecom.example", "fail", "reject", True),
        ),
        (
            b"mx.comitia.example 1; spf=pass smtp.mailfrom=telecom.example;\r\n"
            b"\tdkim=pass (2048-bit key; unprotected) header.d=telecom.example; dmarc=pass",
            ("pass", "telecom.example", "pass", "", False),
        ),
        (b"mx.comitia.example; dmarc=fail", ("none", "", "fail", "unknown", True)),
        (b"mx.comitia.example; none", ("none", "", "none", "", False)),
    ],
)
def test_the_mta_in_front_is_believed(field, expected):
    data = b"Authentication-Results: " + field + b"\r\n" + POST
    dns = FakeDns(RECORDS)
    found = check(data, dns=dns, trusted=["MX.comitia.example"])
    assert found.by == "mx.comitia.example"
    assert (found.spf, found.spf_domain, found.dmarc, found.policy, found.is_forged) == expected
    assert not dns.asked


def test_what_a_stranger_wrote_is_not_believed():
    data = b"Authentication-Results: evil.example; dmarc=pass\r\n" + POST
    found = check(data, peer=CLIENT | {"address": "203.0.113.9"}, trusted=["mx.comitia.example"])
    assert found.by == "here"
    assert found.is_forged


@pytest.mark.parametrize(
    ("records", "domain", "policy"),
    [
        ({"example": "v=DMARC1; p=none; psd=y"}, "mail.telecom.example", "none"),
        ({"telecom.example": "v=DMARC1; p=reject"}, "a.telecom.example", "reject"),
        ({"telecom.example": "v=DMARC1; p=reject; sp=none"}, "a.telecom.example", "none"),
        ({"telecom.example": "v=DMARC1; p=none; np=reject"}, "gone.telecom.example", "reject"),
        ({"telecom.example": "v=DMARC1; p=reject; t=y"}, "telecom.example", "quarantine"),
        ({"telecom.example": "v=DMARC1; p=nonsense"}, "telecom.example", "none"),
        ({"telecom.example": "v=spf1"}, "telecom.example", ""),
        ({}, "telecom.example", ""),
    ],
)
def test_the_policy_is_found_by_walking_up(records, domain, policy):
    dns = FakeDns({(f"_dmarc.{name}", "TXT"): [text] for name, text in records.items()})
    if "gone" not in domain:
        dns.records[domain, "A"] = ["192.0.2.1"]
    assert governing_policy(domain, BoundedDns(dns))[1] == policy


def test_the_organization_is_below_a_public_suffix_and_at_its_own_top():
    dns = BoundedDns(
        FakeDns(
            {
                ("_dmarc.gov.example", "TXT"): ["v=DMARC1; p=none; psd=y"],
                ("_dmarc.b.c.example", "TXT"): ["v=DMARC1; p=none; psd=n"],
                ("_dmarc.c.example", "TXT"): ["v=DMARC1; p=none"],
            }
        )
    )
    assert organizational_domain("x.y.ministry.gov.example", dns) == "ministry.gov.example"
    assert organizational_domain("a.b.c.example", dns) == "b.c.example"
    assert organizational_domain("z.c.example", dns) == "c.example"
    assert organizational_domain("other.example", dns) == "other.example"


def test_a_name_of_many_labels_costs_eight_questions():
    dns = FakeDns({})
    organizational_domain(".".join("abcdefghijklmnop"), BoundedDns(dns))
    assert len(dns.asked) == 8


def test_one_message_may_ask_so_much_and_no_more():
    asked = FakeDns({})
    now = [0.0]
    dns = BoundedDns(asked, seconds=10, lookups=3, clock=lambda: now[0])
    for name in ("a", "a", "b", "c"):
        dns.look_up(name, "TXT")
    with pytest.raises(Unanswered):
        dns.look_up("d", "TXT")
    assert len(asked.asked) == 3
    dns = BoundedDns(asked, seconds=10, clock=lambda: now[0])
    now[0] = 11.0
    with pytest.raises(Unanswered):
        dns.look_up("e", "TXT")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), st.binary(max_size=100))
def test_nothing_raises(record: str, noise: bytes) -> None:
    records = {key: [record] for key in [*RECORDS, ("telecom.example", "MX")] if key[1] == "TXT"}
    data = b"DKIM-Signature: v=1; d=telecom.example; s=s1; " + noise.replace(b"\n", b"") + b"\r\n"
    data += b"ARC-Seal: i=1; " + noise.replace(b"\n", b"") + b"\r\n"
    check(data + POST, dns=FakeDns(records), trusted=["mx.comitia.example"])
    check(b"Authentication-Results: mx;" + noise + b"\r\n" + POST, trusted=["mx"])
