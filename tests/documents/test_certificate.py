"""The certificate tells when and by which rule, and proves it by itself."""

import copy
import json
from datetime import UTC, datetime

import pytest

from comitia.documents import actions, certificate
from comitia.ledger.actions import sequence
from comitia.ledger.keys import ledger_key
from comitia.outbox.deliver import book
from comitia.outbox.deliver.book import Result
from tests.documents.submissions import contribute
from tests.documents.test_lateness import LAST, LATE

POSTED = datetime(2012, 1, 3, 15, tzinfo=UTC)


@pytest.fixture
def posted(register):
    world = register.world
    issue = contribute(world, at=LAST, meeting=register.january)
    return actions.post(issue=issue, by=world.sam, at=POSTED)


def placed():
    while sequence(at=POSTED):
        pass


def test_it_tells_when_and_by_which_rule(posted):
    placed()
    results = [
        Result(each.batch_id, place, "delivered", "said")
        for each in book.claim(at=POSTED, limit=100)
        for place, _, _ in each.waiting
    ]
    book.book(results, at=POSTED)
    made = certificate.certificate_of(posted, at=POSTED)
    assert (made.symbol, made.received_at, made.posted_at) == ("C 1", LAST, POSTED)
    assert (made.notices, made.notices_left, made.notified_at) == (2, 2, POSTED)
    assert made.is_proven
    said = {each.about: (each.judged, each.clause) for each in made.verdicts}
    assert said == {
        "received": ("in_time", "A.1 § 3.1.8"),
        "posted": ("in_time", "A.1 § 3.2.4"),
        "translation": ("late", "A.1 § 3.2.1"),
    }
    text = certificate.as_text(made)
    for each in ("C 1", "A.1 § 3.1.8 (Rec. ITU-T A.1 (10/2008))", made.files[0].sha256):
        assert each in text


def test_it_holds_by_the_public_key_alone(posted):
    placed()
    given = certificate.as_json(certificate.certificate_of(posted, at=POSTED))
    given = json.loads(json.dumps(given))
    certificate.check(given, ledger_key().public_key())


def tell_another_instant(given):
    given["posted_at"] = "2012-01-02T08:00:00+00:00"


def tell_an_earlier_receipt(given):
    given["received_at"] = "2011-12-01T08:00:00+00:00"


def exchange_a_file(given):
    given["files"][0]["sha256"] = "0" * 64


def change_a_step(given):
    given["steps"][0]["at"] = "2011-12-01T08:00:00+00:00"


def change_an_entry(given):
    given["steps"][0]["entry"] = given["steps"][1]["entry"]


def leave_the_path_out(given):
    given["steps"][-1]["path"] = []


def forge_the_checkpoint(given):
    given["checkpoint"] = given["checkpoint"].replace("\n", "\n1", 1)


def say_nothing(given):
    given.clear()


@pytest.mark.parametrize(
    "forge",
    [
        tell_another_instant,
        tell_an_earlier_receipt,
        exchange_a_file,
        change_a_step,
        change_an_entry,
        leave_the_path_out,
        forge_the_checkpoint,
        say_nothing,
    ],
)
def test_a_forged_one_does_not_hold(posted, forge):
    placed()
    made = certificate.as_json(certificate.certificate_of(posted, at=POSTED))
    forged = copy.deepcopy(made)
    forge(forged)
    with pytest.raises(certificate.DoesNotHold):
        certificate.check(forged, ledger_key().public_key())


def test_what_waits_for_its_place_says_so(posted):
    made = certificate.certificate_of(posted, at=POSTED)
    assert not made.is_proven
    with pytest.raises(certificate.DoesNotHold):
        certificate.check(certificate.as_json(made), ledger_key().public_key())


def test_a_late_one_says_late_with_the_rule(register):
    issue = contribute(register.world, at=LATE, meeting=register.january)
    made = certificate.certificate_of(issue, at=LATE)
    assert next((each.about, each.judged) for each in made.verdicts) == ("received", "late")
    assert made.posted_at is None
    assert "received late" in certificate.as_text(made)
