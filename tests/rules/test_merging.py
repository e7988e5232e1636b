"""Two editors of one paragraph: nothing that either wrote is lost, nothing is chosen for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.documents.redline.words import is_word, pieces
from comitia.reports.alternatives import (
    Alternative,
    NoSuchAlternative,
    alternatives_in,
    beside,
    settled,
)
from comitia.reports.merging import Merged, merge

BASE = "The call is open for two weeks. Silence is not agreement."


def merged(mine: str, theirs: str, base: str = BASE) -> Merged:
    return merge(base, mine, theirs, mine_by="Alice", theirs_by="Bob")


def test_changes_of_different_words_are_both_in():
    mine = BASE.replace("two", "four")
    theirs = BASE.replace("Silence", "Silence of a member")
    found = merged(mine, theirs)
    assert found.clean
    assert found.text == "The call is open for four weeks. Silence of a member is not agreement."
    assert found == merged(theirs, mine)


def test_changes_of_the_same_words_stand_beside_one_another():
    found = merged(BASE.replace("two", "four"), BASE.replace("two", "three"))
    assert found.text == BASE.replace("two", "[four ‖ Alice][three ‖ Bob]")
    assert found.mine == BASE.replace("two", "four")
    assert settled(found.text, 0, 1) == found.theirs == BASE.replace("two", "three")


def test_what_one_deletes_and_the_other_edits_stays_as_an_alternative():
    mine = "The call is open for two weeks."
    theirs = BASE.replace("not agreement", "never agreement")
    found = merged(mine, theirs)
    (place,) = alternatives_in(found.text)
    assert place.alternatives[0] == Alternative("", "Alice")
    assert "never agreement" in place.alternatives[1].text
    assert merged("", theirs).text == f"[ ‖ Alice][{theirs} ‖ Bob]"


def test_two_sentences_written_anew_are_one_choice_not_many():
    mine = "Each call remains open for a month. Silence is not agreement."
    theirs = "Calls are open to members for three weeks. Silence is not agreement."
    found = merged(mine, theirs)
    assert found.conflicts == 1
    assert (found.mine, found.theirs) == (mine, theirs)


def test_what_is_not_settled_is_never_cut():
    base = merged(BASE.replace("two", "four"), BASE.replace("two", "three")).text
    found = merged(settled(base, 0, 0), base.replace("agreement", "consent"), base)
    assert found.clean
    assert found.text == "The call is open for four weeks. Silence is not consent."
    # Two who settle it differently are in conflict again; a third text stands beside whole.
    again = merged(settled(base, 0, 0), settled(base, 0, 1), base)
    assert again.text == base
    odd = merged(settled(base, 0, 0), base.replace("three", "six"), base)
    (place,) = alternatives_in(odd.text)
    assert alternatives_in(place.alternatives[1].text)[0].alternatives[1].text == "six"


def test_other_brackets_are_no_alternatives():
    for text in ("[see](https://comitia.example/)", "[4] and [5]", "a ‖ b", "[a‖b]", "[a ‖ b"):
        assert alternatives_in(text) == ()
    with pytest.raises(NoSuchAlternative):
        settled(BASE, 0, 0)


_ANY = st.text(alphabet="ab [](\\)‖\n研", max_size=12)
_ALTERNATIVES = st.lists(st.builds(Alternative, _ANY, _ANY), min_size=1, max_size=3)


@given(_ALTERNATIVES, _ALTERNATIVES)
def test_the_notation_gives_back_what_was_put_in(some, others):
    places = alternatives_in(f"Before {beside(some)} and {beside(others)}")
    assert [list(place.alternatives) for place in places] == [some, others]


_PIECES = st.sampled_from(
    [
        "the ",
        "group ",
        "report",
        ". ",
        "3.5 ",
        "研",
        "究",
        "تقرير ",
        "[a](b) ",
        "open ",
        "call",
        " ",
    ]
)
_TEXTS = st.lists(_PIECES, max_size=14).map("".join)


def words(text: str) -> set[str]:
    return {piece for piece in pieces(text) if is_word(piece)}


def shown_words(text: str) -> set[str]:
    """The words of a text, those of its alternatives too."""
    found, place = set(), 0
    for each in alternatives_in(text):
        found |= words(text[place : each.start])
        found |= {word for one in each.alternatives for word in words(one.text)}
        place = each.end
    return found | words(text[place:])


@settings(max_examples=300)
@given(_TEXTS, _TEXTS, _TEXTS)
def test_nothing_written_is_lost_and_nothing_deleted_comes_back(base, mine, theirs):
    found = merged(mine, theirs, base)
    assert (words(mine) | words(theirs)) - words(base) <= shown_words(found.text)
    assert not (words(base) - words(mine) - words(theirs)) & shown_words(found.text)
    both = merged(theirs, mine, base)
    assert found.conflicts == both.conflicts
    assert (found.mine, found.theirs) == (both.theirs, both.mine)
    if found.clean:
        assert found.text == both.text == found.mine == found.theirs
    for which, whole in ((0, found.mine), (1, found.theirs)):
        text = found.text
        while alternatives_in(text):
            text = settled(text, 0, which)
        assert text == whole


@given(_TEXTS, _TEXTS)
def test_one_change_alone_is_taken_as_it_is(base, mine):
    assert merged(mine, base, base).text == mine
    assert merged(base, mine, base).text == mine
    assert merged(mine, mine, base).text == mine
