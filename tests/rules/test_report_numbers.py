"""Numbers of sections and paragraphs: one for each, in the order they are read."""

from hypothesis import given
from hypothesis import strategies as st

from comitia.reports.rules import (
    ORDER,
    Node,
    in_reading_order,
    is_paragraph_key,
    may_follow,
    numbers,
    shortened,
    slug_of,
)


@st.composite
def outlines(draw):
    """Sections each under an earlier one or none, with a few paragraphs."""
    nodes, made = [], 0
    for number in range(draw(st.integers(0, 12))):
        parent = draw(st.sampled_from([None, *[node.slug for node in nodes]]))
        count = draw(st.integers(0, 4))
        keys = [f"p{made + each}" for each in range(count)]
        made += count
        nodes.append(Node(f"s{number}", parent, keys))
    return nodes


def as_numbers(text):
    return tuple(map(int, text.split(".")))


@given(outlines())
def test_each_has_one_number_and_they_rise_as_one_reads(nodes):
    found = numbers(nodes)
    read = []
    for node in in_reading_order(nodes):
        read += [found.sections[node.slug], *(found.paragraphs[key] for key in node.paragraphs)]
    assert len(set(read)) == len(read) == len(found.sections) + len(found.paragraphs)
    assert len(found.sections) == len(nodes)
    order = [as_numbers(each) for each in read]
    assert order == sorted(order)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_no_address_is_given_twice(headings):
    taken = set()
    for heading in headings:
        slug = slug_of(heading, taken)
        assert slug not in taken
        assert slug
        assert len(slug) <= 60
        assert not is_paragraph_key(slug)
        taken.add(slug)


def test_the_address_of_a_paragraph_is_no_section_s():
    assert slug_of("P12", set()) == "p12-2"


@given(st.lists(st.sampled_from(ORDER), max_size=8))
def test_versions_rise_and_end_with_the_final_one(kinds):
    frozen = []
    for kind in kinds:
        if may_follow(kind, frozen):
            frozen.append(kind)
    assert frozen == sorted(frozen, key=ORDER.index)
    assert frozen.count("final") <= 1
    assert not frozen or frozen[0] == "interim"
    assert not may_follow("draft", frozen)


@given(st.text())
def test_a_heading_is_no_longer_than_it_may_be(text):
    assert len(shortened(text)) <= 91
    assert shortened("to assess the structure;") == "to assess the structure"
