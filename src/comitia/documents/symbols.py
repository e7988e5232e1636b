"""What documents are called: “TD 3 Rev.1” in text, `TD3-Rev.1` in addresses, and names of files.

The patterns are data (symbols.toml), by the body to which a group reports.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from comitia.base.languages import FILE_LETTERS

if TYPE_CHECKING:
    from comitia.documents.models import Document, Issue

_SHORT = {"Rev": "revision", "Add": "addendum", "Corr": "corrigendum"}
_SPELLED = re.compile(
    r"(C|TD|R|LS|DOC)[\s._-]*0*([1-9][0-9]{0,8})"
    r"(?:[\s._/-]*(Rev|Add|Corr)[\s._-]*0*([1-9][0-9]{0,3}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Symbol:
    """A document by series and number, and which of its issues, as a person names it."""

    series: str
    number: int
    kind: str = "original"
    ordinal: int = 0

    @property
    def path(self) -> str:
        """As it stands in addresses of pages: C12, TD3-Rev1."""
        short = next((word for word, kind in _SHORT.items() if kind == self.kind), "")
        return f"{self.series}{self.number}" + (f"-{short}{self.ordinal}" if short else "")


def understood(text: str) -> Symbol | None:
    """The symbol that `text` is, in whatever spelling (C 12, td3-rev.1, R-0007); else None."""
    found = _SPELLED.fullmatch(text.strip()[:60])
    if not found:
        return None
    series, number, short, ordinal = found.groups()
    if not short:
        return Symbol(series.upper(), int(number))
    return Symbol(series.upper(), int(number), _SHORT[short.capitalize()], int(ordinal))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "symbols.toml").read_text(encoding="utf-8"))


def pattern_for(acronym: str, kind: str) -> dict[str, Any]:
    """The row of symbols.toml for a body."""
    rows: list[dict[str, Any]] = _data()["pattern"]
    for row in rows:
        if acronym in row.get("acronyms", ()) or kind in row.get("kinds", ()):
            return row
    return rows[-1]


def period_on(day: date) -> str:
    """The study period of a day, as T09."""
    begun = [row["id"] for row in _data()["period"] if row["since"] <= day]
    return str(begun[-1]) if begun else str(_data()["period"][0]["id"])


def symbol_of(document: "Document") -> str:
    """A document's symbol; what has no number yet is called so."""
    if document.number is None:
        return _("without number")
    return _shown(document, "document")


def symbol_of_issue(issue: "Issue") -> str:
    """An issue's symbol, as TD 3 Rev.1."""
    symbol = symbol_of(issue.document)
    if issue.kind == "original":
        return symbol
    k = "?" if issue.ordinal is None else str(issue.ordinal)
    return f"{symbol} {_data()['issue'][issue.kind]['text'].format(k=k)}"


def path_of(document: "Document") -> str:
    """A document in addresses of pages: C12; `in-7` while it has no number."""
    if document.number is None:
        return f"in-{document.pk}"
    return f"{document.series}{document.number}"


def path_of_issue(issue: "Issue") -> str:
    """An issue in addresses of pages: C12, C12-Rev1; `in-7.9` while it has no number."""
    if issue.document.number is None or issue.ordinal is None:
        return f"in-{issue.document_id}.{issue.pk}"
    document = issue.document
    return Symbol(document.series, issue.document.number, issue.kind, issue.ordinal).path


def file_name(issue: "Issue", language: str, ending: str) -> str:
    """The name under which a version is handed out; safe in any file system."""
    document = issue.document
    letter = FILE_LETTERS.get(language, "X")
    if document.number is None:
        return f"{document.group.name}-in-{document.pk}-{letter}.{ending}"
    suffix = ""
    if issue.kind != "original":
        k = "x" if issue.ordinal is None else str(issue.ordinal)
        suffix = _data()["issue"][issue.kind]["file"].format(k=k)
    pattern = _pattern(document)["file"]
    name = pattern.format(id=_shown(document, "id"), issue=suffix, letter=letter)
    return re.sub(r"[^A-Za-z0-9._-]", "-", name) + f".{ending}"


def _pattern(document: "Document") -> dict[str, Any]:
    parent = document.group.parent
    return pattern_for(parent.acronym, parent.kind)


def _shown(document: "Document", key: str) -> str:
    number = document.number or 0
    text: str = _pattern(document)[key].format(
        series=document.series,
        number=number,
        number4=f"{number:04}",
        group=document.group.name.upper(),
        body=document.group.parent.acronym,
        period=period_on(document.created_at.date()),
    )
    return text
