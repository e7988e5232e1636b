"""The words of a text, each in the forms by which it is compared: folded, singular, stem. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from comitia.glossary.rules import fold
from comitia.search import analyse

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[^\W_{HAN}]+")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ENDINGS = {
    "en": (
        (re.compile("(?<=[a-z]{2})ies$"), "y"),
        (re.compile("(?<=[a-z]{2}[sx])es$|(?<=[a-z]{2}[^su])s$"), ""),
    ),
    "fr": (
        (re.compile("eaux$"), "eau"),
        (re.compile("(?<=[a-z]{2})aux$"), "al"),
        (re.compile("(?<=[a-z]{3})[sx]$"), ""),
    ),
    "es": (
        (re.compile("(?<=[a-z]{2}[dlnr])es$"), ""),
        (re.compile("(?<=[a-z]{2})ces$"), "z"),
        (re.compile("(?<=[a-z]{3})s$"), ""),
    ),
    "ar": ((re.compile("^(?:و|ف)?(?:ال|بال|كال|لل)(?=.{3})|^و(?=.{4})"), ""),),
}
_ARABIC_ENDING = re.compile("(?<=.{3})(?:ات|ة|ه)$")
# Little words that stand between the others; «commission d'études» is found without its «d'».
_BETWEEN_WORDS = """
a an and at by for from in of on or the to with
à au aux avec d de des du en et l la le les par pour sur un une
al con del el las los para por sobre y
в для и к на о об от по при с у
في من على عن إلى و ل ب
"""
_BETWEEN = frozenset(map(fold, _BETWEEN_WORDS.split()))


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place. `is_between`: it joins others, and says nothing by itself."""

    begin: int
    end: int
    folded: str
    # By language, in whose letters it is: without its ending of plural, and its stem.
    forms: dict[str, tuple[str, str]]
    is_between: bool

    def plain(self, language: str) -> str:
        return self.forms[language][0] if language in self.forms else self.folded

    def stem(self, language: str) -> str:
        return self.forms[language][1] if language in self.forms else self.folded


def words(text: str) -> list[Word]:
    """The words of a text; Chinese, which has no blanks, is left out."""
    found = []
    for match in _WORD.finditer(text):
        begin, end = match.span()
        folded, forms = _known_word(match[0])
        # The D of ITU-D is no «d'», and the en of en-tête no «en».
        is_between = folded in _BETWEEN and "-" not in text[max(begin - 1, 0) : end + 1]
        found.append(Word(begin, end, folded, forms, is_between))
    return found


@lru_cache(maxsize=20_000)
def _known_word(word: str) -> tuple[str, dict[str, tuple[str, str]]]:
    folded = fold(word)
    if _ARABIC.match(folded):
        languages: tuple[str, ...] = ("ar",)
    elif _CYRILLIC.match(folded):
        languages = ("ru",)
    else:
        languages = analyse.LATIN
    return folded, {language: _forms(language, folded) for language in languages}


def _forms(language: str, folded: str) -> tuple[str, str]:
    """A word without its ending of plural (in Arabic, without what is written in front), and its
    stem by the search index's analyser.

    The analyser alone would miss some: its French stemmer makes «comm» of «commissions», its
    Spanish one knows «resoluciones» by another stem than «resolución», and its Arabic one leaves
    «توصيات» a plural.
    """
    plain = folded
    for ending, instead in _ENDINGS.get(language, ()):
        plain, changed = ending.subn(instead, plain, count=1)
        if changed:
            break
    short = _ARABIC_ENDING.sub("", plain) if language == "ar" else plain
    return plain, "".join(analyse.analyser(language).analyze(short))
