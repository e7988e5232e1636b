"""What can be said to a person about a reading: one plain sentence a code, with named fields.

The doors translate by code. Fields are values of the text itself, never sentences.
"""

from comitia.circulars.reading.reading import Warned

# code: (level, text). Levels: missing (the circular does not say), odd (it says so strangely),
# note (we had to do something to read it).
WARNINGS: dict[str, tuple[str, str]] = {
    "language_unsure": ("note", "The language was taken to be {language}, but another is close."),
    "encoding_assumed": (
        "note",
        "The file does not say how it is encoded; {encoding} was assumed.",
    ),
    "table_unreviewed": (
        "note",
        "The word list for {language} has not been reviewed by a reader of it: check the headings.",
    ),
    "no_number": ("missing", "No circular number was found."),
    "number_only_in_annex": (
        "odd",
        "The circular number stands only in the heading of an annex, not at the top.",
    ),
    "number_from_mention": (
        "odd",
        "The circular number was taken from a mention in the text. It may be another circular's.",
    ),
    "number_mismatch": ("odd", "Different circular numbers are given: {numbers}."),
    "no_subject": ("missing", "No subject was found."),
    "no_date": ("missing", "The circular has no date of issue."),
    "date_inferred": (
        "note",
        "The date of issue was inferred from the timetable: {date}. Confirm it or give the date.",
    ),
    "missing_header_fields": ("missing", "Fields of the letterhead are missing: {fields}."),
    "no_salutation": ("missing", "No salutation was found, so the letter's beginning is a guess."),
    "no_closing": ("missing", "No closing words were found, so the letter's end is a guess."),
    "no_signatory": ("missing", "Nobody was found who signed the circular."),
    "no_parent": ("missing", "No body was found that decided to set up the group."),
    "parent_unknown": (
        "odd",
        "{body} is not a body that Comitia knows. Check its name.",
    ),
    "no_meeting": ("missing", "The meeting at which the group was set up is not dated."),
    "no_reflector": ("missing", "No mailing list is named."),
    "no_convener": ("missing", "No convener is named."),
    "convener_incomplete": ("missing", "The convener is named without: {missing}."),
    "country_unknown": (
        "odd",
        "{country} was taken for the convener's country, but no country is known by that name.",
    ),
    "more_conveners": ("odd", "More than one person is named here; only the first was taken."),
    "no_eligibility": ("missing", "The circular does not say who may join."),
    "eligibility_inferred": (
        "note",
        "The circular does not say who may join; those it is addressed to were taken.",
    ),
    "eligibility_wide": (
        "odd",
        "The group is open to the membership as a whole; the categories were filled in.",
    ),
    "no_purpose": ("missing", "The purpose of the group is not stated."),
    "no_timetable": ("missing", "No timetable was found."),
    "table_flattened": (
        "note",
        "The timetable has lost its table: {rows} rows were rebuilt from single lines.",
    ),
    "row_not_understood": ("odd", "This row of the timetable was not understood: {row}."),
    "row_without_action": ("odd", "This row of the timetable says when, but not what: {row}."),
    "row_without_year": ("odd", "This row of the timetable has no year: {row}."),
    "year_inferred": (
        "note",
        "{row} has no year; {year} was inferred from the rows beside it.",
    ),
    "year_worked_out": (
        "note",
        "{row} gives one year for a range that runs over a new year; the other was worked out.",
    ),
    "date_order_assumed": (
        "odd",
        "{row} could be read in two orders; the day was taken to come first.",
    ),
    "rows_out_of_order": ("odd", "{row} comes after {before} in the timetable, but is earlier."),
    "no_resolution": ("missing", "No resolution was found."),
    "resolution_text_missing": (
        "missing",
        "Resolution {number} is cited, but its text is not annexed.",
    ),
    "resolution_without_sections": (
        "odd",
        "The resolution has no heading that is known, so it could not be cut into clauses.",
    ),
    "resolution_mismatch": (
        "odd",
        "The subject speaks of Resolution {subject}, but Resolution {annex} is annexed.",
    ),
    "no_resolution_title": ("missing", "The resolution has no title."),
    "section_empty": ("odd", "Nothing stands under the heading: {heading}."),
    "heading_unknown": (
        "odd",
        "This looks like a heading of the resolution, but its words are not known: {heading}.",
    ),
    "addressee_unknown": ("odd", "Whom this heading addresses is not known: {heading}."),
    "term_unsure": (
        "note",
        "This heading was recognised by a word that still needs checking: {heading}.",
    ),
    "label_gap": ("odd", "The item {label} does not follow the one before it."),
    "reference_unresolved": ("odd", "This reference leads nowhere in the resolution: {wording}."),
    "heading_cited_differently": (
        "odd",
        "A heading is cited in other words than it has: {wording}, for {heading}.",
    ),
    "extract_differs": (
        "odd",
        "An extract in the letter differs from the annex: it has {extract}, the annex {annex}.",
    ),
    "annex_count_mismatch": (
        "odd",
        "The letter announces {declared} annexes, and {found} were found.",
    ),
    "annex_unheaded": ("odd", "The resolution follows the letter without the heading of an annex."),
    "more_resolutions": ("note", "More than one resolution is annexed; only {number} was read."),
    "unclosed_quote": ("odd", "A quotation mark opens here and is never closed: {words}."),
    "unopened_quote": ("odd", "A quotation mark closes here and was never opened: {words}."),
    "tab_inside_word": ("odd", "There is a tab inside a word: {word}."),
    "broken_lines": ("note", "Sentences are broken over lines: {lines}."),
    "term_drift": ("odd", "One thing goes under several names in this text: {words}."),
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
