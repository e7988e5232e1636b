"""Where a paragraph or a section may stand, as a choice, and the place that was chosen."""

from typing import Any

from django.utils.translation import gettext as _

from comitia.people.access import Hidden
from comitia.reports.content import Content, Part
from comitia.reports.models import Paragraph, Report, Section
from comitia.reports.rules import shortened

Places = list[tuple[str, Any]]
LETTERS_SHOWN = 60


def paragraph_places(content: Content, *, but: str = "") -> Places:
    """Every place for a paragraph, by section. Values are `first:SLUG` and `after:KEY`."""
    found: Places = []
    for part in content.parts:
        rows = [(f"first:{part.slug}", _("at its beginning"))]
        for passage in part.passages:
            if passage.key != but:
                text = f"{passage.number} {shortened(passage.text, LETTERS_SHOWN)}"
                rows.append((f"after:{passage.key}", _("after %(place)s") % {"place": text}))
        found.append((f"{part.number} {part.heading}", rows))
    return found


def place_of_paragraph(content: Content, key: str) -> str:
    """Where a paragraph stands now, as one of those values."""
    for part in content.parts:
        before = f"first:{part.slug}"
        for passage in part.passages:
            if passage.key == key:
                return before
            before = f"after:{passage.key}"
    return ""


def chosen_for_paragraph(report: Report, place: str) -> tuple[Section, Paragraph | None]:
    """The section, and the paragraph to stand behind. Raises Hidden where it is gone."""
    kind, _colon, name = place.partition(":")
    if kind == "after":
        after = report.paragraphs.select_related("section").filter(key=name).first()
        if after is not None:
            return after.section, after
    section = report.sections.filter(slug=name).first()
    if kind != "first" or section is None:
        raise Hidden(place)
    return section, None


def section_places(content: Content, *, but: str = "") -> Places:
    """Every place for a section. Values are `first`, `after:SLUG` and `within:SLUG`."""
    found: Places = [("first", _("at the very beginning"))]
    for part in content.parts:
        if part.slug == but or _stands_under(content, part, but):
            continue
        named = {"place": f"{part.number} {shortened(part.heading, LETTERS_SHOWN)}"}
        found.append((f"after:{part.slug}", _("after %(place)s") % named))
        found.append((f"within:{part.slug}", _("within %(place)s, as its last") % named))
    return found


def place_of_section(content: Content, slug: str) -> str:
    """Where a section stands now, as one of those values."""
    here = next(each for each in content.parts if each.slug == slug)
    before = ""
    for part in content.parts:
        if part.slug == slug:
            break
        if part.parent == here.parent:
            before = part.slug
    if before:
        return f"after:{before}"
    return f"within:{here.parent}" if here.parent else "first"


def chosen_for_section(
    report: Report, place: str, *, but: Section | None = None
) -> tuple[Section | None, Section | None]:
    """The section to stand under, and the one to stand behind. Raises Hidden where it is gone."""
    kind, _colon, slug = place.partition(":")
    if kind == "first":
        return None, None
    found = report.sections.select_related("parent").filter(slug=slug).first()
    if found is None or kind not in {"after", "within"}:
        raise Hidden(place)
    if kind == "after":
        return found.parent, found
    inside = report.sections.filter(parent=found)
    return found, (inside.exclude(pk=but.pk) if but else inside).last()


def _stands_under(content: Content, part: Part, slug: str) -> bool:
    above = {each.slug: each.parent for each in content.parts}
    parent = part.parent
    while parent:
        if parent == slug:
            return True
        parent = above.get(parent, "")
    return False
