"""Facts of a cover out of plain lines, as `Title: …`, in six languages. Pure, never raises."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from comitia.base.languages import LANGUAGES, known_language
from comitia.base.text import is_han
from comitia.mail.words import folded, lines_of_reply
from comitia.papers.dates import dates_in
from comitia.papers.folding import folded as as_compared

# A cover sheet stands at the beginning.
MOST_LINES = 80
MOST_VALUE_LETTERS = 10_000
_MARKED = re.compile(r"^\W{0,3}([^:：\t]{2,40}?)\s*[:：\t]\s*(.*)$")
_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_LABEL_ONLY = frozenset({"abstract"})


@dataclass(frozen=True)
class Said:
    """What lines say: each fact by its key in labels.toml, as it was written."""

    facts: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """The fact, or empty."""
        return self.facts.get(key, "")

    @property
    def language(self) -> str:
        """The language that is named, by its code; empty where none of the six is."""
        return language_named(self.get("language"))

    def over(self, other: "Said") -> "Said":
        """These facts, and those of `other` where these say nothing."""
        return Said({**other.facts, **self.facts})


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "labels.toml").read_text(encoding="utf-8"))


@cache
def _labels() -> Mapping[str, str]:
    return _turned("labels")


@cache
def _turned(table: str) -> dict[str, str]:
    return {folded(word): key for key, words in _data()[table].items() for word in words}


def read_cover(text: str) -> Said:
    """The facts that the first lines of a text state, each with its label before it.

    The abstract may run on over the lines that follow, up to the next label or an empty line.
    """
    facts: dict[str, str] = {}
    going_on = ""
    for line in text.splitlines()[:MOST_LINES]:
        line = line.strip()
        found = _MARKED.match(line)
        key = _labels().get(folded(found[1]), "") if found else ""
        if not key and folded(line) in _labels():
            key, value = _labels()[folded(line)], ""
        else:
            value = found[2].strip() if found else ""
        if key:
            # The first says it: what stands below may be quoted.
            going_on = key if key not in facts and ("\t" not in line or not value) else ""
            if key not in facts:
                facts[key] = value[:MOST_VALUE_LETTERS]
        elif not line:
            going_on = going_on if going_on and not facts[going_on] else ""
        elif going_on and (going_on in _LABEL_ONLY or not facts[going_on]):
            facts[going_on] = f"{facts[going_on]} {line}".strip()[:MOST_VALUE_LETTERS]
    return Said({key: value for key, value in facts.items() if value})


def read_reply(text: str) -> Said:
    """The facts in what a person wrote above what they quote."""
    return read_cover("\n".join(lines_of_reply(text)))


def without_lines(text: str) -> str:
    """A mail's text without its own cover lines: what is left when it is itself the document."""
    kept = []
    for line in text.splitlines():
        found = _MARKED.match(line.strip())
        if not (found and folded(found[1]) in _labels()):
            kept.append(line)
    return "\n".join(kept).strip()


def word_in(text: str) -> str:
    """`withdraw` or `confirm`, where the first line of a reply begins with such a word."""
    lines = lines_of_reply(text)
    if not lines:
        return ""
    first = folded(lines[0])
    table = _turned("words")
    for word in sorted(table, key=len, reverse=True):
        if (
            first == word
            or first.startswith(f"{word} ")
            or (is_han(word[0]) and first.startswith(word))
        ):
            return table[word] if table[word] in {"withdraw", "confirm"} else ""
    return ""


def language_named(text: str) -> str:
    """The code of the language that a word names; empty for none of the six."""
    words = folded(text)
    table = _turned("languages")
    if words in table:
        return table[words]
    first = words.split(" ")[0] if words else ""
    return table.get(first) or (known_language(text, "") if len(text) <= 7 else "")


def meeting_meant(text: str, language: str = "") -> tuple[str, int, int, int]:
    """What a line for the meeting says: ("none"|"next"|"day"|"", year, month, day or 0).

    Its first date counts, in whichever of the six languages, `language` first.
    """
    found = _DAY.search(text)
    if found and 1 <= int(found[2]) <= 12:
        return "day", int(found[1]), int(found[2]), int(found[3] or 0)
    word = _turned("words").get(folded(text), "")
    if word in {"none", "next"}:
        return word, 0, 0, 0
    line = as_compared(text[:160])
    for code in dict.fromkeys((language or "en", *LANGUAGES)):
        for _place, when in dates_in(line, code.partition("-")[0]):
            first = when.first
            if first.year and first.month:
                return "day", first.year, first.month, first.day or 0
    return "", 0, 0, 0


def language_of(text: str) -> str:
    """The one of the six that a text is most likely in; empty where it is too short to tell."""
    sample = text[:20_000]
    letters = [letter for letter in sample if letter.isalpha()]
    if not letters:
        return ""
    shares = {
        "ar": sum("\u0600" <= letter <= "\u06ff" for letter in letters),
        "ru": sum("\u0400" <= letter <= "\u04ff" for letter in letters),
        "zh-hans": 3 * sum(is_han(letter) for letter in letters),
    }
    language = max(shares, key=lambda code: shares[code])
    if shares[language] * 2 > len(letters):
        return language
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    counts = {
        code: sum(word in known for word in words)
        for code, known in ((c, frozenset(w)) for c, w in _data()["function_words"].items())
    }
    best = sorted(counts.items(), key=lambda pair: -pair[1])
    clear = best[0][1] >= 3 and best[0][1] > 2 * best[1][1]
    return best[0][0] if clear else ""


def split_names(text: str) -> Sequence[str]:
    """The names in a line of sources: “A, B; C”."""
    return [part.strip() for part in re.split(r"[,;،、；，\n]|\s/\s", text) if part.strip()][:60]


def with_title(said: Said, title: str) -> Said:
    """The facts, with this title where they have none."""
    return said if said.get("title") else replace(said, facts={**said.facts, "title": title})
