"""A reading such as the reader gives, of a circular of our own."""

import copy

EXTRACT = "To assess the present structure and to propose adjustments."
TEXT = f"""Example Circular 7
Subject: To form a correspondence group
2 The resolution instructs the Director: {EXTRACT}
Annex 1
RESOLUTION 5 (Exampletown, 2010)
instructs the Director
{EXTRACT}
invites members
To take part.
"""
READING = {
    "series": "EX",
    "number": "7",
    "language": "en",
    "subject": "To form a correspondence group on examples",
    "signatory": "The Director",
    "parent": {"acronym": "TSAG", "name": "Advisory Group"},
    "decided": {"start": "2011-02-08", "end": "2011-02-11"},
    "decision": "To establish a correspondence group.",
    "purpose": "To draft a report to WTSA-12.",
    "eligibility": ["member_state", "sector_member"],
    "eligibility_source": "EX Circular 7, § 3",
    "reflector": "t09ex7",
    "convener": {"name": "Carla Convener", "organisation": "Example Agency", "country": "Examplia"},
    "timetable": [
        {
            "when": "March 2011",
            "kind": "month",
            "start": "2011-03",
            "end": "2011-03",
            "action": "Issue of the circular",
        },
        {
            "when": "April to November 2011",
            "kind": "range",
            "start": "2011-04",
            "end": "2011-11",
            "action": "Discussion by e-mail",
        },
        {
            "when": "TSAG meeting, January 2012",
            "kind": "meeting",
            "start": "2012-01",
            "action": "Consultation on the interim report",
        },
    ],
    "resolution": {
        "number": "5",
        "place": "Exampletown",
        "year": 2010,
        "title": "On examples",
        "text": "RESOLUTION 5 …",
        "sections": [
            {
                "kind": "instructs",
                "operative": True,
                "heading": "instructs the Director",
                "addressees": ["director_tsb"],
                "items": [{"label": "", "text": EXTRACT}],
            },
            {
                "kind": "invites",
                "operative": True,
                "heading": "invites members",
                "addressees": ["member_states"],
                "items": ["To take part."],
            },
        ],
    },
}
# What the reading leaves to a person: under which category the convener's agency is entered.
NEEDED = {"convener.category": "member_state"}


def reading(**changes):
    """A copy of it, with some fields of the first level changed."""
    return {**copy.deepcopy(READING), **changes}
