"""Letters are drafted, looked at, issued once to whom they are for, and never edited."""

from datetime import date

import pytest

from comitia.base import clock
from comitia.base.packing import unpack
from comitia.circulars.models import Circular, GivenNumber
from comitia.circulars.series import NumberTaken, hold_for
from comitia.groups.errors import NotAllowed
from comitia.ledger.models import Entry
from comitia.official import actions, queries
from comitia.official.access import draft_for, drafts_for, letter_for
from comitia.official.actions import Plan
from comitia.official.amended import circular_amended, letter_amended
from comitia.official.errors import (
    AlreadyIssued,
    LookedOtherwise,
    NobodyEntitled,
    NotIssued,
    Unready,
)
from comitia.official.models import OfficialDispatch, OfficialLetter
from comitia.official.rendering import hash_of
from comitia.official.superseding import in_force, superseded
from comitia.outbox.models import Letter
from comitia.papers.plain import paper_text
from comitia.people.access import Hidden
from tests.official.letters import TEXTS, add_focal_points, draft, meeting_of
from tests.world import NOW

pytestmark = pytest.mark.django_db


def issue(world, letter, **more):
    done = actions.issue(letter=letter, by=world.sam, at=more.pop("at", NOW), **more)
    return done, letter_for(None, done.letter.slug, at=NOW)


def test_a_circular_goes_to_each_entitled_focal_point_in_their_language_or_the_original(world):
    add_focal_points(world)
    done, letter = issue(world, draft(world))
    assert (done.sent, letter.number, letter.slug) == (3, 1, "tsb-circular-1")
    assert [entity.name for entity in done.without_focal_point] == []
    got = {each.person.name: each.language for each in OfficialDispatch.objects.all()}
    assert got == {"Fiona": "fr", "Farid": "en", "Fang": "en"}
    letters = {each.once: unpack(each.content) for each in Letter.objects.filter(kind="official")}
    assert len(letters) == 3
    french = letters[f"official:{letter.pk}:fr:fr"].decode()
    assert "Circulaire TSB 1" in french.replace("=\r\n", "")
    entry = Entry.objects.get(kind="official.issued")
    assert entry.subject == f"official:{letter.pk}"


def test_it_is_sent_once_however_often_it_is_issued(world):
    letter = draft(world)
    first, _ = issue(world, letter)
    again, _ = issue(world, letter)
    assert (first.sent, again.sent) == (1, 0)
    assert OfficialDispatch.objects.count() == 1
    assert GivenNumber.objects.count() == 1


def test_what_became_of_each_copy_is_told(world):
    _, letter = issue(world, draft(world))
    (told,) = queries.told(letter)
    assert (told.dispatch.person.name, told.state) == ("Fiona", "waiting")
    assert [entity.name for entity in told.dispatch.entities.all()] == ["Example Telecom"]


def test_numbers_go_up_and_circulars_that_were_read_count(world):
    hold_for(Circular.objects.create(number="174", language="en", subject="s", text="t"))
    numbers = [issue(world, draft(world))[1].number for _ in range(3)]
    assert numbers == [175, 176, 177]
    late = Circular.objects.create(number="176", language="fr", subject="s", text="t")
    with pytest.raises(NumberTaken):
        hold_for(late)


def test_each_kind_has_its_own_series(world):
    meeting, other = meeting_of(world), meeting_of(world, date(2012, 1, 10), date(2012, 1, 13))
    made = []
    for kind, about in [
        ("collective_letter", meeting),
        ("invitation", meeting),
        ("collective_letter", other),
        ("invitation", other),
        ("agenda", meeting),
    ]:
        letter = draft(world, kind, meeting=about, languages=("en",))
        if kind == "agenda":
            fields = {"agenda": "Opening | TD 1\nClosing", "body": ""}
            actions.write_version(letter=letter, language="en", fields=fields, by=world.sam, at=NOW)
        made.append(issue(world, letter)[1])
    assert [queries.reference_of(each) for each in made] == [
        "TSB Collective letter 1/EXAG",
        "Invitation 1 (EXAG, July 2011)",
        "TSB Collective letter 2/EXAG",
        "Invitation 1 (EXAG, January 2012)",
        "Agenda 1 (EXAG, July 2011)",
    ]
    assert len({each.slug for each in made}) == 5


