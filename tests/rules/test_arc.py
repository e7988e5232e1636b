"""Letters sealed once for all, as dkimpy and our own verifier see them."""

from datetime import UTC, datetime

import dkim
import pytest

from comitia.archive.envelope import read
from comitia.base.dns import BoundedDns
from comitia.mail.authenticate.dkim_check import chain
from comitia.mail.distribute.arc import sealed
from comitia.outbox.dkim import LetterSigner, new_key
from tests.mail.fake_dns import FakeDns

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LETTER = (
    b"Received: from x\r\n by y\r\nList-Id: <t09.comitia.example>\r\n"
    b"From: =?utf-8?b?0JHQvtGA0LjRgQ==?=\r\n <boris@telecom.example>\r\n"
    b"Subject: [t09 4] Re:   on\tclause 5\r\nMessage-ID: <1@telecom.example>\r\n\r\n"
    b"Hello \t all.  \r\n\r\n.\r\n\r\n\r\n"
)
FOUND = {
    "by": "here",
    "author": "telecom.example",
    "spf": {"result": "pass", "domain": "telecom.example"},
    "dkim": [{"domain": "telecom.example", "result": "pass"}],
    "dmarc": {"result": "pass", "policy": "reject"},
    "arc": "none",
}
FIRST, SECOND = (new_key(f"s{n}", f"list{n}.example", kind="rsa") for n in (1, 2))
DNS = FakeDns(
    {(f"{k.selector}._domainkey.{k.domain}", "TXT"): [k.record()] for k in (FIRST, SECOND)}
)


def by_dkimpy(content: bytes) -> tuple[bytes | None, str]:
    def look_up(name, timeout=5):
        return DNS.look_up(name.decode().rstrip("."), "TXT", 1)[0].encode()

    result, _, why = dkim.arc_verify(content, dnsfunc=look_up)
    return result, why


def by_us(content: bytes) -> str:
    return chain(content, list(read(content).fields), BoundedDns(DNS))


def seal(content, key=FIRST, **found):
    return sealed(content, FOUND | found, [key], by=key.domain, at=AT)


def test_a_first_seal_passes_and_says_what_was_found():
    content = seal(LETTER)
    assert content.endswith(LETTER)
    assert by_dkimpy(content) == (b"pass", "success")
    assert by_us(content) == "pass"
    fields = content.partition(b"Received")[0].decode()
    assert "i=1; list1.example;\r\n spf=pass smtp.mailfrom=telecom.example;" in fields
    assert "dkim=pass header.d=telecom.example;\r\n dmarc=pass header.from=telecom.ex" in fields
    assert "cv=none" in fields


def test_each_copy_of_a_sealed_letter_passes_with_its_own_fields():
    content = seal(LETTER)
    personal = b"List-Unsubscribe: <https://x.example/leave/abc/>\r\n"
    copy = LetterSigner(content, [FIRST], at=AT).signatures(personal) + personal + content
    assert by_dkimpy(copy)[0] == b"pass"


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"Hello", b"Hallo"), (b"Subject: [", b"Subject: ("), (b"=pass", b"=fail")],
)
def test_what_is_changed_after_the_seal_breaks_it(before, after):
    assert by_dkimpy(seal(LETTER).replace(before, after))[0] != b"pass"


def test_a_second_author_does_too():
    assert by_dkimpy(b"From: Eve <eve@x.example>\r\n" + seal(LETTER))[0] != b"pass"


def test_a_chain_that_holds_is_carried_on():
    changed = seal(LETTER).replace(b"Hello", b"Hallo")
    content = seal(changed, SECOND, arc="pass")
    assert b"ARC-Seal: i=2; a=rsa-sha256; t=1795521600; cv=pass;" in content
    assert by_dkimpy(content) == (b"pass", "success")
    assert by_us(content) == "pass"


def test_a_chain_found_broken_is_ended_and_carried_on_by_nobody():
    content = seal(seal(LETTER).replace(b"cv=none", b"cv=pass"), SECOND, arc="fail")
    assert b"cv=fail" in content.partition(b"ARC-Message")[0]
    assert by_dkimpy(content)[0] is None
    assert by_us(content) == "fail"
    assert seal(content, FIRST, arc="fail") == content


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (seal(LETTER), {"arc": "none"}),
        (seal(LETTER), {"arc": "temperror"}),
        (LETTER, {"spf": {"result": "none"}, "dkim": [], "dmarc": {"result": "none"}}),
        (LETTER, {"spf": {}, "dkim": [], "dmarc": {}}),
        (b"ARC-Seal: i=1; cv=none\r\n" + LETTER, {"arc": "fail"}),
        (b"ARC-Seal: no number\r\n" + LETTER, {"arc": "fail"}),
        (seal(LETTER).replace(b": i=1;", b": i=2;"), {"arc": "fail"}),
        (seal(LETTER) + b"", {"arc": ""}),
    ],
)
def test_nothing_is_sealed_of_which_nothing_true_can_be_said(content, found):
    assert seal(content, SECOND, **found) == content


def test_rfc_8617_knows_no_other_keys_than_rsa():
    key = new_key("e1", "list1.example", kind="ed25519")
    assert sealed(LETTER, FOUND, [key], by="list1.example", at=AT) == LETTER
    assert sealed(LETTER, FOUND, [key, FIRST], by="list1.example", at=AT) != LETTER


def test_odd_words_of_others_make_no_field_of_their_own():
    content = seal(LETTER, author="x\r\nEvil: 1", dkim=[{"domain": "a;b", "result": "p q"}])
    assert b"Evil" not in content
    assert b"dkim=none;" in content
    assert by_dkimpy(content)[0] == b"pass"
