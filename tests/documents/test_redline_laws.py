"""What holds of any two papers: taking a redline's changes gives the one, declining the other."""

from collections.abc import Iterable, Iterator

from hypothesis import given, settings

from comitia.documents.redline import compare, normal, summary
from comitia.papers.blocks import Block, Change, Paper, Paragraph, Table
from comitia.papers.changes import accepted, has_changes, rejected
from tests.documents import made_papers


def leads_both_ways(old: Paper, new: Paper) -> None:
    redline = compare(old, new, author="Alice", at="2011-11-25T10:00:00Z")
    assert normal(accepted(redline)) == normal(new)
    assert normal(rejected(redline)) == normal(old)
    assert has_changes(redline) == (normal(old) != normal(new))
    assert bool(summary(redline)) <= has_changes(redline)
    changes = [
        *changes_in(redline.blocks),
        *(change for note in redline.notes for change in changes_in(note.blocks)),
    ]
    assert {each.author for each in changes} <= {"Alice"}
    for name in {each.move for each in changes if each.move}:
        assert {each.kind for each in changes if each.move == name} == {"moved_away", "moved_here"}


def changes_in(blocks: Iterable[Block]) -> Iterator[Change]:
    for block in blocks:
        here = [block.change]
        if isinstance(block, Paragraph):
            here += [run.change for run in block.runs]
        if isinstance(block, Table):
            here += [row.change for row in block.rows]
            for row in block.rows:
                for cell in row.cells:
                    yield from changes_in(cell.blocks)
        yield from (each for each in here if each is not None)


@settings(max_examples=60)
@given(made_papers.pairs())
def test_a_redline_of_an_edited_paper_leads_both_ways(pair: tuple[Paper, Paper]) -> None:
    leads_both_ways(*pair)


@settings(max_examples=60)
@given(made_papers.PAPERS, made_papers.PAPERS)
def test_a_redline_of_any_papers_leads_both_ways(old: Paper, new: Paper) -> None:
    leads_both_ways(old, new)


@given(made_papers.PAPERS)
def test_a_paper_compared_with_itself_has_no_changes(paper: Paper) -> None:
    assert not has_changes(compare(paper, paper))


@given(made_papers.PAPERS)
def test_the_normal_form_is_one(paper: Paper) -> None:
    assert normal(normal(paper)) == normal(paper)


@given(made_papers.pairs())
def test_a_redline_compared_is_what_it_leads_to(pair: tuple[Paper, Paper]) -> None:
    redline = compare(*pair)
    again = compare(redline, pair[1])
    assert not has_changes(again)
