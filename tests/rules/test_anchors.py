"""Every clause has an address of its own, and the same one in every language."""

import re

from hypothesis import given
from hypothesis import strategies as st

from comitia.mandates.anchors import Headed, anchors

KEYS = ["considering", "considering_further", "resolves", "instructs", "invites", ""]
WHO = ["director_tsb", "secretary_general", "member_states", "WTSA-12", "各局主任"]
sections = st.lists(
    st.builds(
        Headed,
        st.sampled_from(KEYS) | st.text(max_size=8),
        st.lists(st.sampled_from(WHO), max_size=2),
        st.lists(st.sampled_from(["", "a", "b", "1", "2", "а", "أ"]) | st.text(max_size=3)),
    ),
    max_size=6,
)


def test_addresses_are_as_people_cite_them():
    resolution = [
        Headed("considering", [], ["a", "b"]),
        Headed("considering_further", [], ["a"]),
        Headed("resolves", [], [""]),
        Headed("instructs", ["director_tsb"], ["1", "2", "3"]),
        Headed("instructs", ["director_tsb"], ["1"]),
        Headed("noting", [], ["", ""]),
    ]
    assert anchors(resolution) == [
        ["considering-a", "considering-b"],
        ["considering-further-a"],
        ["resolves"],
        ["instructs-director-tsb-1", "instructs-director-tsb-2", "instructs-director-tsb-3"],
        ["instructs-director-tsb-again-2-1"],
        ["noting-1", "noting-2"],
    ]


@given(sections)
def test_within_a_section_each_address_is_its_own_and_fits_a_link(headed):
    for section, names in zip(headed, anchors(headed), strict=True):
        assert len(names) == len(section.labels) == len(set(names))
        for name in names:
            assert re.fullmatch(r"\w+(-\w+)*", name), name


@given(sections)
def test_the_same_keys_and_labels_give_the_same_addresses(headed):
    assert anchors(headed) == anchors(list(headed))
