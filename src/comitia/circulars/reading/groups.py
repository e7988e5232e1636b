"""What the group is called, where the circular gives it a name."""

import re

from comitia.circulars.reading.lines import Text
from comitia.circulars.reading.reading import Found, Parent, Sure
from comitia.papers.folding import one_line
from comitia.papers.terms import Terms

_ON = {
    "en": r" (?:on|for|to consult on|concerning) ",
    "fr": r" (?:sur|pour|relatif a|charge de|concernant) ",
    "es": r" (?:sobre|para|relativo a|acerca de) ",
    "ru": r" (?:по вопрос[а-я]{2,3} |по |о |об |для )",
    "ar": r" (?:بشان|المعني|معني|المعنية|حول|لاغراض) ",
    "zh": r"",
}
_STOP = re.compile(r"[.;:\u3002]|,(?! ?\d{4})| (?:is|was|and will|et sera)(?: |$)")


def read_group_name(
    text: Text, subject: Found[str] | None, parent: Found[Parent] | None, terms: Terms
) -> Found[str] | None:
    """ "correspondence group on ..." out of the subject, else out of the decision."""
    decision = parent.value.decision if parent else None
    group = terms.word("words", "group")
    for found in (subject, decision):
        if found is None:
            continue
        view = text.fold(found.place.start, found.place.end)
        for term in group.find_all(view.text):
            span = _named(view.text, term.start, term.end, terms)
            if span is None:
                continue
            place = text.place(*view.span(*span))
            return Found(one_line(text.at(place)), place, Sure.LIKELY, "group_named")
    return None


def _named(text: str, start: int, end: int, terms: Terms) -> tuple[int, int] | None:
    if terms.language == "zh":
        before = re.search(r"(?:关于|有关)[^,;。]{2,80}的$", text[:start])
        return (before.start(), end) if before else None
    if not re.match(_ON[terms.language], text[end:]):
        return None
    stop = _STOP.search(text, end + 1)
    last = stop.start() if stop else len(text)
    return (start, last) if last - end > 6 else None
