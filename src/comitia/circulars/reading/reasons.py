"""Why a finding is as sure as it is: one plain sentence a key, for the person who confirms it."""

from comitia.base.marking import gettext_noop

REASONS: dict[str, str] = {
    "labelled": gettext_noop("It stands after its label."),
    "ref": gettext_noop("It stands in the reference line."),
    "headline": gettext_noop("It stands as a line of its own at the top."),
    "annex_header": gettext_noop("It stands in the heading of an annex."),
    "mention": gettext_noop("It is only mentioned in the text."),
    "letterhead": gettext_noop("It stands in the letterhead."),
    "month_only": gettext_noop("Only the month is given."),
    "below_closing": gettext_noop("It stands below the closing words."),
    "script": gettext_noop("The script and the small words leave no doubt."),
    "script_close": gettext_noop("Another language is close."),
    "language_given": gettext_noop("It was given with the file."),
    "body_decided": gettext_noop("The sentence in which it decides names it."),
    "body_unknown": gettext_noop("The sentence names it, but it is not in our table of bodies."),
    "meeting_dated": gettext_noop("The date stands beside the word for a meeting."),
    "date_near": gettext_noop("It is the date nearest to the decision."),
    "list_named": gettext_noop("It has the form of an ITU list, and the letter speaks of a list."),
    "list_form": gettext_noop("It has the form of an ITU list."),
    "list_address": gettext_noop("It is an address in a sentence that speaks of a list."),
    "list_beside": gettext_noop("It stands beside the word for a list."),
    "page_named": gettext_noop("It stands in a sentence that speaks of a page or of the list."),
    "page_only": gettext_noop("It is the only address of the web in the letter."),
    "country_known": gettext_noop("The country is a known one, so the rest is the organisation."),
    "affiliation_order": gettext_noop(
        "No country is known by these names; the usual order was taken."
    ),
    "affiliation_single": gettext_noop(
        "Only one affiliation is given; it was taken for the organisation."
    ),
    "name_form": gettext_noop(
        "The name is taken by its form: it has no title, or it is inflected."
    ),
    "named": gettext_noop("The text names it."),
    "open_to": gettext_noop("It stands in the sentence that says to whom the group is open."),
    "whole_membership": gettext_noop("The text only says “membership”."),
    "addressees": gettext_noop("The text does not say; these are the addressees."),
    "purpose_named": gettext_noop("It follows the word for a purpose."),
    "group_named": gettext_noop("It follows the words for the group."),
    "when_understood": gettext_noop("Every word of the date was understood."),
    "when_completed": gettext_noop("Part of the date had to be worked out."),
    "when_not_understood": gettext_noop("The date was not understood."),
    "year_of_neighbour": gettext_noop("The year is that of the rows beside it."),
    "meeting_of_parent": gettext_noop(
        "The meeting is of no named body; the parent body was taken."
    ),
    "actor_stated": gettext_noop("The table has a column for it."),
    "action_regional": gettext_noop("The action speaks of regional meetings."),
    "action_circular": gettext_noop("The action is the issue of a circular."),
    "action_at_meeting": gettext_noop("The row is a meeting, so its body acts."),
    "action_sends": gettext_noop("The action sends a report, which is the convener's task."),
    "action_discusses": gettext_noop("The action is discussion, which is the group's."),
    "first_row": gettext_noop("The first row of the timetable is the issue of this circular."),
    "resolution_header": gettext_noop("It stands in the heading of the resolution."),
    "resolution_cited": gettext_noop("It is only cited; its text is not annexed."),
    "heading": gettext_noop("The heading is in our table of headings."),
    "heading_inline": gettext_noop("The heading shares its line with the text."),
    "heading_unknown": gettext_noop(
        "The heading is not in our table; its place and form suggest one."
    ),
    "addressee_unknown": gettext_noop("The verb is known, but not whom it addresses."),
    "term_unsure": gettext_noop("The word was matched by an entry that still needs checking."),
    "table_unreviewed": gettext_noop("The word list of this language has not been reviewed."),
}