def test_what_is_missing_is_refused_by_name_and_takes_no_number(world):
    letter = draft(world)
    fields = {"subject": "", "body": ""}
    actions.write_version(letter=letter, language="fr", fields=fields, by=world.sam, at=NOW)
    with pytest.raises(Unready) as refused:
        issue(world, letter)
    assert set(refused.value.errors) == {"fr.subject", "fr.body"}
    assert not GivenNumber.objects.exists()
    assert not OfficialDispatch.objects.exists()


def test_a_meeting_without_days_is_refused(world):
    meeting = meeting_of(world)
    meeting.opens = meeting.closes = None
    meeting.save()
    letter = draft(world, "collective_letter", meeting=meeting)
    with pytest.raises(Unready) as refused:
        issue(world, letter)
    assert set(refused.value.errors) == {"days"}


def test_only_the_secretariat_drafts_and_issues(world):
    letter = draft(world)
    plan = Plan(kind="circular", original="en")
    for person in (world.alice, world.fiona):
        with pytest.raises(NotAllowed):
            actions.draft_letter(plan=plan, by=person, at=NOW)
        with pytest.raises(NotAllowed):
            actions.issue(letter=letter, by=person, at=NOW)
        with pytest.raises(Hidden):
            draft_for(person, letter.pk, at=NOW)
        assert not drafts_for(person, at=NOW).exists()
    assert draft_for(world.sam, letter.pk, at=NOW) == letter
    with pytest.raises(Hidden):
        letter_for(world.sam, "tsb-circular-1", at=NOW)


def test_what_was_issued_is_never_edited(world):
    letter = draft(world)
    _, issued = issue(world, letter)
    before = {each.language: each.sha256 for each in issued.versions.all()}
    with pytest.raises(AlreadyIssued):
        actions.write_version(
            letter=letter, language="fr", fields={"body": "autre"}, by=world.sam, at=NOW
        )
    with pytest.raises(AlreadyIssued):
        actions.discard_letter(letter=letter, by=world.sam, at=NOW)
    plan = Plan(kind="circular", original="fr")
    with pytest.raises(AlreadyIssued):
        actions.change_letter(letter=letter, plan=plan, by=world.sam, at=NOW)
    with pytest.raises(AlreadyIssued):
        actions.drop_version(letter=letter, language="fr", by=world.sam, at=NOW)
    for version in issued.versions.all():
        assert hash_of(version.frozen) == version.sha256 == before[version.language]


def test_a_language_can_follow_and_is_sent_to_nobody(world):
    letter = draft(world, languages=("en",))
    issue(world, letter)
    actions.write_version(
        letter=letter, language="fr", fields=TEXTS["fr"], by=world.sam, at=world.later(days=3)
    )
    done, issued = issue(world, letter, at=world.later(days=3))
    assert (done.sent, issued.number) == (0, 1)
    assert queries.reference_of(issued, "fr") == "Circulaire TSB 1"
    assert OfficialDispatch.objects.count() == 1


def test_only_what_was_looked_at_is_issued(world):
    letter = draft(world)
    seal = actions.look(letter, at=NOW).seal
    add_focal_points(world)
    with pytest.raises(LookedOtherwise):
        issue(world, letter, seal=seal)
    seal = actions.look(letter, at=NOW).seal
    actions.write_version(
        letter=letter, language="fr", fields={"body": "autre"}, by=world.sam, at=NOW
    )
    with pytest.raises(LookedOtherwise):
        issue(world, letter, seal=seal)
    done, _ = issue(world, letter, seal=actions.look(letter, at=NOW).seal)
    assert done.sent == 3


