"""The outline: proposed from the mandate, changed by editors, numbered as the ITU does."""

import pytest

from comitia.groups.errors import NotAllowed
from comitia.reports import errors, grounds, outlining, queries
from comitia.reports.actions import start_report
from comitia.reports.writing import add_paragraph
from tests.reports.drafting import contribute


def headings(report):
    return [(part.number, part.heading) for part in queries.content_of(report).parts]


def test_sections_are_proposed_from_the_obligations(report):
    assert headings(report) == [
        ("1", "Introduction"),
        ("2", "to hold open consultation meetings"),
        ("3", "to assess the structure of the Sector"),
        ("4", "to submit the conclusions to the assembly"),
        ("5", "Conclusions"),
    ]
    rows = queries.traced(queries.content_of(report))
    assert [[part.number for part in row.parts] for row in rows] == [["2"], ["3"], ["4"]]
    assert {row.state for row in rows} == {"drafting"}


def test_a_group_has_one_report_and_a_delegate_does_not_begin_it(report, world):
    with pytest.raises(errors.AlreadyStarted):
        start_report(group=world.group, by=world.alice, at=world.now)
    with pytest.raises(NotAllowed):
        start_report(group=world.group, by=world.bob, at=world.now)


def add(report, heading, world, **place):
    return outlining.add_section(
        report=report, heading=heading, by=world.edith, at=world.now, **place
    )


def test_sections_are_added_moved_and_numbered_with_their_paragraphs(report, section, world):
    add_paragraph(section=section, text="First.", by=world.alice, at=world.now)
    under = add(report, "Overlap", world, parent=section)
    add_paragraph(section=under, text="None.", by=world.alice, at=world.now)
    part = queries.content_of(report).parts[3]
    assert (part.number, part.depth, part.passages[0].number) == ("3.2", 2, "3.2.1")
    outlining.move_section(section=under, parent=None, after=None, by=world.edith, at=world.now)
    assert headings(report)[0] == ("1", "Overlap")
    with pytest.raises(errors.Elsewhere):
        outlining.move_section(
            section=section, parent=section, after=None, by=world.edith, at=world.now
        )


def test_sections_stand_four_deep_and_no_deeper(report, world):
    above = None
    for depth in range(4):
        above = add(report, f"Level {depth}", world, parent=above)
    with pytest.raises(errors.TooDeep):
        add(report, "Too deep", world, parent=above)
    first = report.sections.get(slug="introduction")
    inside = add(report, "Inside", world, parent=first)
    with pytest.raises(errors.TooDeep):
        outlining.move_section(
            section=first, parent=above.parent, after=None, by=world.edith, at=world.now
        )
    assert inside.parent == first


def test_a_slug_is_never_given_again(report, world):
    first = add(report, "Overlap", world)
    outlining.retire_section(section=first, reason="Said before.", by=world.edith, at=world.now)
    assert "Overlap" not in dict(headings(report)).values()
    assert (first.slug, add(report, "Overlap", world).slug) == ("overlap", "overlap-2")


def test_what_still_holds_something_is_not_retired(report, section, world):
    paragraph = add_paragraph(section=section, text="First.", by=world.alice, at=world.now)
    with pytest.raises(errors.NotEmpty):
        outlining.retire_section(section=section, reason="x", by=world.edith, at=world.now)
    assert paragraph.deleted_at is None


def test_a_heading_is_renamed_by_who_saw_the_present_one(section, world):
    rename = {"section": section, "by": world.edith, "at": world.now}
    outlining.rename_section(heading="The assessment", was=section.heading, **rename)
    with pytest.raises(errors.HeadingChanged):
        outlining.rename_section(heading="An assessment", was=section.heading, **rename)
    slug = section.slug
    section.refresh_from_db()
    assert (section.heading, section.slug) == ("The assessment", slug)


def test_a_row_is_as_far_as_its_least_advanced_section(report, section, mandate, world):
    agree = {"by": world.edith, "at": world.now}
    outlining.set_section_state(section=section, state="agreed", **agree)
    more = add(report, "More on it", world, clauses=[mandate[1]])
    rows = queries.traced(queries.content_of(report))
    assert (rows[1].state, len(rows[1].parts)) == ("drafting", 2)
    outlining.set_section_state(section=more, state="review", **agree)
    assert queries.traced(queries.content_of(report))[1].state == "review"
    for each in (section, more):
        outlining.answer_clauses(section=each, clauses=[], **agree)
    assert queries.traced(queries.content_of(report))[1].state == "unanswered"


def test_sources_are_cited_once_and_go_with_their_paragraph(report, paragraph, section, world):
    assert contribute(world) == "C1"
    link = {"by": world.edith, "at": world.now}
    first = grounds.link_source(rests=paragraph, kind="document", reference="C1", **link)
    assert (
        grounds.link_source(rests=paragraph, kind="document", reference=" c-01 ", **link) == first
    )
    decision = str(world.decision.pk)
    grounds.link_source(rests=section, kind="decision", reference=decision, note="§ 2", **link)
    (row,) = [row for row in queries.traced(queries.content_of(report)) if row.sources]
    assert [(each.kind, each.reference, each.note) for each in row.sources] == [
        ("decision", decision, "§ 2"),
        ("document", "C1", ""),
    ]
    assert [each.label for each in row.sources] == ["EXAG, 2011-02-08/2011-02-11", "C 1"]
    grounds.unlink_source(source=first, **link)
    assert len(queries.traced(queries.content_of(report))[1].sources) == 1


@pytest.mark.parametrize(
    ("kind", "reference"),
    [("message", "<none@there.example>"), ("decision", "99999"), ("decision", "x" * 2000),
     ("document", " "), ("document", "C1"), ("hearsay", "C1")],
)  # fmt: skip
def test_what_is_not_there_is_not_cited(paragraph, world, kind, reference):
    with pytest.raises(errors.NoSuchThing):
        grounds.link_source(
            rests=paragraph, kind=kind, reference=reference, by=world.edith, at=world.now
        )


def test_points_are_raised_and_closed_with_words(report, paragraph, world):
    act = {"by": world.edith, "at": world.now}
    point = grounds.raise_point(rests=paragraph, text="Who is to host it?", **act)
    assert [(each.number, each.paragraph) for each in queries.content_of(report).points()] == [
        (1, paragraph.key)
    ]
    with pytest.raises(errors.NoReasonGiven):
        grounds.close_point(point=point, how="", **act)
    grounds.close_point(point=point, how="Examplia hosts it.", **act)
    with pytest.raises(errors.AlreadyDecided):
        grounds.close_point(point=point, how="Samplia.", **act)
    assert queries.open_points_of(report) == []
