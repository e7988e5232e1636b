"""A difference between language versions, said to a reader in their language."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comitia.base.languages import RIGHT_TO_LEFT, known_language
from comitia.papers.terms import terms_of
from comitia.reports.aligning.differences import Difference

_SAID = {
    "section_missing": gettext_lazy("%(where)s missing in %(language)s"),
    "section_extra": gettext_lazy("%(where)s only in %(language)s"),
    "item_missing": gettext_lazy("%(where)s missing in %(language)s"),
    "item_extra": gettext_lazy("%(where)s only in %(language)s"),
    "label_differs": gettext_lazy("%(where)s is labelled %(what)s in %(language)s"),
    "table_shape": gettext_lazy("%(where)s has %(what)s cells in %(language)s"),
    "date_missing": gettext_lazy("%(where)s: the date %(what)s is missing in %(language)s"),
    "date_extra": gettext_lazy("%(where)s: the date %(what)s is only in %(language)s"),
    "number_missing": gettext_lazy("%(where)s: the number %(what)s is missing in %(language)s"),
    "number_extra": gettext_lazy("%(where)s: the number %(what)s is only in %(language)s"),
}
_KINDS = {
    "text": gettext_lazy("paragraph %(number)s"),
    "table": gettext_lazy("table %(number)s"),
    "picture": gettext_lazy("picture %(number)s"),
    "equation": gettext_lazy("equation %(number)s"),
    "note": gettext_lazy("note %(number)s"),
}


def said(difference: Difference, *, language: str) -> str:
    """The difference in a sentence; `language` is what the other version is called (fr, French)."""
    return str(_SAID[difference.code]) % {
        "where": where(difference),
        "what": _apart(difference.what),
        "language": _apart(language),
    }


def where(difference: Difference) -> str:
    """The place, with the verb of a resolution in the reader's language: noting d)."""
    section = _section(difference)
    if difference.path:
        labels = _apart(" ".join(f"{label})" for label in difference.path))
        return f"{section} {labels}".strip()
    if difference.kind == "heading":
        return section or _("the beginning")
    kind = str(_KINDS[difference.kind]) % {"number": difference.place}
    if not section:
        return kind
    return _("%(kind)s in %(section)s") % {"kind": kind, "section": section}


def _section(difference: Difference) -> str:
    verb = difference.section.removeprefix("further ")
    terms = terms_of(_reader())
    for table in ("preambular", "operative"):
        if name := terms.names.get((table, verb)):
            if verb == difference.section:
                return name
            further = terms.names.get(("modifiers", "further"), "")
            return f"{name} {further}".strip()
    if difference.section == "notes":
        return _("the notes")
    if difference.title:
        return _("“%(title)s”") % {"title": _apart(difference.title)}
    return ""


def _apart(text: str) -> str:
    """Dates, labels and codes as they are written, though the sentence runs from right to left."""
    if not text or _reader() not in RIGHT_TO_LEFT:
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def _reader() -> str:
    code = known_language(get_language())
    return "zh" if code.startswith("zh") else code