def test_nobody_entitled_is_refused(world):
    letter = draft(world, categories=["academia"])
    with pytest.raises(NobodyEntitled):
        issue(world, letter)
    assert not GivenNumber.objects.exists()


def test_a_letter_about_a_group_goes_to_whom_its_terms_admit(world):
    add_focal_points(world)
    done, letter = issue(world, draft(world, group=world.group, categories=["associate"]))
    assert done.sent == 3
    assert "To the Administrations of Member States" in paper_text(
        queries.letter_of(queries.version_in(letter, "en")).paper
    )


@pytest.mark.parametrize(
    ("day", "unscheduled", "late"),
    [
        # EXAG meets on 11 July 2011: two months before is 11 May, three 11 April.
        (date(2011, 5, 11), False, []),
        (date(2011, 5, 12), False, ["issued_late"]),
        (date(2011, 4, 11), True, []),
        (date(2011, 4, 12), True, ["issued_late"]),
        (date(2011, 6, 11), False, ["issued_late"]),
        (date(2011, 6, 12), False, ["issued_late", "participants_named_late"]),
    ],
)
def test_a_late_collective_letter_is_warned_of_and_logged(world, day, unscheduled, late):
    letter = draft(world, "collective_letter", meeting=meeting_of(world), unscheduled=unscheduled)
    at = NOW.replace(year=day.year, month=day.month, day=day.day)
    assert [each.code for each in actions.look(letter, at=at).late] == late
    with clock.stopped_at(at):
        done, _ = issue(world, letter, at=at)
    assert [each.code for each in done.late] == late
    assert all(each.clause and str(each.due.day) in each.text for each in done.late)
    entry = Entry.objects.get(kind="official.issued")
    for code in late:
        assert code.encode() in bytes(entry.leaf)


def test_a_collective_letter_tells_the_days_that_follow_from_the_meeting(world):
    letter = draft(world, "collective_letter", meeting=meeting_of(world))
    _, issued = issue(world, letter)
    facts = queries.letter_of(queries.version_in(issued, "en")).facts
    told = {fact.label: fact.value for fact in facts}
    assert told["Participants named by:"] == "11 June 2011"
    assert told["Days:"] == "11–15 July 2011"
    assert issued.versions.get(language="en").frozen["values"]["participants_by"] == "2011-06-11"
    assert issued.versions.get(language="en").frozen["values"]["contributions_by"] == "2011-06-29"
    assert told["Place:"] == "Geneva"


REPORT = {
    "subject": "Report of the meeting",
    "results": "The report was read.",
    "agreements": "To meet again.",
    "open_points": "Numbering.",
    "contributions": "C 12 | Example Telecom: on numbering",
    "body": "",
}


def report(world, **fields):
    meeting = meeting_of(world, date(2011, 2, 8), date(2011, 2, 11))
    people = {"participants": "Alice | Examplia | convener\nBob | Example Telecom"}
    plan = Plan(kind="meeting_report", original="en", meeting=meeting, fields=people)
    letter = actions.draft_letter(plan=plan, by=world.sam, at=NOW)
    actions.write_version(
        letter=letter, language="en", fields={**REPORT, **fields}, by=world.sam, at=NOW
    )
    return letter


def test_a_report_tells_attendance_with_affiliations_and_is_due_in_six_weeks(world):
    letter = report(world)
    assert [each.code for each in actions.look(letter, at=NOW).late] == ["issued_late"]
    assert actions.look(letter, at=NOW.replace(month=3, day=25)).late == ()
    _, issued = issue(world, letter)
    text = paper_text(queries.letter_of(queries.version_in(issued, "en")).paper)
    for said in ("Alice\tExamplia\tconvener", "C 12\tExample Telecom", "Points left for the next"):
        assert said in text


