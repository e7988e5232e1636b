"""A letter set from its template and its fields: a paper, and the facts of its cover. Pure."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from comitia.official import shapes
from comitia.official.dates import day_in
from comitia.official.errors import Unready
from comitia.official.kinds import Field, Kind, all_fields
from comitia.official.layout import FIELD, Fact, Line, layout_of
from comitia.official.rules import refuse_annexed_contribution
from comitia.official.wording import Wording, wording_in
from comitia.papers.blocks import Block, Cell, Paper, Paragraph, Row, Run, Table
from comitia.papers.markdown import markdown_paper
from comitia.papers.wire import from_json, to_json

_INLINE = frozenset({"line", "date"})


@dataclass(frozen=True)
class Correction:
    """A field as it was issued, and as it is to be read: both as they were written."""

    field: str
    issued: str
    read: str


@dataclass(frozen=True)
class Values:
    """What is written in each field by its name, and what a corrigendum corrects."""

    written: Mapping[str, str]
    corrections: Sequence[Correction] = ()


@dataclass(frozen=True)
class Letter:
    """A letter in one language, ready to be published: its cover's facts and its paper."""

    reference: str
    language: str
    facts: tuple[Fact, ...]
    paper: Paper

    @property
    def title(self) -> str:
        """Its subject."""
        return self.paper.title

    def frozen(self) -> dict[str, Any]:
        """The letter as it is kept once it is issued."""
        return {
            "reference": self.reference,
            "language": self.language,
            "facts": [[fact.label, fact.value] for fact in self.facts],
            "paper": to_json(self.paper),
        }


def thawed(frozen: Mapping[str, Any]) -> Letter:
    """A letter from what `frozen` gave."""
    facts = tuple(Fact(label, value) for label, value in frozen["facts"])
    return Letter(frozen["reference"], frozen["language"], facts, from_json(frozen["paper"]))


