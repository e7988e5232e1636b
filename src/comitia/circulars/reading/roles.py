"""Who acts in a row of the timetable, and to whom: worked out from the action's words."""

from comitia.papers.dates import Kind, When
from comitia.papers.folding import folded
from comitia.papers.terms import Terms

_REPORTS = ("interim", "revised", "final", "draft")
_RECEIVERS = frozenset({"TSAG", "RAG", "TDAG", "WTSA", "WTDC", "COUNCIL", "PP", "SG", "WP"})


class Roles:
    """Works out roles in one language. Nothing it says is more than inferred."""

    def __init__(self, terms: Terms, parent: str | None) -> None:
        self._terms = terms
        self._parent = parent

    def of(self, action: str, when: When | None, kind: Kind) -> tuple[str | None, str | None, str]:
        """Actor, recipient and the reason. Codes: TSB, convener, group, regions, or a body's."""
        text = folded(action)
        said = {name: self._terms.word("actions", name).find(text) for name in _ACTIONS}
        if said["regional"] and not said["send"]:
            return "regions", None, "action_regional"
        report = self.report(action)
        if said["circular"] and (said["issue"] or said["send"] or not (report or said["discuss"])):
            return "TSB", None, "action_circular"
        if kind is Kind.MEETING:
            body = (when.body if when else "") or self._parent
            return body, None, "action_at_meeting"
        reporting = report is not None
        if said["send"]:
            return "convener", self._receiver(text), "action_sends"
        if said["discuss"] or (said["consult"] and not reporting):
            return "group", None, "action_discusses"
        if reporting and said["revise"]:
            return "group", None, "action_discusses"
        if reporting and (receiver := self._receiver(text)):
            return "convener", receiver, "action_sends"
        return None, None, ""

    def stated(self, words: str) -> str:
        """The code of an actor that the table names, or the words as they stand."""
        text = folded(words)
        for code in ("convener", "group"):
            if self._terms.word("words", code).find(text):
                return code
        if named := self._terms.section("actors").is_whole(text):
            return named.key
        if self._terms.word("actions", "regional").find(text):
            return "regions"
        body = self._terms.section("bodies").is_whole(text)
        if body is not None:
            return f"{body.key}{body.number}" if body.key == "SG" else body.key
        return words

    def _receiver(self, text: str) -> str | None:
        """The last body that the action names: a report to it, not one from it."""
        named = [
            term for term in self._terms.section("bodies").find_all(text) if term.key in _RECEIVERS
        ]
        if not named:
            return None
        # "the report to WTSA-12 is sent to TSAG": the parent is the nearer recipient.
        term = next((each for each in named if each.key == self._parent), named[-1])
        return f"{term.key}{term.number}" if term.key == "SG" else term.key

    def report(self, action: str) -> str | None:
        """Which version of the report an action is about; other words for it are one (T-03)."""
        text = folded(action)
        for name in _REPORTS:
            if self._terms.word("reports", name).find(text):
                return name
        return None


_ACTIONS = ("send", "issue", "circular", "discuss", "consult", "finalize", "revise", "regional")