def test_contributions_are_referred_to_in_a_report_and_never_annexed(world):
    for title in ("C 12", "C-3", "c12 on numbering"):
        letter = report(world, annexes=f"# {title}\nIts text.")
        with pytest.raises(Unready, match="never annexes") as refused:
            issue(world, letter)
        assert set(refused.value.errors) == {"en.annexes"}
    _, issued = issue(world, report(world, annexes="# List of acronyms\nEXAG"))
    assert issued.number == 1


def test_a_corrigendum_supersedes_and_leaves_what_was_issued(world):
    letter = draft(world)
    _, issued = issue(world, letter)
    hashes = {each.language: each.sha256 for each in issued.versions.all()}
    corrigendum = actions.draft_amendment(letter=issued, kind="corrigendum", by=world.sam, at=NOW)
    with pytest.raises(Unready) as refused:
        issue(world, corrigendum)
    assert "corrections" in " ".join(refused.value.errors)
    for language, subject in (("en", "Meeting of the other group"), ("fr", "Autre réunion")):
        actions.write_version(
            letter=corrigendum,
            language=language,
            fields={},
            corrections={"subject": subject},
            by=world.sam,
            at=NOW,
        )
    actions.correct_for_all(
        letter=corrigendum, corrections={"contact": "Alice"}, by=world.sam, at=NOW
    )
    done, made = issue(world, corrigendum)
    assert (done.sent, made.slug) == (1, "tsb-circular-1-corr-1")
    assert queries.reference_of(made, "fr") == "Circulaire TSB 1 Corr.1"
    text = paper_text(queries.letter_of(queries.version_in(made, "fr")).paper)
    assert "Réunion du groupe\tAutre réunion" in text
    assert "Sam\tAlice" in text
    issued = letter_for(None, issued.slug, at=NOW)
    assert in_force(letter_amended(issued), "en")["subject"] == "Meeting of the other group"
    assert {(each.field, each.issued) for each in superseded(letter_amended(issued), "fr")} == {
        ("subject", "Réunion du groupe"),
        ("contact", "Sam"),
    }
    assert {each.language: each.sha256 for each in issued.versions.all()} == hashes


def test_a_second_corrigendum_begins_from_the_first(world):
    _, issued = issue(world, draft(world, languages=("en",)))
    for subject in ("Second", "Third"):
        corrigendum = actions.draft_amendment(
            letter=issued, kind="corrigendum", by=world.sam, at=NOW
        )
        actions.write_version(
            letter=corrigendum,
            language="en",
            fields={},
            corrections={"subject": subject},
            by=world.sam,
            at=NOW,
        )
        issue(world, corrigendum)
    issued = letter_for(None, issued.slug, at=NOW)
    assert [
        (each.issued, each.read, each.by.number)
        for each in superseded(letter_amended(issued), "en")
    ] == [
        ("Meeting of the group", "Second", 1),
        ("Second", "Third", 2),
    ]


def test_an_addendum_adds_and_only_issued_letters_are_amended(world):
    letter = draft(world)
    with pytest.raises(NotIssued):
        actions.draft_amendment(letter=letter, kind="addendum", by=world.sam, at=NOW)
    _, issued = issue(world, letter)
    addendum = actions.draft_amendment(letter=issued, kind="addendum", by=world.sam, at=NOW)
    for language in ("en", "fr"):
        fields = {"body": "Hotels are listed on our page."}
        actions.write_version(
            letter=addendum, language=language, fields=fields, by=world.sam, at=NOW
        )
    _, made = issue(world, addendum)
    assert queries.reference_of(made) == "TSB Circular 1 Add.1"
    with pytest.raises(Unready):
        actions.draft_amendment(letter=made, kind="corrigendum", by=world.sam, at=NOW)


