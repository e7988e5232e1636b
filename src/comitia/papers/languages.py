"""Which of the six languages a paper is in, by its script and by what the file says."""

from collections.abc import Iterable, Sequence

from comitia.base.languages import LANGUAGES
from comitia.base.text import is_han
from comitia.papers.blocks import Block, Paragraph, Table

_MOST_LETTERS = 20_000
_ALPHABETIC = frozenset({"en", "fr", "es"})


def language_of(blocks: Sequence[Block], said: Sequence[str]) -> str:
    """The language: one that is said, if it fits the script; Arabic and Han say it themselves."""
    arabic = han = kana = cyrillic = latin = count = 0
    for text in _texts(blocks):
        for letter in text:
            if not letter.isalpha():
                continue
            count += 1
            arabic += "\u0600" <= letter <= "\u06ff"
            han += is_han(letter)
            kana += "\u3041" <= letter <= "\u30ff"
            cyrillic += "\u0400" <= letter <= "\u04ff"
            latin += letter < "\u0250"
        if count > _MOST_LETTERS:
            break
    known = [code for each in said if (code := _code(each))]
    for language, share, others in (
        ("ar", arabic, 2),
        ("zh-hans", han if kana * 20 < han else 0, 4),
        ("ru", cyrillic, 2),
    ):
        # A Chinese sign says as much as several letters.
        if share * others > count > 0:
            # Languages that share the script are told from ours by what the file says.
            foreign = said and not known and language != "zh-hans"
            return "" if foreign and any(said) else language
    if latin * 2 > count:
        return next((code for code in known if code in _ALPHABETIC), "")
    return ""


def _code(said: str) -> str:
    primary = said.lower().replace("_", "-").split("-")[0]
    code = "zh-hans" if primary == "zh" else primary
    return code if code in LANGUAGES else ""


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from (run.text for run in block.runs)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _texts(cell.blocks)
