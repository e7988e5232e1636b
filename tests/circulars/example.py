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
    "signatory": {"name": "Dina Director", "title": "Director"},
    "parent": {
        "body": "TSAG",
        "name": "Advisory Group",
        "meeting": {"body": "TSAG", "start": "2011-02-08", "end": "2011-02-11"},
        "decision": "To establish a correspondence group.",
    },
    "purpose": "To draft a report to WTSA-12.",
    "eligibility": ["member_state", "sector_member"],
    "eligibility_source": "EX Circular 7, § 3",
    "reflector": "t09ex7",
    "convener": {
        "name": "Carla Convener",
        "organisation": "Example Agency",
        "country": "Examplia",
        "country_code": None,
    },
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
        "where": {"start": TEXT.index("RESOLUTION"), "end": len(TEXT)},
        "sections": [
            {
                "key": "instructs_director_tsb",
                "kind": "operative",
                "heading": "instructs the Director",
                "addressees": ["the Director"],
                "items": [{"label": "", "text": EXTRACT, "anchor": "instructs-director-tsb"}],
            },
            {
                "key": "invites_members",
                "kind": "operative",
                "heading": "invites members",
                "addressees": ["members"],
                "items": [{"label": "", "text": "To take part.", "anchor": "invites-members"}],
            },
        ],
    },
}
# What the reading leaves to a person: under which category the convener's agency is entered.
NEEDED = {"convener.category": "member_state"}


# The same resolution in another language has another text.
FRENCH = {**READING["resolution"], "title": "Des exemples", "where": None}


def reading(**changes):
    """A copy of it, with some fields of the first level changed."""
    return {**copy.deepcopy(READING), **changes}