def test_what_does_not_fit_is_refused_beside_its_field(world):
    letter = draft(world)

    def write(**fields):
        actions.write_version(letter=letter, language="fr", fields=fields, by=world.sam, at=NOW)

    for fields in (
        {"subject": "two\nlines"},
        {"agenda": "1"},
        {"signatory": "not of a version"},
        {"reference": "TSB Circular 9"},
    ):
        with pytest.raises(Unready) as refused:
            write(**fields)
        assert set(refused.value.errors) == set(fields)
    write(subject="with\x00a NUL \ud800", body="x")
    assert "\x00" not in letter.versions.get(language="fr").fields["subject"]
    for plan in (
        Plan(kind="agenda", original="en"),
        Plan(kind="circular", original="tlh"),
        Plan(kind="circular", original="en", categories=["nobody"]),
        Plan(kind="corrigendum", original="en"),
        Plan(kind="letter", original="en"),
    ):
        with pytest.raises(Unready):
            actions.draft_letter(plan=plan, by=world.sam, at=NOW)
    assert OfficialLetter.objects.count() == 1


def test_a_draft_is_changed_and_discarded(world):
    letter = draft(world)
    plan = Plan(kind="invitation", original="ru", meeting=meeting_of(world))
    letter = actions.change_letter(letter=letter, plan=plan, by=world.sam, at=NOW)
    assert {each.language for each in letter.versions.all()} == {"en", "fr", "ru"}
    actions.drop_version(letter=letter, language="fr", by=world.sam, at=NOW)
    with pytest.raises(Unready):
        actions.drop_version(letter=letter, language="ru", by=world.sam, at=NOW)
    actions.discard_letter(letter=letter, by=world.sam, at=NOW)
    assert not OfficialLetter.objects.exists()


def read_circular(world, **fields):
    """A circular of two language versions that came from a file, held as `confirm` holds it."""
    for language, subject in (("zh-hans", "成立通信小组"), ("en", "A group is formed")):
        made = Circular.objects.create(
            number="174",
            language=language,
            is_original=language == "zh-hans",
            subject=subject,
            text=f"{subject}.",
            signatory="The Director",
            group=world.group,
            **fields,
        )
    hold_for(made)
    return made


def test_a_circular_that_was_read_has_its_corrigenda_too(world):
    circular = read_circular(world, issued_at=NOW)
    for number, subject in enumerate(("A group is begun", "A group was formed"), start=1):
        corrigendum = actions.draft_amendment_to_circular(
            circular=circular, kind="corrigendum", by=world.sam, at=NOW
        )
        assert {each.language for each in corrigendum.versions.all()} == {"zh-hans", "en"}
        for language in ("zh-hans", "en"):
            actions.write_version(
                letter=corrigendum,
                language=language,
                fields={},
                corrections={"subject": subject},
                by=world.sam,
                at=NOW,
            )
        done, made = issue(world, corrigendum)
        assert (done.sent, made.slug) == (1, f"tsb-circular-174-corr-{number}")
        assert queries.reference_of(made, "zh-hans") == f"TSB第174号通函勘误{number}"
    amended = circular_amended(circular)
    assert [(each.issued, each.read) for each in superseded(amended, "en")] == [
        ("A group is formed", "A group is begun"),
        ("A group is begun", "A group was formed"),
    ]
    circular.refresh_from_db()
    assert circular.subject == "A group is formed"


def test_a_circular_that_was_not_issued_has_none(world):
    circular = read_circular(world)
    with pytest.raises(NotIssued):
        actions.draft_amendment_to_circular(
            circular=circular, kind="corrigendum", by=world.sam, at=NOW
        )
    circular.issued_at = NOW
    circular.save()
    with pytest.raises(Unready):
        actions.draft_amendment_to_circular(circular=circular, kind="agenda", by=world.sam, at=NOW)
    with pytest.raises(NotAllowed):
        actions.draft_amendment_to_circular(
            circular=circular, kind="addendum", by=world.alice, at=NOW
        )
