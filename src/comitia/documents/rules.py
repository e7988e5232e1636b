"""The states of a document and which step leads from one to another (DOMAIN 5). Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

STATES = (
    "draft",
    "submitted",
    "checking",
    "returned",
    "numbered",
    "late_held",
    "admitted",
    "meeting_accepts",
    "meeting_declines",
    "posted",
    "revised",
    "withdrawn",
    "considered",
    "noted",
    "reflected_in",
    "carried_forward",
)
# What waits for the secretariat, or to be posted.
WAITING = frozenset({"submitted", "checking", "numbered", "meeting_accepts", "carried_forward"})
# After which an issue changes no more, but that it may be withdrawn.
TREATED = frozenset({"noted", "reflected_in"})

# Event: from which states, and to which.
STEPS: dict[str, tuple[frozenset[str], str]] = {
    "submit": (frozenset({"draft", "returned"}), "submitted"),
    "check": (frozenset({"submitted"}), "checking"),
    "return": (frozenset({"submitted", "checking"}), "returned"),
    "number": (frozenset({"submitted", "checking"}), "numbered"),
    "hold_late": (frozenset({"numbered", "carried_forward"}), "late_held"),
    "admit": (frozenset({"late_held"}), "admitted"),
    "accept": (frozenset({"admitted"}), "meeting_accepts"),
    "decline": (frozenset({"admitted"}), "meeting_declines"),
    "carry": (
        frozenset({"late_held", "meeting_declines", "numbered", "posted", "considered"}),
        "carried_forward",
    ),
    "post": (frozenset({"numbered", "meeting_accepts", "carried_forward"}), "posted"),
    "revise": (
        frozenset({"posted", "considered", "carried_forward", "noted", "reflected_in"}),
        "revised",
    ),
    "consider": (frozenset({"posted", "carried_forward"}), "considered"),
    "note": (frozenset({"considered"}), "noted"),
    "reflect": (frozenset({"considered"}), "reflected_in"),
    "withdraw": (frozenset(STATES) - {"withdrawn", "revised"}, "withdrawn"),
}
# These are told in the log and change no state.
REMARKS = frozenset({"recommend", "add_language", "correct"})
EVENTS = (*STEPS, *sorted(REMARKS))

MOST_TITLE_LETTERS = 500
MOST_ABSTRACT_LETTERS = 10_000
MOST_TOPIC_LETTERS = 300
MOST_FILES = 6
MOST_SOURCES = 60


class WrongStep(Exception):
    """From that state no such step leads anywhere."""


def after(state: str, event: str) -> str:
    """The state after an event. Raises WrongStep."""
    if event in REMARKS:
        return state
    sources, target = STEPS[event]
    if state not in sources:
        raise WrongStep(f"{event} from {state}")
    return target


def may_follow(state: str) -> frozenset[str]:
    """The events that are possible in a state."""
    return frozenset(event for event, (sources, _) in STEPS.items() if state in sources)


@dataclass(frozen=True)
class Offered:
    """What a check looks at: the facts of the cover, and of each file its language."""

    title: str
    has_source: bool
    languages: Sequence[str]
    original: str
    meeting_unknown: bool = False


def defects(offered: Offered) -> list[str]:
    """Codes of what bars numbering at once: no_title, no_source, no_file, language_unknown,
    language_twice, no_original, meeting_unknown."""
    found = []
    if not offered.title.strip():
        found.append("no_title")
    if not offered.has_source:
        found.append("no_source")
    if not offered.languages:
        found.append("no_file")
    if not all(offered.languages):
        found.append("language_unknown")
    elif len(set(offered.languages)) < len(offered.languages):
        found.append("language_twice")
    elif offered.languages and offered.original not in offered.languages:
        found.append("no_original")
    if offered.meeting_unknown:
        found.append("meeting_unknown")
    return found


def next_ordinal(given: Collection[int | None]) -> int:
    """The k of the next Rev.k, Add.k or Corr.k, where these were given; none is given twice."""
    return max((each for each in given if each is not None), default=0) + 1
