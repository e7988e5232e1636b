"""A paper kept as JSON is the same paper when it is read back."""

import json

from hypothesis import given
from hypothesis import strategies as st

from comitia.papers import blocks
from comitia.papers.blocks import (
    Cell,
    Change,
    Comment,
    Equation,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
)
from comitia.papers.wire import from_json, to_json

_WORDS = st.text(max_size=20)
_CHANGES = st.none() | st.builds(
    Change, st.sampled_from(["inserted", "deleted", "moved_here", "moved_away"]), _WORDS, _WORDS
)
_RUNS = st.builds(
    Run,
    text=_WORDS,
    marks=st.frozensets(st.sampled_from(blocks.Mark.__args__)),
    link=_WORDS,
    comments=st.lists(_WORDS, max_size=2).map(tuple),
    equation=st.booleans(),
    change=_CHANGES,
)
_PARAGRAPHS = st.builds(
    Paragraph,
    runs=st.lists(_RUNS, max_size=3).map(tuple),
    kind=st.sampled_from(blocks.ParagraphKind.__args__),
    level=st.integers(0, 9),
    label=_WORDS,
    change=_CHANGES,
    label_before=st.none() | _WORDS,
)
_BLOCKS = st.recursive(
    _PARAGRAPHS
    | st.builds(Equation, _WORDS, _WORDS, _CHANGES)
    | st.builds(Picture, _WORDS, st.binary(max_size=9), _WORDS, st.floats(0, 9), _CHANGES)
    | st.builds(PageBreak, _CHANGES),
    lambda inner: st.builds(
        Table,
        st.lists(
            st.builds(
                Row,
                st.lists(st.builds(Cell, st.lists(inner, max_size=2).map(tuple)), max_size=2).map(
                    tuple
                ),
                st.booleans(),
                _CHANGES,
            ),
            max_size=2,
        ).map(tuple),
        _CHANGES,
    ),
    max_leaves=6,
)
_PAPERS = st.builds(
    Paper,
    blocks=st.lists(_BLOCKS, max_size=4).map(tuple),
    notes=st.lists(st.builds(Note, _WORDS, _WORDS, st.just(())), max_size=2).map(tuple),
    comments=st.lists(st.builds(Comment, _WORDS, _WORDS, _WORDS, _WORDS), max_size=2).map(tuple),
    language=st.sampled_from(["", "ar", "zh"]),
    title=_WORDS,
    remarks=st.lists(_WORDS, max_size=2).map(tuple),
)


@given(_PAPERS)
def test_a_paper_comes_back_from_json(paper: Paper) -> None:
    assert from_json(json.loads(json.dumps(to_json(paper)))) == paper