def hash_of(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of a frozen letter, in hexadecimal."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def render(kind: Kind, language: str, values: Values, *, house: Path | None = None) -> Letter:
    """The letter in a language. `house` is the folder where a house keeps its own templates.

    Raises Unready with each field that is missing or unfit, and BadTemplate.
    """
    wording = wording_in(language, house)
    written = with_usual_words(kind, wording, values.written)
    _check(kind, wording, written, values.corrections)
    layout = layout_of(kind, wording, house)
    inline = {name: _inline(name, text, wording) for name, text in written.items()}
    setter = _Setter(kind, wording, written, inline, values.corrections)
    facts = tuple(
        Fact(fact.label, setter.filled(fact.value))
        for fact in layout.facts
        if setter.has_all(FIELD.findall(fact.value))
    )
    paper = Paper(
        setter.all_blocks(layout.lines), language=language, title=written.get("subject", "")
    )
    return Letter(written["reference"], language, facts, paper)


def with_usual_words(kind: Kind, wording: Wording, written: Mapping[str, str]) -> dict[str, str]:
    """What is written, with salutation, closing and title as usual where they are not."""
    filled = {name: text for name, text in written.items() if text.strip()}
    for name in ("salutation", "closing"):
        if name in kind.required:
            filled.setdefault(name, wording.word(kind.name, name))
    if "signatory" in filled:
        filled.setdefault("signatory_title", wording.word(kind.name, "signatory_title"))
    if "annexes" in filled:
        number = sum(1 for _ in _annexes(filled["annexes"]))
        filled.setdefault("enclosures", str(number))
    return filled


def label_of(field: str, wording: Wording, kind: str) -> str:
    """What a field is called in a language, as in a table of corrections."""
    for key in (f"field_{field}", field):
        try:
            return wording.word(kind, key).rstrip(":：").strip()
        except KeyError:
            continue
    return field


def _annexes(text: str) -> Sequence[shapes.Annex]:
    try:
        return shapes.annexes(text)
    except shapes.Unfit:
        return ()


def _check(
    kind: Kind, wording: Wording, written: Mapping[str, str], corrections: Sequence[Correction]
) -> None:
    errors = {}
    for name in kind.required:
        if name != "corrections" and name not in written:
            errors[name] = _missing(name, wording, kind)
    if "corrections" in kind.required and not corrections:
        errors["corrections"] = _("Change at least one part: nothing is corrected yet.")
    by_name = all_fields()
    for name, text in written.items():
        try:
            shapes.check(by_name[name].shape, text)
        except shapes.Unfit as unfit:
            errors[name] = str(unfit)
    if kind.name == "meeting_report" and "annexes" in written:
        try:
            refuse_annexed_contribution(written["annexes"], written.get("contributions", ""))
        except shapes.Unfit as unfit:
            errors.setdefault("annexes", str(unfit))
    if errors:
        raise Unready(errors)


def _missing(name: str, wording: Wording, kind: Kind) -> str:
    return _("This is missing: %(field)s (%(name)s).") % {
        "field": label_of(name, wording, kind.name),
        "name": name,
    }


def _inline(name: str, text: str, wording: Wording) -> str:
    field = all_fields()[name]
    if field.shape == "date":
        return day_in(wording.language, shapes.day_of(text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


class _Setter:
    """Puts the fields of one letter into the lines of its layout."""

    def __init__(
        self,
        kind: Kind,
        wording: Wording,
        written: Mapping[str, str],
        inline: Mapping[str, str],
        corrections: Sequence[Correction],
    ) -> None:
        self.kind = kind
        self.wording = wording
        self.written = written
        self.inline = inline
        self.corrections = corrections

    def has_all(self, names: Sequence[str]) -> bool:
        """Whether each of these fields has something in it."""
        return all(
            bool(self.corrections) if name == "corrections" else name in self.written
            for name in names
        )

    def filled(self, text: str) -> str:
        """A line with its fields put in."""
        return FIELD.sub(lambda found: self.inline.get(found[1], ""), text)

    def all_blocks(self, lines: Sequence[Line]) -> tuple[Block, ...]:
        """The blocks of all lines that have something in them."""
        found: list[Block] = []
        for place, line in enumerate(lines):
            if self._is_shown(lines, place):
                found += self._blocks(line)
        return tuple(found)

    def _is_shown(self, lines: Sequence[Line], place: int) -> bool:
        """A line with all its fields; of a heading also the line that it stands over."""
        while place < len(lines):
            if not self.has_all(lines[place].fields):
                return False
            if not lines[place].level:
                return True
            place += 1
        return False

    def _blocks(self, line: Line) -> list[Block]:
        if line.level:
            return [Paragraph((Run(self.filled(line.text)),), kind="heading", level=line.level)]
        alone = FIELD.fullmatch(line.text)
        field = all_fields()[alone[1]] if alone else None
        if field is None or field.shape in _INLINE:
            return [shapes.paragraph(self.filled(line.text))]
        if field.shape == "corrections":
            return [self._corrections()]
        return self._of(field)

    def _of(self, field: Field) -> list[Block]:
        text = self.written[field.name]
        if field.name == "addressees":
            # Markdown would make a list of lines that begin with a dash; the field writes them so.
            return [shapes.paragraph(text)]
        reference = self.written["reference"]
        return shapes.blocks(field.shape, text, self.wording, self.kind.name, reference)

    def _corrections(self) -> Block:
        def word(key: str) -> str:
            return self.wording.word(self.kind.name, key)

        heads = (word("column_field"), word("column_issued"), word("column_read"))
        head = Row(tuple(Cell((shapes.paragraph(text),)) for text in heads), head=True)
        rows = [
            Row(
                (
                    Cell((shapes.paragraph(label_of(each.field, self.wording, self.kind.name)),)),
                    Cell(self._cell(each.field, each.issued)),
                    Cell(self._cell(each.field, each.read)),
                )
            )
            for each in self.corrections
        ]
        return Table((head, *rows))

    def _cell(self, name: str, text: str) -> tuple[Block, ...]:
        """A field as a table of corrections shows it; of a list its lines as they are written."""
        shape = all_fields()[name].shape
        if not text.strip():
            return (shapes.paragraph(self.wording.word(self.kind.name, "nothing")),)
        if shape == "text":
            return markdown_paper(text).blocks
        if shape == "date":
            return (shapes.paragraph(day_in(self.wording.language, shapes.day_of(text))),)
        return tuple(shapes.paragraph(line) for line in text.splitlines() if line.strip())
