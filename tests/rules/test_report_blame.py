"""Each word is told to come from the revision that brought it."""

from hypothesis import given
from hypothesis import strategies as st

from comitia.reports.blaming import Said, Span, blame


def test_words_are_told_apart_by_revision():
    said = [
        Said(1, None, "The group met twice.", "The group met twice."),
        Said(2, 1, "The whole group met twice.", "The whole group met twice."),
        Said(3, 2, "The whole group met three times.", "The whole group met three times."),
    ]
    assert blame(said) == [
        Span("The ", 1),
        Span("whole ", 2),
        Span("group met ", 1),
        Span("three times.", 3),
    ]


def test_what_was_merged_keeps_both_authors():
    said = [
        Said(1, None, "a b c d", "a b c d"),
        Said(2, 1, "X b c d", "X b c d"),
        Said(3, 1, "a b c Y", "X b c Y"),
    ]
    assert blame(said) == [Span("X ", 2), Span("b c ", 1), Span("Y", 3)]


TEXTS = st.text("ab \n会议é", max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8), st.data())
def test_the_spans_are_the_text_and_name_revisions_there_are(texts, data):
    said = [
        Said(serial, data.draw(st.integers(1, serial - 1)) if serial > 1 else None, own, text)
        for serial, (own, text) in enumerate(texts, start=1)
    ]
    spans = blame(said)
    assert "".join(span.text for span in spans) == said[-1].text
    assert {span.serial for span in spans} <= set(range(1, len(said) + 1))
