"""Text into terms: by script and language, stemmed, Chinese in pairs of characters.

A message in several scripts goes to several fields: its Chinese to the Chinese field, its Cyrillic
to the Russian one, and what is in Latin letters to that of the language it looks like. A query goes
to every field of its script, each stemmed as that field is, so that all six languages are found
at once.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

import tantivy

LATIN = ("en", "fr", "es")
FIELDS = ("ar", "zh", "en", "fr", "ru", "es")
_STEMMERS = {"ar": "arabic", "en": "english", "fr": "french", "ru": "russian", "es": "spanish"}
LONGEST_TERM = 60
_SAMPLE_LETTERS = 1_500
# A run of Chinese of so many pairs, written without a space, is likely several words.
LONG_RUN = 4

_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_CYRILLIC = "\u0400-\u052f"
_SCRIPT = re.compile(
    rf"(?P<zh>[{_HAN}]+)|(?P<ar>[{_ARABIC}][{_ARABIC}\s]*)|(?P<ru>[{_CYRILLIC}][{_CYRILLIC}\s]*)"
)
_OTHER_SCRIPT = re.compile(f"[{_HAN}{_ARABIC}{_CYRILLIC}]")
# Vowel signs and the stretching stroke are optional in Arabic; alef is written in several ways.
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ARABIC_ALEF = str.maketrans("أإآٱى", "ااااي")


def language_of(text: str) -> str:
    """The language most of a text is in, one of ours; English where nothing tells."""
    sample = text[:_SAMPLE_LETTERS]
    if not sample.isascii():
        counts = {"zh": 0, "ar": 0, "ru": 0}
        for match in _SCRIPT.finditer(sample):
            counts[str(match.lastgroup)] += len(match[0].replace(" ", ""))
        letters = sum(letter.isalpha() for letter in sample)
        script = max(counts, key=lambda each: counts[each])
        # A Chinese character says as much as several letters.
        if counts[script] * (3 if script == "zh" else 2) > letters:
            return "zh-hans" if script == "zh" else script
    return _latin_language(sample)


def split(text: str) -> dict[str, str]:
    """The text by field (ar, zh, en, fr, ru, es), made ready for that field's analyser."""
    if text.isascii():
        return {_latin_language(text): text}
    text = unicodedata.normalize("NFKC", text)
    if not _OTHER_SCRIPT.search(text):
        return {_latin_language(text): text}
    parts: dict[str, list[str]] = {}
    for match in _SCRIPT.finditer(text):
        parts.setdefault(str(match.lastgroup), []).append(match[0])
    rest = _SCRIPT.sub(" ", text)
    found = {name: " ".join(each) for name, each in parts.items()}
    if "zh" in parts:
        found["zh"] = " ".join(map(pairs, parts["zh"]))
    if "ar" in parts:
        found["ar"] = _plain_arabic(found["ar"])
    if any(letter.isalnum() for letter in rest):
        found[_latin_language(rest)] = rest
    return found


def pairs(run: str) -> str:
    """A run of Chinese as overlapping pairs and its last character: 通信组 is 通信 信组 组."""
    return " ".join([*(run[at : at + 2] for at in range(len(run) - 1)), run[-1:]])


def terms(word: str, language: str = "") -> list[tuple[str, list[str]]]:
    """A word or phrase of a query as (field, terms in order), for every field of its scripts.

    Where it is in two scripts, each has its own entries; of one script, any entry may match. A
    single word known to be of a `language` in Latin letters is for that one's field alone: cut to
    their stems, words of others look the same (the Spanish informe, the English information).
    """
    word = unicodedata.normalize("NFKC", word)
    found: list[tuple[str, list[str]]] = []
    for match in _SCRIPT.finditer(word):
        name = str(match.lastgroup)
        if name == "zh":
            found.append((name, pairs(match[0]).split()[:-1] or [match[0]]))
        else:
            text = _plain_arabic(match[0]) if name == "ar" else match[0]
            found.append((name, analyser(name).analyze(text)))
    rest = _SCRIPT.sub(" ", word)
    if any(letter.isalnum() for letter in rest):
        fields = (language,) if language in LATIN and len(rest.split()) == 1 else LATIN
        found += [(name, analyser(name).analyze(rest)) for name in fields]
    return [(name, each) for name, each in found if each]


@cache
def analyser(name: str) -> tantivy.TextAnalyzer:
    """The analyser of a field, the same in writing and in asking."""
    if name == "zh":
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        return builder.filter(tantivy.Filter.lowercase()).build()
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(LONGEST_TERM))
    builder = builder.filter(tantivy.Filter.lowercase())
    if name in _STEMMERS:
        builder = builder.filter(tantivy.Filter.stemmer(_STEMMERS[name]))
    # After the stemmer, which knows accents: so that a reader without them on the keyboard finds.
    return builder.filter(tantivy.Filter.ascii_fold()).build()


def _latin_language(text: str) -> str:
    told_by = _told_by()
    counts = dict.fromkeys(LATIN, 0)
    for word in text[:_SAMPLE_LETTERS].lower().split():
        if word in told_by:
            for name in told_by[word]:
                counts[name] += 1
    best = max(LATIN, key=lambda name: counts[name])
    return best if counts[best] else "en"


@cache
def _told_by() -> dict[str, list[str]]:
    """The languages in which a word is common."""
    data = (files(__package__) / "common-words.toml").read_text(encoding="utf-8")
    common = tomllib.loads(data)
    found: dict[str, list[str]] = {}
    for name in LATIN:
        for word in set(common[name]):
            found.setdefault(word, []).append(name)
    return found


def _plain_arabic(text: str) -> str:
    return _ARABIC_MARKS.sub("", text).translate(_ARABIC_ALEF)
