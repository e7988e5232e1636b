"""What comes in gets a number at once, or goes back with what is missing."""

import pytest

from comitia.documents import actions
from comitia.documents.cover import Cover
from comitia.documents.errors import (
    AlreadySubmitted,
    Lacking,
    LanguageTaken,
    NotOfYours,
    TooManyFiles,
    UnfitFile,
    WrongSeries,
    WrongState,
)
from comitia.documents.filing import Given, content_of
from comitia.documents.models import File, Issue, Step
from comitia.groups.errors import NotAllowed
from comitia.ledger.models import Entry
from comitia.outbox.models import Letter
from tests.documents.submissions import contribute, text


def test_a_delegates_contribution_is_numbered_at_once_and_they_are_told(world):
    issue = contribute(world, at=world.now)
    assert str(issue) == "C 1"
    assert issue.state == "numbered"
    assert issue.received_at == world.now
    assert [row.entity for row in issue.source_rows.all()] == [world.telecom]
    assert (issue.submitted_by, issue.entity) == (world.bob, world.telecom)
    assert [step.event for step in issue.steps.all()] == ["submit", "number"]
    assert Letter.objects.filter(kind="document").count() == 1
    kinds = Entry.objects.filter(subject=f"document:{issue.document_id}")
    assert [each.kind for each in kinds.order_by("id")] == [
        "document.submitted",
        "document.numbered",
    ]


def test_the_bytes_are_kept_as_they_came_once_for_each_content(world):
    data = b"The same words.\r\n" * 40
    for title in ("One", "Two"):
        contribute(
            world,
            at=world.later(days=len(title)),
            by=world.alice if title == "Two" else world.bob,
            series="DOC",
            title=title,
            files=[Given("same.txt", data, "en")],
        )
    file = File.objects.get()
    assert content_of(file) == data
    assert len(bytes(file.packed)) < len(data)


def test_without_a_title_it_goes_back_and_is_numbered_once_that_is_said(world):
    issue = contribute(world, at=world.now, cover=Cover(language="en"))
    assert (issue.state, issue.defects) == ("returned", ["no_title"])
    assert issue.document.number is None
    later = world.later(hours=2)
    issue = actions.correct(
        issue=issue, cover=Cover(title="Said now", language="en"), by=world.bob, at=later
    )
    assert str(issue) == "C 1"
    assert issue.received_at == world.now, "only another file moves the receipt"


def test_another_file_moves_the_receipt(world):
    issue = contribute(world, at=world.now, cover=Cover(language="en"))
    later = world.later(hours=2)
    issue = actions.correct(
        issue=issue,
        cover=Cover(title="Said now", language="en"),
        files=[text("Other words")],
        by=world.bob,
        at=later,
    )
    assert issue.received_at == later


def test_two_files_need_their_languages(world):
    files = [Given("a.txt", b"One text"), Given("b.txt", b"Un texte")]
    issue = contribute(world, at=world.now, files=files, cover=Cover(title="Two", language="en"))
    assert "language_unknown" in issue.defects
    first, second = issue.versions.order_by("name")
    issue = actions.correct(
        issue=issue,
        cover=Cover(title="Two", language="fr"),
        languages={first.pk: "en", second.pk: "fr"},
        by=world.bob,
        at=world.later(hours=1),
    )
    assert issue.state == "numbered"
    assert issue.document.language_codes == ["fr", "en"]


def test_checked_by_hand_it_waits_for_the_secretariat(world):
    actions.choose_practice(group=world.group, checks_by_hand=True, by=world.sam, at=world.now)
    issue = contribute(world, at=world.now)
    assert issue.state == "submitted"
    with pytest.raises(NotAllowed):
        actions.number(issue=issue, by=world.bob, at=world.now)
    issue = actions.take_up(issue=issue, by=world.sam, at=world.now)
    issue = actions.return_for_correction(
        issue=issue, reason="Name the Question.", by=world.sam, at=world.now
    )
    assert issue.state == "returned"
    issue = actions.correct(
        issue=issue,
        cover=Cover(title="On the example", question="1/99", language="en"),
        by=world.bob,
        at=world.later(hours=1),
    )
    issue = actions.number(issue=issue, by=world.sam, at=world.later(hours=2))
    assert str(issue) == "C 1"


