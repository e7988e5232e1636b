"""The dearest questions we can think of, to measure the bounds by."""

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from comitia.search.ask import read
from comitia.search.find import Scope, find
from comitia.search.store import Store

TURNS = 5
_WORDS = 45


def common_words(store: Store, field: str = "text_en") -> list[str]:
    """The words that most things hold. Raises Unusable."""
    found = store.searcher().terms_with_prefix(field, "")
    words = [word for word, _held in sorted(found, key=lambda each: -each[1])]
    return [word for word in words if word.isalpha() and len(word) > 1][:_WORDS]


def hardest(words: list[str]) -> Iterator[tuple[str, str]]:
    """Names and questions, made of words that most things hold."""
    pairs = [f"{one} {other}" for one, other in pairwise(words)][:30]
    months = [f"{2005 + each % 15}-{1 + each % 12:02}" for each in range(30)]
    yield "one word", words[0]
    yield "a phrase", f'"{pairs[0]}"'
    yield "30 words", " ".join(words[:30])
    yield "30 words, any", " OR ".join(words[:30])
    yield "30 words, none", " ".join(f"-{each}" for each in words[:30])
    yield "30 phrases", " ".join(f'"{each}"' for each in pairs)
    yield "30 phrases, any", " OR ".join(f'"{each}"' for each in pairs)
    yield "a phrase of 60 words", f'"{" ".join(words[:5] * 12)}"'
    yield "beginnings", "de* ab* in*"
    yield "beginnings, any", "st* OR in* OR re*"
    yield "phrases that begin so", f"{words[0]}-in* {words[1]}-st*"
    yield "30 months, any", " OR ".join(f"date:{each}" for each in months)
    yield "30 months, none", " ".join(f"-date:{each}" for each in months)
    yield "nested", "(" * 9 + " OR ".join(f"({each.replace(' ', ' -')})" for each in pairs[:15])
    yield "names, any", " OR ".join(["from:alex", "to:example"] * 15)
    yield "Chinese without end", "互操作性" * 200
    yield "an expression", ".*.*.* [a-z]+* (a|b)* \\w+*"


def times_ms(store: Store, scope: Scope, *, at: datetime) -> dict[str, float]:
    """How long each takes, counts included: the best of some turns. Raises Unusable."""
    found: dict[str, float] = {}
    for name, text in hardest(common_words(store)):
        took = []
        for _turn in range(TURNS):
            begun = time.perf_counter()
            find(store, read(text, at=at), scope, with_counts=True)
            took.append((time.perf_counter() - begun) * 1000)
        found[name] = round(min(took), 1)
    return found
