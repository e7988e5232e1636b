"""Which of the six languages a text is in: by its script, then by its small words."""

from collections import Counter
from dataclasses import dataclass

from comitia.circulars.reading.refusals import UnknownLanguage
from comitia.papers.folding import folded
from comitia.papers.terms import terms_of

_SAMPLE_CHARACTERS = 60_000
_ROMAN = ("en", "es", "fr")


@dataclass(frozen=True)
class Guess:
    """A language, and whether the second best was far behind."""

    language: str
    clear: bool


def _counted_scripts(text: str) -> Counter[str]:
    scripts: Counter[str] = Counter()
    for letter in text:
        if "\u4e00" <= letter <= "\u9fff":
            scripts["zh"] += 3  # One character says as much as a short word.
        elif "\u0600" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufeff":
            scripts["ar"] += 1
        elif "\u0400" <= letter <= "\u04ff":
            scripts["ru"] += 1
        elif letter.isalpha():
            if "\u3040" <= letter <= "\u30ff" or "\uac00" <= letter <= "\ud7af":
                scripts["other"] += 3
            elif letter < "\u0250":
                scripts["roman"] += 1
            else:
                scripts["other"] += 1
    return scripts


def guess_language(text: str) -> Guess:
    """The language of a text. Raises UnknownLanguage."""
    sample = text[:_SAMPLE_CHARACTERS]
    scripts = _counted_scripts(sample)
    total = sum(scripts.values())
    if not total:
        raise UnknownLanguage
    # Names, addresses and abbreviations are in Latin letters in every language.
    for script in ("zh", "ar", "ru"):
        if scripts[script] * 3 >= total:
            if script == "zh" and scripts["other"] > scripts["zh"] / 6:
                raise UnknownLanguage
            return Guess(script, clear=scripts[script] * 2 >= total)
    if scripts["roman"] * 2 < total:
        raise UnknownLanguage
    return _roman_language(sample)


def _roman_language(sample: str) -> Guess:
    words = Counter(folded(sample).replace("'", " ").split())
    counts = {
        language: sum(words[word] for word in terms_of(language).stop_words) for language in _ROMAN
    }
    best, second = sorted(counts, key=lambda language: counts[language], reverse=True)[:2]
    total = sum(words.values())
    if counts[best] == 0 or (total > 60 and counts[best] * 12 < total):
        raise UnknownLanguage
    return Guess(best, clear=counts[best] >= 2 * counts[second])
