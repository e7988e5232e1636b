"""Take a language of the report out, for translators."""

from comitia.reports.content import Content
from comitia.reports.exchange import po, xliff
from comitia.reports.exchange.unit import Bundle, Unit
from comitia.reports.languages import Segment, segments
from comitia.reports.models import Report, Version
from comitia.reports.queries import content_in, content_of

WRITERS = {"xliff": xliff.write, "po": po.write}
KINDS = {"xliff": "application/xliff+xml", "po": "text/x-gettext-translation"}


def take_out(of: Report | Version, language: str, kind: str) -> bytes:
    """The draft or a version in a language, as a file of `kind` (xliff, po); nothing is left out.

    What is not translated yet has an empty target; what is behind is marked so.
    """
    report = of.report if isinstance(of, Version) else of
    content = content_in(of) if isinstance(of, Version) else content_of(of)
    return WRITERS[kind](bundle_of(report, language, content))


def bundle_of(report: Report, language: str, content: Content) -> Bundle:
    """All parts of a content in a language, as translators get them."""
    found = segments(report, language, content)
    return Bundle(
        group=content.group,
        source_language=content.language,
        language=language,
        units=tuple(_unit(each) for each in found if each.source),
    )


def _unit(segment: Segment) -> Unit:
    return Unit(
        id=segment.id,
        source=segment.source,
        target=segment.translation,
        serial=segment.serial,
        number=segment.number,
        is_checked=segment.state == "checked",
        is_behind=segment.state == "behind",
        previous=segment.made_from_text if segment.state == "behind" else "",
    )
