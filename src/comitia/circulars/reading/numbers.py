"""Which circular it is: its number and series, and whether it amends another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comitia.circulars.reading.lines import Line, Text
from comitia.circulars.reading.outline import Outline
from comitia.circulars.reading.reading import Found, Sure, Warned
from comitia.papers.terms import Terms

_NUMBER = r"(?P<number>\d{1,4}(?:/\d{1,3})?)"


@dataclass(frozen=True)
class _Numbered:
    found: Found[str]
    rank: int
    series: str
    series_span: tuple[int, int]


def _number_pattern(terms: Terms) -> re.Pattern[str]:
    """A circular's number, its issuer before or after it, in folded text."""
    if terms.language == "zh":
        return re.compile(
            rf"(?P<issuer>[a-z-]{{2,5}}|电信标准化局|国际电联)?(?:\(tsb\))?第?{_NUMBER}号?(?:[a-z-]{{2,5}}|电信标准化局)?"
            rf"(?P<kind>通函|集体函)|(?P<issuer2>[a-z-]{{2,5}}|电信标准化局)?(?P<kind2>通函|集体函)第?(?P<number2>\d{{1,4}})号?"
        )
    issuer = (
        r"(?:[a-z]{2,4}(?:-[a-z])?|бсэ|бр|брэ|мсэ-т|du tsb|de la tsb|لمكتب تقييس الاتصالات|لمكتب)"
    )
    word = {
        "en": r"circular(?: letter)?|collective[ -]letter",
        "fr": r"circulaire|lettre circulaire|lettre collective",
        "es": r"circular|carta circular|carta colectiva",
        "ru": r"циркуляр[а-я]{0,3}(?: письм[а-я]{1,2})?|циркулярн[а-я]{2,3} письм[а-я]{1,2}",
        "ar": r"(?:ال|لل)?رسالة ال?معممة|(?:ال|لل)?تعميم|(?:ال|لل)?رسالة ال?جماعية|tsb circular",
    }[terms.language]
    sign = r"(?:no\.? ?|n° ?|num\.? ?|numero |nr\.? ?|رقم |# ?)?"
    return re.compile(
        rf"(?:(?P<issuer>{issuer})[ -])?(?P<kind>{word})[ :]{{1,2}}"
        rf"(?:(?P<issuer3>{issuer})[ -])?{sign}{_NUMBER}(?![\d.])"
        rf"(?: (?P<issuer4>бсэ|брэ|бр|мсэ-т|tsb)(?![а-яa-z]))?"
    )


def read_number(
    text: Text, parts: Outline, terms: Terms
) -> tuple[Found[str] | None, Found[str] | None, list[Warned]]:
    """The circular's number and its series (TSB), wherever they are; warnings if they clash."""
    pattern = _number_pattern(terms)
    found: list[_Numbered] = []
    for lines, where in (
        (parts.front, "front"),
        (parts.close, "close"),
        *(((annex.header,), "annex") for annex in parts.annexes if annex.header),
        *((annex.lines[:3], "annex") for annex in parts.annexes),
        (parts.body, "body"),
    ):
        for line in lines:
            if line is not None and not line.blank:
                found += _numbers_of(text, line, where, pattern, terms)
    if not found:
        return None, None, [Warned("no_number")]
    found.sort(key=lambda each: each.rank)
    best = found[0]
    warnings = []
    firm = {each.found.value for each in found if each.rank <= 2}
    if len(firm) > 1:
        facts = {"numbers": sorted(firm)}
        warnings.append(Warned("number_mismatch", best.found.place, facts))
    if best.rank == 2:
        warnings.append(Warned("number_only_in_annex", best.found.place))
    elif best.rank >= 3:
        warnings.append(Warned("number_from_mention", best.found.place))
    series = None
    span = best.series_span
    if best.series:
        series = Found(best.series, text.place(*span), best.found.sure, best.found.why)
    return best.found, series, warnings


def _numbers_of(
    text: Text, line: Line, where: str, pattern: re.Pattern[str], terms: Terms
) -> Iterator[_Numbered]:
    view = line.folded
    for found in pattern.finditer(view.text):
        groups = found.groupdict()
        name = "number" if groups.get("number") else "number2"
        span = view.span(found.start(name), found.end(name))
        label = terms.word("fields", "ref").at(view.text, 0)
        whole = len(view.text.strip(" ().:-")) - (found.end() - found.start()) <= 24
        if where == "front":
            rank, sure, why = (0, Sure.CERTAIN, "ref") if label else (1, Sure.CERTAIN, "headline")
            if not label and not whole:
                rank, sure, why = 3, Sure.INFERRED, "mention"
        elif where in {"annex", "close"}:
            rank, sure, why = (2, Sure.CERTAIN, "annex_header")
            if not whole and not view.text.startswith("("):
                rank, sure, why = 3, Sure.INFERRED, "mention"
        else:
            rank, sure, why = 4, Sure.INFERRED, "mention"
        issuer = next(
            (key for key in ("issuer", "issuer2", "issuer3", "issuer4") if groups.get(key)), None
        )
        series = ""
        series_span = span
        if issuer:
            series_span = view.span(found.start(issuer), found.end(issuer))
            series = _series(groups[issuer] or "")
        value = Found(groups[name] or "", text.place(*span), sure, why)
        yield _Numbered(value, rank, series, series_span)


def _series(issuer: str) -> str:
    """The bureau that issues the series, by the abbreviation that all languages share."""
    known = {"бсэ": "TSB", "电信标准化局": "TSB", "бр": "BR", "брэ": "BDT", "国际电联": "ITU"}
    if "تقييس" in issuer:
        return "TSB"
    last = issuer.split()[-1]
    return known.get(last, last.upper())


def read_amends(text: Text, parts: Outline, terms: Terms) -> Found[str] | None:
    """Whether this is a corrigendum or an addendum to a circular, and which."""
    for line in parts.front[:40]:
        if line.blank:
            continue
        for kind in ("corrigendum", "addendum"):
            words = terms.word("circular", kind)
            term = words.find(line.folded.text)
            if term and (found := re.match(r"\.? ?(\d{1,2})(?!\d)", line.folded.text[term.end :])):
                start, end = line.folded.span(term.start, term.end + found.end())
                return Found(f"{kind} {found[1]}", text.place(start, end))
    return None
