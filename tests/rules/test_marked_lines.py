"""The circular's text as marked lines: nothing is lost or repeated, whatever the spans."""

from hypothesis import given
from hypothesis import strategies as st

from comitia.web.pages.drafts.source import marked_lines

texts = st.text(alphabet="ab 通\n", max_size=40)
spans = st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6)


@given(texts, spans)
def test_the_pieces_together_are_the_text(text, spans):
    lines = marked_lines(text, spans)
    joined = "\n".join("".join(piece.text for piece in line.pieces) for line in lines)
    assert joined == text
    assert [line.number for line in lines] == list(range(1, text.count("\n") + 2))


@given(texts, spans)
def test_exactly_what_a_span_covers_is_marked(text, spans):
    covered = {place for start, end in spans for place in range(max(start, 0), end)}
    place = 0
    for line in marked_lines(text, spans):
        for piece in line.pieces:
            for letter in piece.text:
                assert text[place] == letter
                assert piece.marked == (place in covered)
                place += 1
        place += 1


def test_two_finds_in_a_line_and_one_over_two_lines():
    lines = marked_lines("one two\nthree", [(0, 3), (5, 10)])
    assert [(piece.text, piece.marked) for line in lines for piece in line.pieces] == [
        ("one", True),
        (" t", False),
        ("wo", True),
        ("th", True),
        ("ree", False),
    ]