def test_returning_needs_a_reason(world):
    actions.choose_practice(group=world.group, checks_by_hand=True, by=world.sam, at=world.now)
    issue = contribute(world, at=world.now)
    with pytest.raises(Lacking):
        actions.return_for_correction(issue=issue, reason=" ", by=world.sam, at=world.now)


def test_who_may_submit_what(world):
    for by in (world.charlie, world.dora):
        with pytest.raises(NotAllowed):
            contribute(world, at=world.now, by=by)
    with pytest.raises(WrongSeries):
        contribute(world, at=world.now, series="TD")
    with pytest.raises(WrongSeries):
        contribute(world, at=world.now, by=world.sam)
    assert (
        str(
            contribute(
                world,
                at=world.now,
                by=world.sam,
                series="TD",
                title="From us",
                cover=Cover(title="From us", source_text="TSB", language="en"),
            )
        )
        == "TD 1"
    )
    # The convener also has a seat, for which she may contribute.
    assert str(contribute(world, at=world.now, by=world.alice)) == "C 1"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"  \n", "empty"),
        (b"\x00\x01\x02 not a text", "kind"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_files_that_are_not_taken(world, data, says):
    with pytest.raises(UnfitFile, match=says):
        contribute(world, at=world.now, files=[Given("x.docx", data, "en")])
    assert not Issue.objects.exists()


def test_bounds_on_files(world, settings):
    settings.UPLOAD_BYTES = 100
    fit = Given("x.txt", b"x" * 100, "en")
    assert contribute(world, at=world.now, files=[fit]).state == "numbered"
    with pytest.raises(UnfitFile):
        contribute(world, at=world.now, files=[Given("x.txt", b"x" * 101, "en")])
    with pytest.raises(TooManyFiles):
        contribute(world, at=world.now, files=[text(str(n)) for n in range(7)])


def test_the_same_file_twice_in_a_moment_is_one_submission(world):
    contribute(world, at=world.now, files=[text("Once")])
    with pytest.raises(AlreadySubmitted, match="C 1"):
        contribute(world, at=world.later(minutes=3), files=[text("Once")])
    contribute(world, at=world.later(hours=3), files=[text("Once")])


def test_the_same_revision_twice_in_a_moment_is_one(world):
    document = actions.post(
        issue=contribute(world, at=world.now), by=world.sam, at=world.now
    ).document

    def revise(at, kind=Issue.Kind.REVISION):
        return actions.revise(
            document=document, files=[text("Again")], by=world.bob, at=at, kind=kind
        )

    revise(world.later(days=1))
    with pytest.raises(AlreadySubmitted, match=r"C 1 Rev\.1"):
        revise(world.later(days=1, minutes=3))
    revise(world.later(days=1, minutes=3), Issue.Kind.ADDENDUM)
    revise(world.later(days=1, hours=3))
    assert document.issues.filter(kind="revision").count() == 2


def test_revisions_addenda_and_corrigenda(world):
    issue = contribute(world, at=world.now)
    issue = actions.post(issue=issue, by=world.sam, at=world.now)
    document = issue.document
    later = world.later(days=1)
    with pytest.raises(NotAllowed):
        actions.revise(document=document, files=[text("Mine")], by=world.dora, at=later)
    with pytest.raises((NotOfYours, NotAllowed)):
        actions.revise(document=document, files=[text("Mine")], by=world.alice, at=later)
    first = actions.revise(document=document, files=[text("Better")], by=world.bob, at=later)
    assert str(first) == "C 1 Rev.1"
    document.refresh_from_db()
    assert document.current == issue, "until the revision is posted"
    actions.post(issue=first, by=world.sam, at=later)
    document.refresh_from_db()
    issue.refresh_from_db()
    assert (document.current, issue.state) == (first, "revised")
    addendum = actions.add_addendum(
        document=document, files=[text("And more")], by=world.bob, at=world.later(days=2)
    )
    corrigendum = actions.add_corrigendum(
        document=document, files=[text("A slip")], by=world.bob, at=world.later(days=3)
    )
    second = actions.revise(
        document=document, files=[text("Best")], by=world.bob, at=world.later(days=4)
    )
    assert [str(addendum), str(corrigendum), str(second)] == [
        "C 1 Add.1",
        "C 1 Corr.1",
        "C 1 Rev.2",
    ]


def test_a_withdrawn_document_stays_as_a_stone(world):
    issue = actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)
    with pytest.raises(NotAllowed):
        actions.withdraw(issue=issue, reason="Not ours", by=world.sam, at=world.now)
    issue = actions.withdraw(issue=issue, reason="Overtaken", by=world.bob, at=world.now)
    assert (issue.state, issue.document.number, issue.document.is_open) == ("withdrawn", 1, True)
    assert str(contribute(world, at=world.later(hours=1), title="Another")) == "C 2"
    with pytest.raises(WrongState):
        actions.withdraw(issue=issue, reason="Again", by=world.bob, at=world.now)


