"""What stands around the letter: subject, date, addressees, signature, enclosures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comitia.circulars.reading.lines import Line, Text
from comitia.circulars.reading.outline import Outline
from comitia.circulars.reading.reading import Found, Letter, Sure, Warned
from comitia.papers.dates import Kind, dates_in
from comitia.papers.folding import one_line
from comitia.papers.labels import label_of
from comitia.papers.terms import Terms

# What a letterhead has; a circular without them was stripped of its head.
HEADER_FIELDS = ("ref", "date", "tel", "fax", "email", "to")
_LABEL_END = re.compile(r"\.? ?(?:no\.?|n°)? ?[:\uff1a]|\.?\t")
_BETWEEN_LABELS = re.compile(r"[:\uff1a\t]")
_MOST_ADDRESSEES = 30
_LONGEST_SUBJECT = 600


@dataclass(frozen=True)
class _Field:
    """A labelled field: its name, the span of its value on the label's line, the line's index."""

    name: str
    start: int
    end: int
    index: int


def _labelled(text: Text, lines: Sequence[Line], terms: Terms) -> Iterator[_Field]:
    labels = terms.section("fields")
    for index, line in enumerate(lines):
        if line.blank:
            continue
        view = line.folded
        place = 0
        while place < len(view.text):
            term = labels.at(view.text, place)
            if term is None:
                break
            raw_end = view.span(term.start, term.end)[1]
            ended = _LABEL_END.match(text.raw, raw_end)
            whole = line.text and not text.raw[raw_end : line.end].strip(" .:\uff1a")
            if ended is None and not whole:
                break
            start = ended.end() if ended else line.end
            end = line.end
            # "Tel: +41 ... Fax: +41 ..." on one line: the value ends where the next label begins.
            for cut in re.finditer(r"[\t ]{1,}", text.raw[start : line.end]):
                following = view.index(start + cut.end())
                other = labels.at(view.text, following)
                if other is not None and other.key in (*HEADER_FIELDS, "contact", "web"):
                    after = view.span(other.start, other.end)[1]
                    if _BETWEEN_LABELS.match(text.raw, after) and other.key != term.key:
                        end = start + cut.start()
                        break
            yield _Field(term.key, start, end, index)
            if end >= line.end:
                break
            place = view.index(end)
            while place < len(view.text) and view.text[place] == " ":
                place += 1


def _value(text: Text, field: _Field, lines: Sequence[Line], most: int = 1) -> Found[str] | None:
    """A field's value: on its label's line, else on the lines below up to a blank one."""
    place = text.place(field.start, field.end)
    if place.end > place.start:
        return Found(one_line(text.at(place)), place)
    gathered = _below(lines, field.index, most)
    if not gathered:
        return None
    place = text.place(gathered[0].start, gathered[-1].end)
    return Found(one_line(text.at(place)), place)


def _below(lines: Sequence[Line], index: int, most: int) -> list[Line]:
    gathered: list[Line] = []
    for line in lines[index + 1 : index + 2 + most]:
        if line.blank:
            if gathered:
                break
            continue
        if len(gathered) == most:
            break
        gathered.append(line)
    return gathered


def read_subject(text: Text, parts: Outline, terms: Terms) -> Found[str] | None:
    """What the circular is about: the value of its label, over as many lines as it takes."""
    lines = [*parts.front, *([parts.salutation] if parts.salutation else []), *parts.body[:20]]
    labels = terms.section("fields")
    for field in _labelled(text, lines, terms):
        if field.name != "subject":
            continue
        first = text.place(field.start, field.end)
        spans = [(first.start, first.end)] if first.end > first.start else []
        for line in lines[field.index + 1 : field.index + 12]:
            if line is parts.salutation:
                break
            if line.blank:
                if spans:
                    break
                continue
            term = labels.at(line.folded.text, 0)
            if term is not None and _LABEL_END.match(
                text.raw, line.folded.span(term.start, term.end)[1]
            ):
                break
            if spans and line.start - spans[0][0] > _LONGEST_SUBJECT:
                break
            spans.append((line.start, line.end))
        if not spans:
            return None
        place = text.place(spans[0][0], spans[-1][1])
        return Found(one_line(text.at(place)), place)
    return None


def read_letter(text: Text, parts: Outline, terms: Terms) -> tuple[Letter, list[Warned]]:
    """The fields of the letterhead and of the close."""
    front = parts.front
    values: dict[str, Found[str]] = {}
    to: tuple[Found[str], ...] = ()
    copy: tuple[Found[str], ...] = ()
    for field in _labelled(text, front, terms):
        if field.name == "to":
            to = to or tuple(_addressees(text, field, front, terms))
        elif field.name == "copy":
            copy = copy or tuple(_addressees(text, field, front, terms))
        elif field.name not in values and (value := _value(text, field, front)):
            values[field.name] = value
    to = to or tuple(_unlabelled_addressees(text, front, terms))
    date = _date(text, front, terms)
    signatory, title = _signatory(text, parts, terms)
    letter = Letter(
        ref=values.get("ref"),
        date=date,
        tel=values.get("tel"),
        fax=values.get("fax"),
        email=values.get("email"),
        contact=values.get("contact"),
        to=to,
        copy=copy,
        salutation=_whole(text, parts.salutation),
        closing=_whole(text, parts.closing),
        signatory=signatory,
        signatory_title=title,
        annexes_declared=_declared(text, parts, terms),
    )
    warnings = []
    present = {"ref": letter.ref, "date": date, "tel": letter.tel, "fax": letter.fax}
    present |= {"email": letter.email}
    missing = [name for name in HEADER_FIELDS if name != "to" and present[name] is None]
    if not to:
        missing.append("to")
    if missing:
        warnings.append(Warned("missing_header_fields", None, {"fields": missing}))
    if date is None:
        warnings.append(Warned("no_date"))
    if signatory is None:
        warnings.append(Warned("no_signatory"))
    return letter, warnings


def _whole(text: Text, line: Line | None) -> Found[str] | None:
    return Found(line.text, text.place(line.start, line.end)) if line else None


def _date(text: Text, front: Sequence[Line], terms: Terms) -> Found[str] | None:
    """The day of issue: the first full date in the letterhead that is not in the subject."""
    subject = terms.word("fields", "subject")
    months: list[Found[str]] = []
    for line in front:
        if line.blank or len(line.text) > 160:
            continue
        if subject.at(line.folded.text, 0):
            break
        for place, when in dates_in(line.folded.text, terms.language):
            span = line.folded.span(place, place + when.length)
            at = text.place(*span)
            labelled = terms.word("fields", "date").at(line.folded.text, 0) is not None
            sure, why = (Sure.CERTAIN, "labelled") if labelled else (Sure.CERTAIN, "letterhead")
            if when.kind is Kind.DATE and when.start:
                if "order" in when.gaps:
                    sure, why = Sure.LIKELY, "when_completed"
                return Found(when.start, at, sure, why)
            if when.kind is Kind.MONTH and when.start:
                months.append(Found(when.start, at, Sure.LIKELY, "month_only"))
    return months[0] if months else None


def _addressees(
    text: Text, field: _Field, front: Sequence[Line], terms: Terms
) -> Iterator[Found[str]]:
    """Those a circular is sent to, one a line, up to the next label."""
    labels = terms.section("fields")
    place = text.place(field.start, field.end)
    if place.end > place.start:
        yield _addressee(text, place.start, place.end)
    for count, line in enumerate(front[field.index + 1 :]):
        if line.blank or count >= _MOST_ADDRESSEES:
            if line.blank and place.end == place.start and count == 0:
                continue
            return
        term = labels.at(line.folded.text, 0)
        if term is not None and _LABEL_END.match(
            text.raw, line.folded.span(term.start, term.end)[1]
        ):
            return
        yield _addressee(text, line.start, line.end)


def _addressee(text: Text, start: int, end: int) -> Found[str]:
    label = label_of(text.raw[start:end])
    if label is not None and label.style == "bullet":
        start += label.length
    place = text.place(start, end)
    return Found(one_line(text.at(place)).rstrip(" ;,\uff1b\uff0c\u061b"), place)


def _unlabelled_addressees(text: Text, front: Sequence[Line], terms: Terms) -> Iterator[Found[str]]:
    """Those a circular is sent to where no label says so: "- To the Administrations of ..."."""
    categories = terms.section("categories")
    labels = terms.section("fields")
    for line in front:
        if line.blank:
            continue
        term = labels.at(line.folded.text, 0)
        if term is not None and term.key in {"subject", "copy"}:
            return
        if len(line.text) < 160 and categories.find(line.folded.text):
            yield _addressee(text, line.start, line.end)


def _signatory(
    text: Text, parts: Outline, terms: Terms
) -> tuple[Found[str] | None, Found[str] | None]:
    """Name and title under the closing words. The title's line is known; the name is beside it."""
    director = terms.word("letter", "director")
    annexes = terms.word("fields", "annexes")
    signed = terms.word("letter", "signed")
    filled: list[Line] = []
    for line in parts.close:
        if line.blank:
            continue
        if annexes.at(line.folded.text, 0) or len(filled) >= 8:
            break
        if not signed.is_whole(line.folded.text.strip(" .")):
            filled.append(line)
    for index, line in enumerate(filled):
        if director.at(line.folded.text, 0) is None:
            continue
        last = line
        for after in filled[index + 1 : index + 3]:
            # The title may be broken over lines: it goes on while no name can begin.
            joined = text.fold(line.start, after.end).text
            term = director.at(joined, 0)
            if term is None or term.end <= len(line.folded.text):
                break
            last = after
        title = text.place(line.start, last.end)
        before = filled[index - 1] if index else None
        following = [each for each in filled if each.start >= last.end]
        name = before or (following[0] if following else None)
        if name is None or len(name.text) > 80:
            return None, Found(one_line(text.at(title)), title)
        place = text.place(name.start, name.end)
        return Found(one_line(text.at(place)), place), Found(one_line(text.at(title)), title)
    if filled and len(filled[0].text) <= 60 and not filled[0].text.endswith((".", ":", "\u3002")):
        place = text.place(filled[0].start, filled[0].end)
        return Found(one_line(text.at(place)), place, Sure.LIKELY, "below_closing"), None
    return None, None


_COUNTED = re.compile(r"\s*[:\uff1a]\s*(?P<count>\d{1,2})\s*(?:\u4ef6|\u4efd)?\s*\.?$")


def _declared(text: Text, parts: Outline, terms: Terms) -> Found[int] | None:
    """How many annexes the letter says it has."""
    annexes = terms.word("fields", "annexes")
    for line in (*parts.close, *parts.front, *parts.body):
        if line.blank or len(line.text) > 60:
            continue
        term = annexes.at(line.folded.text, 0)
        if term is None:
            continue
        found = _COUNTED.match(line.folded.text, term.end)
        if found:
            return Found(int(found["count"]), text.place(line.start, line.end))
    return None
