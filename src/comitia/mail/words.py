"""Words in six languages by which a mail tells what its writer wants. Pure."""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

_WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """`text` as it is compared: without case, punctuation, Arabic vowels and stretching."""
    text = unicodedata.normalize("NFKC", text).casefold()
    kept = []
    for letter in text:
        kind = unicodedata.category(letter)
        if kind == "Mn" or letter == "\u0640":
            continue
        kept.append(letter if kind[0] in "LN" or letter == "'" else " ")
    return " ".join("".join(kept).split())


def _table(name: str) -> dict[str, str]:
    return {folded(word): key for key, words in _WORDS[name].items() for word in words}


COMMANDS: Mapping[str, str] = _table("commands")
VERDICTS: Mapping[str, str] = _table("verdicts")
# What -request@ understands, and what its commands speak of.
REQUESTS: Mapping[str, str] = {**COMMANDS, **_table("requests")}
OPTIONS: Mapping[str, str] = _table("options")
VALUES: Mapping[str, str] = _table("values")
THINGS: Mapping[str, str] = _table("things")
MOST_WORDS = 3

# Chinese runs on without blanks, so a word is also taken where the text only begins with it.
_RUNS_ON = tuple("\u4e00\u9fff")


def meant(line: str, table: Mapping[str, str], *, whole: bool = False) -> str:
    """What `line` asks for by its first words (by all of them, if `whole`); empty for nothing."""
    text = folded(line)
    if text in table:
        return table[text]
    if whole:
        return ""
    for words in sorted(table, key=len, reverse=True):
        if text.startswith(words + " ") or (_is_han(words) and text.startswith(words)):
            return table[words]
    return ""


def command_in(line: str, table: Mapping[str, str]) -> tuple[str, str]:
    """What `line` asks for by its first words, and the rest as it was written; else ("", "").

    The longest that fits counts, so that “hold until Friday” is not asked to hold “until Friday”.
    """
    words = line.split()
    for number in range(min(MOST_WORDS, len(words)), 0, -1):
        key = table.get(folded(" ".join(words[:number])))
        if key:
            return key, " ".join(words[number:])
    line = line.strip()
    for word in sorted(filter(_is_han, table), key=len, reverse=True):
        if line.startswith(word):
            return table[word], line[len(word) :].lstrip(" :：,，")
    return "", ""


def _is_han(word: str) -> bool:
    return _RUNS_ON[0] <= word[:1] <= _RUNS_ON[1]


def lines_of_reply(text: str) -> Sequence[str]:
    """The lines a person wrote in a reply: not quoted, not empty, before any signature."""
    kept = []
    for line in text.splitlines():
        if line.rstrip() == "--":
            break
        line = line.strip()
        if line and not line.startswith((">", "|")):
            kept.append(line)
    return kept
