"""Versions are frozen in their order, sent with proof, and never altered."""

import json
from datetime import UTC, date, datetime

import pytest

from comitia.base.packing import unpack
from comitia.bodies.actions import elect
from comitia.groups.errors import NotAllowed
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.outbox.models import Letter
from comitia.people.access import Hidden, Refused
from comitia.reports import access, content, errors, grounds, queries, rules, suggesting, writing
from comitia.reports.freezing import freeze, what_bars
from comitia.reports.models.authored import Fixed
from comitia.reports.sending import send_to_parent
from comitia.timetable import actions as timetable
from comitia.timetable.actions import PlannedRow
from tests.world import person

FROZEN = datetime(2011, 11, 25, 15, tzinfo=UTC)


def write(paragraph, text, world, by=None):
    paragraph.refresh_from_db()
    return writing.write_paragraph(
        paragraph=paragraph, text=text, on=paragraph.revision, by=by or world.alice, at=world.now
    )


def interim(report, world):
    return freeze(report=report, kind="interim", by=world.alice, at=FROZEN)


def test_a_version_is_what_the_report_said_and_is_proved(report, paragraph, world):
    version = interim(report, world)
    assert rules.digest(version.content) == version.sha256
    assert queries.content_in(version) == queries.content_of(report)
    told = json.loads(Entry.objects.get(kind="report.frozen").leaf)["data"]
    assert (told["sha256"], told["version"], told["kind"]) == (version.sha256, 1, "interim")
    assert content.canonical(queries.content_in(version)) == version.content
    assert str(version.document) == "R 1"
    assert version.document.title == report.title
    write(paragraph, "Another text.", world)
    assert next(queries.content_in(version).passages()).text.startswith("The group met twice")
    version.title = "x"
    with pytest.raises(Fixed):
        version.save()


def test_versions_come_in_their_order(report, paragraph, world):
    with pytest.raises(errors.OutOfOrder):
        freeze(report=report, kind="revised", by=world.alice, at=FROZEN)
    interim(report, world)
    with pytest.raises(errors.NotReadyToFreeze, match="Nothing has changed"):
        interim(report, world)
    freeze(report=report, kind="revised", by=world.sam, at=FROZEN)
    with pytest.raises(errors.OutOfOrder):
        interim(report, world)
    freeze(report=report, kind="final", by=world.alice, at=FROZEN)
    world.group.refresh_from_db()
    assert world.group.state == "reporting"
    write(paragraph, "Too late.", world)
    for kind in rules.ORDER:
        with pytest.raises(errors.OutOfOrder):
            freeze(report=report, kind=kind, by=world.alice, at=FROZEN)


def test_an_empty_report_is_not_frozen_and_an_editor_only_prepares(report, world):
    with pytest.raises(errors.NotReadyToFreeze, match="no paragraph"):
        interim(report, world)
    with pytest.raises(NotAllowed):
        freeze(report=report, kind="interim", by=world.edith, at=FROZEN)


def test_the_final_report_lists_what_is_not_settled(report, paragraph, world):
    interim(report, world)
    first = paragraph.revision
    write(paragraph, "Once.", world, by=world.edith)
    writing.write_paragraph(
        paragraph=paragraph, text="Twice.", on=first, by=world.edgar, at=world.now
    )
    waits = suggesting.suggest_deletion(
        paragraph=paragraph, on=first, reason="x", by=world.bob, at=world.now
    )
    assert len(what_bars(report, "final", at=FROZEN)) == 2
    suggesting.decline_suggestion(suggestion=waits, reason="No.", by=world.edith, at=world.now)
    with pytest.raises(errors.NotReadyToFreeze, match=r"3\.1"):
        freeze(report=report, kind="final", by=world.alice, at=FROZEN)
    for text in ("How often did it meet?", "Who was there?"):
        grounds.raise_point(rests=paragraph, text=text, by=world.edith, at=world.now)
    version = freeze(report=report, kind="final", by=world.alice, at=FROZEN)
    found = queries.content_in(version)
    assert [point.number for point in found.points()] == [1, 2]
    assert len(next(found.passages()).alternatives) == 2


def test_stores_above_may_bar_a_version(report, paragraph, world, monkeypatch):
    interim(report, world)
    name = f"{__name__}.undisposed"
    monkeypatch.setattr("comitia.config.frozen_when.GUARDS", (name,))
    with pytest.raises(errors.NotReadyToFreeze, match="3 comments wait"):
        freeze(report=report, kind="revised", by=world.alice, at=FROZEN)
    monkeypatch.setattr("comitia.config.frozen_when.GUARDS", ())
    freeze(report=report, kind="revised", by=world.alice, at=FROZEN)


def undisposed(report, kind, *, at):
    """As a store of consultations would say it."""
    return ["3 comments wait for a disposition."] if kind == "revised" else []


def test_sending_tells_the_parent_once_and_meets_the_row(report, paragraph, world):
    chair = person("Chandra")
    elect(body=world.parent, person=chair, office="chair", by=SYSTEM, at=world.now)
    timetable.adopt(
        group=world.group,
        rows=[
            PlannedRow("November 2011", "month", date(2011, 11, 1), date(2011, 11, 30),
                       "send the interim report", proof="interim_sent")
        ],
        decision=world.decision,
        by=SYSTEM,
        at=world.now,
    )  # fmt: skip
    version = interim(report, world)
    sending = send_to_parent(version=version, by=world.alice, at=FROZEN)
    assert sending.recipients == ["Chandra", "Sam"]
    letters = Letter.objects.filter(kind="report")
    assert letters.count() == 2
    body = unpack(letters[0].content).decode().replace("=\r\n", "")
    assert version.sha256 in body
    assert bytes(version.entry.leaf_hash).hex() in body
    version.document.refresh_from_db()
    assert version.document.is_public
    milestone = world.group.milestones.get()
    assert (milestone.state, milestone.evidence) == ("met", "report:t09demo/1")
    with pytest.raises(errors.AlreadySent, match="2011"):
        send_to_parent(version=version, by=world.alice, at=FROZEN)
    assert letters.count() == 2


def test_who_may_read_what(report, paragraph, world):
    version = interim(report, world)
    look = {"at": world.now}
    assert access.report_for(world.alice, "t09demo", **look).may_freeze
    bob = access.report_for(world.bob, "t09demo", **look)
    assert (bob.drafts, bob.may_edit, bob.may_suggest) == (True, False, True)
    for stranger in (None, world.charlie):
        with pytest.raises(Refused):
            access.report_for(stranger, "t09demo", **look)
    send_to_parent(version=version, by=world.alice, at=FROZEN)
    write(paragraph, "Next.", world)
    freeze(report=report, kind="revised", by=world.alice, at=FROZEN)
    for stranger in (None, world.charlie):
        assert not access.report_for(stranger, "t09demo", **look).drafts
        assert access.version_for(stranger, "t09demo", 1, **look) == version
        with pytest.raises(Hidden):
            access.version_for(stranger, "t09demo", 2, **look)
        with pytest.raises(Refused):
            access.paragraph_for(stranger, "t09demo", "p1", **look)
    assert access.version_for(world.bob, "t09demo", 2, **look).ordinal == 2


def test_an_open_archive_does_not_open_the_draft(report, paragraph, world):
    world.group.archive_public = True
    world.group.save()
    with pytest.raises(Refused):
        access.draft_for(None, "t09demo", at=world.now)
    with pytest.raises(Hidden):
        access.paragraph_for(world.bob, "t09demo", "p9", at=world.now)
