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
