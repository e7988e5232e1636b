"""SPF, DKIM, DMARC and ARC against a DNS that the test owns."""

import base64
from ipaddress import ip_network

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.archive.envelope import read
from comitia.base.dns import BoundedDns, Unanswered
from comitia.mail.authenticate import Authentication, authenticate
from comitia.mail.authenticate.dmarc import governing_policy, organizational_domain
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


BORDER = [ip_network("192.0.2.0/24")]


def check(
    data=POST,
    *,
    dns=None,
    peer=CLIENT,
    mail_from="bob@telecom.example",
    trusted=(),
    networks=BORDER,
):
    return authenticate(
        data=data,
        envelope=read(data),
        mail_from=mail_from,
        peer=peer,
        dns=dns or FakeDns(RECORDS),
        trusted=trusted,
        networks=networks,
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


def test_a_signature_over_a_beginning_only_vouches_for_nothing():
    data = dkim.sign(
        POST, b"s1", b"telecom.example", PRIVATE, include_headers=[b"from"], length=True
    )
    found = check(data + POST + b"Buy!\r\n", peer=CLIENT | {"address": "203.0.113.9"})
    assert [one.result for one in found.dkim] == ["policy"]
    assert found.is_forged


def test_a_signature_with_sha1_vouches_for_nothing():
    data = signed(POST).replace(b"a=rsa-sha256", b"a=rsa-sha1")
    assert check(data).dkim[0].result != "pass"


def test_a_key_of_ed25519_is_as_good_as_rsa():
    key = ed25519.Ed25519PrivateKey.generate()
    seed = base64.b64encode(key.private_bytes_raw())
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    dns = FakeDns(
        RECORDS | {("e1._domainkey.telecom.example", "TXT"): [f"v=DKIM1; k=ed25519; p={public}"]}
    )
    data = dkim.sign(
        POST,
        b"e1",
        b"telecom.example",
        seed,
        signature_algorithm=b"ed25519-sha256",
        include_headers=[b"from", b"subject"],
    )
    found = check(data + POST, dns=dns, peer=CLIENT | {"address": "203.0.113.9"})
    assert [(one.domain, one.result) for one in found.dkim] == [("telecom.example", "pass")]
    assert (found.dmarc, found.aligned) == ("pass", True)
    assert check(data + POST + b"x", dns=dns).dkim[0].result == "fail"


def test_strict_alignment_takes_no_subdomain():
    records = RECORDS | {
        ("s1._domainkey.mail.telecom.example", "TXT"): [f"v=DKIM1; p={PUBLIC}"],
        ("mail.telecom.example", "TXT"): ["v=spf1 ip4:192.0.2.0/24 -all"],
    }
    data = signed(POST, b"mail.telecom.example")
    for tags, result in (("", "pass"), ("; adkim=s", "pass"), ("; adkim=s; aspf=s", "fail")):
        dns = FakeDns(records | {("_dmarc.telecom.example", "TXT"): [f"v=DMARC1; p=reject{tags}"]})
        assert check(data, dns=dns, mail_from="b@mail.telecom.example").dmarc == result


def test_where_no_policy_is_published_it_is_still_known_who_vouches():
    records = {key: value for key, value in RECORDS.items() if not key[0].startswith("_dmarc")}
    own = check(dns=FakeDns(records))
    assert (own.dmarc, own.aligned, own.is_unaligned) == ("none", True, False)
    elsewhere = check(dns=FakeDns(records), peer=CLIENT | {"address": "203.0.113.9"})
    assert (elsewhere.aligned, elsewhere.is_unaligned) == (False, True)
    nobody = check(dns=FakeDns({}))
    assert (nobody.aligned, nobody.is_unaligned, nobody.is_unvouched) == (False, False, True)
    unknown = check(dns=FakeDns({}, silent={"telecom.example"}))
    assert (unknown.aligned, unknown.is_unvouched) == (None, False)


def test_a_name_in_another_script_is_looked_up_as_dns_writes_it():
    post = POST.replace(b"bob@telecom.example", "bob@телеком.example".encode())
    a_label = "телеком".encode("idna").decode() + ".example"
    dns = FakeDns({(f"_dmarc.{a_label}", "TXT"): ["v=DMARC1; p=reject"]})
    found = check(post, dns=dns, mail_from="")
    assert (found.author, found.policy) == (
        "телеком".encode("idna").decode() + ".example",
        "reject",
    )


def test_an_arc_chain_is_verified():
    dns = FakeDns(RECORDS)
    first = (
        b"Authentication-Results: telecom.example; spf=pass smtp.mailfrom=bob@telecom.example\r\n"
    )
    data = first + POST
    sealed = b"".join(
        dkim.arc_sign(data, b"s1", b"telecom.example", PRIVATE, b"telecom.example", [b"from"])
    )
    assert check(sealed + data, dns=dns).arc == "pass"
    assert check(sealed + data + b"More.\r\n", dns=dns).arc == "fail"
    assert check(data, dns=dns).arc == "none"


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
            ("pass", "telecom.example", "pass", "reject", False),
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
    # It is asked only which policy passed, where the border does not say.
    assert {name for name, _ in dns.asked} <= {"_dmarc.telecom.example", "_dmarc.example"}


@pytest.mark.parametrize(
    ("peer", "believed"),
    [
        ({"door": "LMTP"}, True),
        ({"door": "ESMTP", "address": "192.0.2.7"}, True),
        ({"door": "ESMTP", "address": "::ffff:192.0.2.7"}, True),
        ({"door": "ESMTP", "address": "203.0.113.9"}, False),
        ({"door": "ESMTP", "address": "unknown"}, False),
        ({}, False),
    ],
)
def test_the_border_servers_name_counts_only_from_the_border_server(peer, believed):
    data = b"Authentication-Results: mx.comitia.example; dmarc=pass\r\n" + POST
    found = check(data, peer=peer, trusted=["mx.comitia.example"])
    assert found.by == ("mx.comitia.example" if believed else "here")
    assert (found.dmarc == "pass") is believed


@pytest.mark.parametrize(
    ("results", "dmarc", "aligned"),
    [
        # What a stranger put into an address or a remark is no result.
        (b'spf=fail smtp.mailfrom="a; dmarc=pass "@telecom.example', "none", False),
        (b"spf=none (sender said (so; dmarc=pass))", "none", False),
        (b"dmarc=fail (p=reject); dmarc=pass", "fail", False),
        (b"dmarc=pass; dmarc=fail (p=reject)", "fail", False),
        (b"dmarc=pass header.from=evil.example", "none", False),
        (b"dkim=pass header.d=telecom.example", "none", True),
        (b"dkim=pass header.d=mail.telecom.example", "none", True),
        (b"dkim=pass header.d=evil.example", "none", False),
        (b"dkim=pass header.d=example", "none", False),
        (b"spf=temperror; dmarc=temperror", "temperror", None),
    ],
)
def test_what_a_border_server_wrote_is_read_with_care(results, dmarc, aligned):
    data = b"Authentication-Results: mx.comitia.example; " + results + b"\r\n" + POST
    found = check(data, trusted=["mx.comitia.example"])
    assert (found.dmarc, found.aligned) == (dmarc, aligned)


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
        ({"telecom.example": "v=DMARC1; p=nonsense"}, "telecom.example", ""),
        (
            {"telecom.example": "v=DMARC1; p=nonsense; rua=mailto:d@telecom.example"},
            "telecom.example",
            "none",
        ),
        ({"telecom.example": "v=DMARC1; p=reject; sp=x"}, "a.telecom.example", ""),
        ({"telecom.example": "v=DMARC1"}, "telecom.example", "none"),
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