def test_language_versions_stand_beside_the_original(world):
    issue = actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)
    actions.add_language_version(
        issue=issue, file=text("Nous proposons", "fr"), by=world.sam, at=world.later(days=1)
    )
    issue.document.refresh_from_db()
    assert issue.document.language_codes == ["en", "fr"]
    with pytest.raises(LanguageTaken):
        actions.add_language_version(
            issue=issue, file=text("Encore", "fr"), by=world.bob, at=world.later(days=1)
        )


def test_posting_tells_each_member_in_their_language(world):
    world.bob.language = "fr"
    world.bob.save()
    issue = contribute(world, at=world.now)
    actions.post(issue=issue, by=world.sam, at=world.later(days=1))
    letters = Letter.objects.filter(once__startswith=f"document.posted:{issue.pk}:")
    assert sorted(each.once.rpartition(":")[2] for each in letters) == ["en", "fr"]
    assert sum(each.copies for each in letters) == 2


def test_a_draft_is_received_only_when_it_is_submitted(world):
    draft = actions.save_draft(
        group=world.group,
        series="C",
        files=[text()],
        cover=Cover(language="en"),
        by=world.bob,
        at=world.now,
    )
    assert (draft.state, draft.received_at) == ("draft", None)
    later = world.later(days=1)
    issue = actions.correct(
        issue=draft, cover=Cover(title="Ready", language="en"), by=world.bob, at=later
    )
    assert (issue.state, issue.received_at) == ("numbered", later)
    assert [row.entity for row in issue.source_rows.all()] == [world.telecom]


def test_a_liaison_statement(world):
    first = actions.issue_liaison(
        group=world.group,
        files=[text("Dear colleagues")],
        cover=Cover(title="LS on the example", language="en"),
        by=world.sam,
        at=world.now,
        direction="incoming",
        sender="Example Forum",
        recipients=["t09demo"],
        asks="action",
    )
    assert (str(first), first.source_text) == ("LS 1", "Example Forum")
    with pytest.raises(Lacking):
        actions.issue_liaison(
            group=world.group,
            files=[text("Dear others")],
            cover=Cover(title="LS", language="en"),
            by=world.alice,
            at=world.now,
            direction="outgoing",
            sender="t09demo",
            recipients=[" "],
            asks="comment",
        )


def test_each_step_has_its_ledger_entry(world):
    issue = actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)
    actions.mark_considered(issue=issue, by=world.alice, at=world.later(days=2))
    issue = actions.mark_reflected(
        issue=issue, where="interim, 2.1", by=world.alice, at=world.later(days=3)
    )
    assert issue.state == "reflected_in"
    assert not Step.objects.filter(entry=None).exists()
    with pytest.raises(WrongState):
        actions.mark_noted(issue=issue, by=world.alice, at=world.later(days=4))
