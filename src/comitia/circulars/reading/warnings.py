"""What can be said to a person about a reading: one plain sentence a code, with named fields.

The doors translate by code. Fields are values of the text itself, never sentences.
"""

from comitia.base.marking import gettext_noop
from comitia.circulars.reading.reading import Warned

# code: (level, text). Levels: missing (the circular does not say), odd (it says so strangely),
# note (we had to do something to read it).
WARNINGS: dict[str, tuple[str, str]] = {
    "language_unsure": (
        "note",
        gettext_noop("The language was taken to be {language}, but another is close."),
    ),
    "encoding_assumed": (
        "note",
        gettext_noop("The file does not say how it is encoded; {encoding} was assumed."),
    ),
    "table_unreviewed": (
        "note",
        gettext_noop(
            "The word list for {language} has not been reviewed by a reader of it: "
            "check the headings."
        ),
    ),
    "no_number": ("missing", gettext_noop("No circular number was found.")),
    "number_only_in_annex": (
        "odd",
        gettext_noop("The circular number stands only in the heading of an annex, not at the top."),
    ),
    "number_from_mention": (
        "odd",
        gettext_noop(
            "The circular number was taken from a mention in the text. "
            "It may be another circular's."
        ),
    ),
    "number_mismatch": ("odd", gettext_noop("Different circular numbers are given: {numbers}.")),
    "no_subject": ("missing", gettext_noop("No subject was found.")),
    "no_date": ("missing", gettext_noop("The circular has no date of issue.")),
    "date_inferred": (
        "note",
        gettext_noop(
            "The date of issue was inferred from the timetable: {date}. "
            "Confirm it or give the date."
        ),
    ),
    "missing_header_fields": (
        "missing",
        gettext_noop("Fields of the letterhead are missing: {fields}."),
    ),
    "no_salutation": (
        "missing",
        gettext_noop("No salutation was found, so the letter's beginning is a guess."),
    ),
    "no_closing": (
        "missing",
        gettext_noop("No closing words were found, so the letter's end is a guess."),
    ),
    "no_signatory": ("missing", gettext_noop("Nobody was found who signed the circular.")),
    "no_parent": ("missing", gettext_noop("No body was found that decided to set up the group.")),
    "parent_unknown": (
        "odd",
        gettext_noop("{body} is not a body that Comitia knows. Check its name."),
    ),
    "no_meeting": (
        "missing",
        gettext_noop("The meeting at which the group was set up is not dated."),
    ),
    "no_reflector": ("missing", gettext_noop("No mailing list is named.")),
    "no_convener": ("missing", gettext_noop("No convener is named.")),
    "convener_incomplete": ("missing", gettext_noop("The convener is named without: {missing}.")),
    "country_unknown": (
        "odd",
        gettext_noop(
            "{country} was taken for the convener's country, but no country is known by that name."
        ),
    ),
    "more_conveners": (
        "odd",
        gettext_noop("More than one person is named here; only the first was taken."),
    ),
    "no_eligibility": ("missing", gettext_noop("The circular does not say who may join.")),
    "eligibility_inferred": (
        "note",
        gettext_noop(
            "The circular does not say who may join; those it is addressed to were taken."
        ),
    ),
    "eligibility_wide": (
        "odd",
        gettext_noop(
            "The group is open to the membership as a whole; the categories were filled in."
        ),
    ),
    "no_purpose": ("missing", gettext_noop("The purpose of the group is not stated.")),
    "no_timetable": ("missing", gettext_noop("No timetable was found.")),
    "table_flattened": (
        "note",
        gettext_noop(
            "The timetable has lost its table: {rows} rows were rebuilt from single lines."
        ),
    ),
    "row_not_understood": (
        "odd",
        gettext_noop("This row of the timetable was not understood: {row}."),
    ),
    "row_without_action": (
        "odd",
        gettext_noop("This row of the timetable says when, but not what: {row}."),
    ),
    "row_without_year": ("odd", gettext_noop("This row of the timetable has no year: {row}.")),
    "year_inferred": (
        "note",
        gettext_noop("{row} has no year; {year} was inferred from the rows beside it."),
    ),
    "year_worked_out": (
        "note",
        gettext_noop(
            "{row} gives one year for a range that runs over a new year; the other was worked out."
        ),
    ),
    "date_order_assumed": (
        "odd",
        gettext_noop("{row} could be read in two orders; the day was taken to come first."),
    ),
    "rows_out_of_order": (
        "odd",
        gettext_noop("{row} comes after {before} in the timetable, but is earlier."),
    ),
    "no_resolution": ("missing", gettext_noop("No resolution was found.")),
    "resolution_text_missing": (
        "missing",
        gettext_noop("Resolution {number} is cited, but its text is not annexed."),
    ),
    "resolution_without_sections": (
        "odd",
        gettext_noop(
            "The resolution has no heading that is known, so it could not be cut into clauses."
        ),
    ),
    "resolution_mismatch": (
        "odd",
        gettext_noop(
            "The subject speaks of Resolution {subject}, but Resolution {annex} is annexed."
        ),
    ),
    "no_resolution_title": ("missing", gettext_noop("The resolution has no title.")),
    "section_empty": ("odd", gettext_noop("Nothing stands under the heading: {heading}.")),
    "heading_unknown": (
        "odd",
        gettext_noop(
            "This looks like a heading of the resolution, but its words are not known: {heading}."
        ),
    ),
    "addressee_unknown": (
        "odd",
        gettext_noop("Whom this heading addresses is not known: {heading}."),
    ),
    "term_unsure": (
        "note",
        gettext_noop("This heading was recognised by a word that still needs checking: {heading}."),
    ),
    "label_gap": ("odd", gettext_noop("The item {label} does not follow the one before it.")),
    "reference_unresolved": (
        "odd",
        gettext_noop("This reference leads nowhere in the resolution: {wording}."),
    ),
    "heading_cited_differently": (
        "odd",
        gettext_noop("A heading is cited in other words than it has: {wording}, for {heading}."),
    ),
    "extract_differs": (
        "odd",
        gettext_noop(
            "An extract in the letter differs from the annex: it has {extract}, the annex {annex}."
        ),
    ),
    "annex_count_mismatch": (
        "odd",
        gettext_noop("The letter announces {declared} annexes, and {found} were found."),
    ),
    "annex_unheaded": (
        "odd",
        gettext_noop("The resolution follows the letter without the heading of an annex."),
    ),
    "more_resolutions": (
        "note",
        gettext_noop("More than one resolution is annexed; only {number} was read."),
    ),
    "unclosed_quote": (
        "odd",
        gettext_noop("A quotation mark opens here and is never closed: {words}."),
    ),
    "unopened_quote": (
        "odd",
        gettext_noop("A quotation mark closes here and was never opened: {words}."),
    ),
    "tab_inside_word": ("odd", gettext_noop("There is a tab inside a word: {word}.")),
    "broken_lines": ("note", gettext_noop("Sentences are broken over lines: {lines}.")),
    "term_drift": (
        "odd",
        gettext_noop("One thing goes under several names in this text: {words}."),
    ),
}


def level(warned: Warned) -> str:
    """missing, odd or note."""
    return WARNINGS[warned.code][0]


def sentence(warned: Warned) -> str:
    """The warning in English."""
    facts = {
        name: ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else value
        for name, value in warned.facts.items()
    }
    return WARNINGS[warned.code][1].format(**facts)
