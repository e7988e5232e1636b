"""The report's tables: its outline and text, what it rests on, its versions and languages."""

from comitia.reports.models.grounds import OpenPoint, Source
from comitia.reports.models.languages import LanguageVersion, Translation
from comitia.reports.models.outline import Paragraph, Report, Section
from comitia.reports.models.text import Alternative, Revision, Suggestion
from comitia.reports.models.versions import Sending, Version

__all__ = [
    "Alternative",
    "LanguageVersion",
    "OpenPoint",
    "Paragraph",
    "Report",
    "Revision",
    "Section",
    "Sending",
    "Source",
    "Suggestion",
    "Translation",
    "Version",
]
