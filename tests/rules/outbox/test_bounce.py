"""Reports by kind; what is no report never counts against anybody."""

import csv
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.outbox.bounce import read

DSN = """From: MAILER-DAEMON@x.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; x.example

Final-Recipient: rfc822; m@x.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code} {status} words

--b--
"""


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", "permanent"),
        ("failed", "5.4.4", "permanent"),
        ("failed", "5.2.2", "temporary"),
        ("failed", "5.7.1", "policy"),
        ("failed", "4.4.7", "temporary"),
        ("delayed", "4.4.1", "none"),
        ("delivered", "2.0.0", "none"),
    ],
)
def test_a_delivery_report_by_its_codes(action, status, kind):
    text = DSN.format(action=action, status=status, code=status[0] + "50")
    assert read(text.encode()).kind == kind


def test_an_absence_note_is_no_bounce():
    assert read(b"From: m@x.example\nAuto-Submitted: auto-replied\n\nI am away.\n").kind == "none"
    assert read(b"From: m@x.example\n\nuser unknown to me\n").kind == "none"


def test_a_mailers_words_are_read_where_it_writes_no_report():
    text = b"From: MAILER-DAEMON@x.example\n\n<m@x.example>: no such user here\n"
    assert read(text).kind == "permanent"
    text = b"From: MAILER-DAEMON@x.example\n\nDelivery is delayed; still trying. user unknown\n"
    assert read(text).kind == "none"


@given(st.binary(max_size=2000))
def test_nothing_makes_it_raise(data):
    assert read(data).kind in {"permanent", "temporary", "policy", "complaint", "none"}


def bounces_by_class(folder):
    """The class that peers state, with the bytes, for each message of the open set."""
    with (folder / "expected" / "bounces.tsv").open(encoding="utf-8") as table:
        stated = {
            row["file"]: row["peer_expected_class"] for row in csv.DictReader(table, delimiter="\t")
        }
    for archive in sorted(folder.glob("*.tar.gz")):
        name = archive.name.removesuffix(".tar.gz")
        with tarfile.open(archive) as tar:
            for member in tar:
                kind = stated.get(f"{name}/{member.name}")
                if kind and member.isfile():
                    yield f"{name}/{member.name}", kind, tar.extractfile(member).read()


def test_what_others_call_no_bounce_is_never_counted(shared):
    seen, wrong = 0, []
    for name, kind, data in bounces_by_class(shared / "data" / "bounces"):
        if kind.startswith("none"):
            seen += 1
            report = read(data)
            if report.kind in {"permanent", "temporary"}:
                wrong.append((name, kind, report))
    assert seen > 20
    assert wrong == []


def test_most_of_what_others_call_permanent_is(shared):
    found = [
        read(data).kind
        for _, kind, data in bounces_by_class(shared / "data" / "bounces")
        if kind == "permanent"
    ]
    assert found.count("permanent") / len(found) > 0.6, {k: found.count(k) for k in set(found)}
