"""The report as a paper: numbered, addressed, with what it cites, leaves open and disputes."""

import pytest

from comitia.documents.redline import summary
from comitia.papers.blocks import Paragraph, Table
from comitia.papers.changes import accepted, rejected, text_of
from comitia.papers.plain import paper_text
from comitia.reports import grounds, queries, translating, writing
from comitia.reports.comparing import changed_passages, redline
from comitia.reports.freezing import freeze
from comitia.reports.states import paper_of, state_of
from tests.reports.drafting import contribute


def labels(paper):
    return [
        (each.label, each.anchor)
        for each in paper.blocks
        if isinstance(each, Paragraph) and each.anchor
    ]


def add(section, text, world):
    return writing.add_paragraph(section=section, text=text, by=world.alice, at=world.now)


def test_numbers_and_addresses_stand_at_headings_and_paragraphs(report, paragraph):
    assert labels(paper_of(report)) == [
        ("1", "introduction"),
        ("2", "instructs-director-1"),
        ("3", "instructs-director-2"),
        ("3.1", "p1"),
        ("4", "instructs-director-3"),
        ("5", "conclusions"),
        ("", "traceability"),
    ]
    text = paper_text(paper_of(report))
    assert "not answered yet" not in text
    assert "to assess the structure of the Sector;" in text


def test_sources_stand_behind_and_are_listed(report, paragraph, world):
    contribute(world)
    grounds.link_source(
        rests=paragraph, kind="document", reference="C1", note="§ 4", by=world.edith, at=world.now
    )
    paper = paper_of(report)
    (said,) = [each for each in paper.blocks if getattr(each, "anchor", "") == "p1"]
    assert "".join(run.text for run in said.runs).endswith("no overlap. (C 1 § 4)")
    assert "document: C 1 <C1>" in paper_text(paper)


def test_alternatives_stand_in_brackets_with_their_authors(report, paragraph, world):
    for by, text in ((world.edith, "Once."), (world.edgar, "- Twice,\n- or so.")):
        writing.write_paragraph(
            paragraph=paragraph, text=text, on=paragraph.revisions.get(serial=1), by=by,
            at=world.now,
        )  # fmt: skip
    text = paper_text(paper_of(report))
    assert "[Once.] Edith (Examplia)" in text
    assert "or so.] Edgar (Example Telecom)" in text


def test_open_points_and_footnotes_are_numbered_through(report, section, world):
    first = add(section, "One[^a].\n\n[^a]: First note.", world)
    add(section, "| a | b |\n|---|---|\n| x[^a] | y |\n\n[^a]: Second note.", world)
    add(section, "# Not a heading", world)
    grounds.raise_point(rests=first, text="Who pays?", by=world.edith, at=world.now)
    paper = paper_of(report)
    assert [(note.key, note.label) for note in paper.notes] == [("p1-a", "1"), ("p2-a", "2")]
    cited = {
        run.note
        for block in paper.blocks
        for each in ([block] if isinstance(block, Paragraph) else _within(block))
        for run in each.runs
        if run.note
    }
    assert cited == {"p1-a", "p2-a"}
    headings = [each for each in paper.blocks if getattr(each, "kind", "") == "heading"]
    assert "Not a heading" not in {each.runs[0].text for each in headings}
    assert "Who pays? (3.1)" in paper_text(paper)


def _within(block):
    if not isinstance(block, Table):
        return []
    return [each for row in block.rows for cell in row.cells for each in cell.blocks]


@pytest.mark.parametrize(
    "text", ["[" * 5_000, "> " * 2_000 + "x", "---\ntitle: x\n---\ny", "|" * 9_000, "<script>x"]
)
def test_hostile_markdown_is_set_whatever_it_is(report, section, world, text):
    add(section, text, world)
    assert labels(paper_of(report))[3] == ("3.1", "p1")


def test_a_translation_is_set_and_what_lacks_is_told(report, paragraph, section, world):
    other = add(section, "A second paragraph.", world)
    french = translating.begin_language(report=report, language="fr", by=world.bob, at=world.now)
    translating.submit_translation(
        version=french, paragraph=paragraph, text="Le groupe s'est réuni.",
        made_from=paragraph.revision, by=world.bob, at=world.now,
    )  # fmt: skip
    paper = paper_of(report, "fr")
    text = paper_text(paper)
    assert paper.language == "fr"
    assert "Le groupe s'est réuni." in text
    assert other.revision.text in text
    assert labels(paper) == labels(paper_of(report))


def test_what_changed_between_two_states_is_listed_with_what_it_rests_on(
    report, paragraph, section, world
):
    gone = add(section, "To go.", world)
    moved = add(section, "To move.", world)
    stays = add(section, "To stay.", world)
    version = freeze(report=report, kind="interim", by=world.alice, at=world.now)
    act = {"by": world.alice, "at": world.now}
    writing.write_paragraph(paragraph=paragraph, text="New.", on=paragraph.revision, **act)
    contribute(world)
    grounds.link_source(rests=paragraph, kind="document", reference="C1", **act)
    writing.delete_paragraph(paragraph=gone, on=gone.revision, reason="x", **act)
    writing.move_paragraph(paragraph=moved, section=report.sections.first(), after=None, **act)
    fresh = add(section, "Fresh.", world)
    found = changed_passages(queries.content_in(version), queries.content_of(report))
    assert {(each.key, each.how) for each in found} == {
        (paragraph.key, "changed"),
        (moved.key, "moved"),
        (fresh.key, "added"),
        (gone.key, "deleted"),
    }
    assert stays.key not in {each.key for each in found}
    (changed,) = [each for each in found if each.how == "changed"]
    assert [each.label for each in changed.sources] == ["C 1"]


def test_a_redline_leads_from_one_version_to_the_other(report, paragraph, world):
    old = freeze(report=report, kind="interim", by=world.alice, at=world.now)
    writing.write_paragraph(
        paragraph=paragraph,
        text="The group met three times and found no overlap.",
        on=paragraph.revision,
        by=world.alice,
        at=world.now,
    )
    found = redline(state_of(old), state_of(report), by="Alice")
    assert text_of(accepted(found).blocks) == text_of(paper_of(report).blocks)
    assert text_of(rejected(found).blocks) == text_of(paper_of(old).blocks)
    (told,) = summary(found)
    assert (told.anchor, told.came, told.went) == ("p1", ("three times",), ("twice",))
