"""The layout of a kind of letter: facts, then lines, with words and fields put in. Pure.

    | [date] | {date} |      a fact: what it is called, and what it is
    ---                      the text begins
    ## [agenda]              a heading
    [subject] {subject}      a paragraph
    {body}                   a field of its own paragraphs, a table, a list

A line whose field is empty is left out, and so is the heading over it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext as _

from comitia.official.errors import BadTemplate
from comitia.official.kinds import Kind, all_fields
from comitia.official.wording import Wording, read_small

_FACT = re.compile(r"\|(?P<label>[^|]*)\|(?P<value>[^|]*)\|")
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.+)")
_WORD = re.compile(r"\[([a-z_]+)\]")
FIELD = re.compile(r"\{([a-z_]+)\}")
MOST_LINES = 2000


@dataclass(frozen=True)
class Line:
    """A line of a layout. Of a heading, `level` is 1 to 6; of all others 0."""

    text: str
    level: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it shows, by name."""
        return tuple(FIELD.findall(self.text))


@dataclass(frozen=True)
class Fact:
    """What is told beside or before the text: label and value, as in `Date: 3 May 2011`."""

    label: str
    value: str


@dataclass(frozen=True)
class Layout:
    """Facts and lines, with the words of a language put in and the fields still open."""

    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]


def layout_of(kind: Kind, wording: Wording, house: Path | None = None) -> Layout:
    """A kind's layout in a language: the house's for that language, the house's, or ours.

    Raises BadTemplate where the house's own names a word or field that there is not, or leaves
    out a field that such a letter must have.
    """
    for name in (f"{kind.name}.{wording.language}.md", f"{kind.name}.md"):
        path = house / name if house else None
        if path is not None and path.is_file():
            return _parsed(name, read_small(path), kind, wording)
    name = f"{kind.name}.md"
    text = (files(__package__) / "layouts" / name).read_text(encoding="utf-8")
    return _parsed(name, text, kind, wording)


def _parsed(file: str, text: str, kind: Kind, wording: Wording) -> Layout:
    written = text.splitlines()
    if len(written) > MOST_LINES:
        raise BadTemplate(file, _("The file is too large for a template."))
    facts: list[Fact] = []
    lines: list[Line] = []
    in_text = False
    for number, raw in enumerate(written, start=1):
        line = _worded(raw.strip(), kind, wording, f"{file}:{number}")
        if raw.strip() == "---" and not in_text:
            in_text = True
        elif line and (fact := _FACT.fullmatch(line)) and not in_text:
            facts.append(Fact(fact["label"].strip(), fact["value"].strip()))
        elif line:
            in_text = True
            heading = _HEADING.fullmatch(line)
            lines.append(Line(heading["text"], len(heading["marks"])) if heading else Line(line))
    layout = Layout(tuple(facts), tuple(lines))
    _check(file, layout, kind)
    return layout


def _worded(line: str, kind: Kind, wording: Wording, place: str) -> str:
    def word(found: re.Match[str]) -> str:
        try:
            return wording.word(kind.name, found[1])
        except KeyError:
            raise BadTemplate(
                place, _("There is no word called [%(name)s].") % {"name": found[1]}
            ) from None

    return _WORD.sub(word, line)


def _check(file: str, layout: Layout, kind: Kind) -> None:
    shown = {name for line in layout.lines for name in line.fields}
    shown |= {name for fact in layout.facts for name in FIELD.findall(fact.label + fact.value)}
    unknown = shown - {field.name for field in kind.fields} - all_fields().keys()
    if unknown:
        raise BadTemplate(
            file, _("There is no field called {%(name)s}.") % {"name": _listed(unknown)}
        )
    left_out = set(kind.required) - shown
    if left_out:
        raise BadTemplate(
            file,
            _("A letter of this kind must show these fields: %(names)s.")
            % {"names": _listed(left_out)},
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
