"""Long texts as a standards body might write them, of no meaning, and what editors do to them.

Words have the lengths and the frequencies (Zipf's) of English prose; the same number gives the
same text.
"""

import random
from itertools import accumulate

from comitia.papers.blocks import Paper, Paragraph, Run

WORDS_OF_200_PAGES = 100_000
_VOCABULARY = 9_000
_LETTERS = "etaoinshrdlucmfwypvbgkqjxz"
_WORDS_IN_SENTENCE = 22
_SENTENCES = (1, 4)


class Writer:
    """Writes paragraphs, and edits them."""

    def __init__(self, seed: int = 178) -> None:
        self._chance = random.Random(seed)  # noqa: S311  (no secret)
        often = range(len(_LETTERS), 0, -1)
        self._words = [
            "".join(self._chance.choices(_LETTERS, often, k=max(1, round(self._length()))))
            for _ in range(_VOCABULARY)
        ]
        self._often = list(accumulate(1 / (rank + 2.7) for rank in range(_VOCABULARY)))

    def _length(self) -> float:
        return self._chance.gauss(5.5, 2.6)

    def text(self, words: int = WORDS_OF_200_PAGES) -> list[str]:
        """Paragraphs of about so many words together."""
        found: list[str] = []
        while words > 0:
            found.append(self._paragraph())
            words -= found[-1].count(" ") + 1
        return found

    def _paragraph(self) -> str:
        return " ".join(self._sentence() for _ in range(self._chance.randint(*_SENTENCES)))

    def _sentence(self) -> str:
        count = max(4, round(self._chance.gauss(_WORDS_IN_SENTENCE, 8)))
        words = self._chance.choices(self._words, cum_weights=self._often, k=count)
        return " ".join(words).capitalize() + "."

    def edited(self, text: list[str], *, edited: float = 0.05, moved: float = 0.01) -> list[str]:
        """The text with one to five words changed in a part of its paragraphs, a part moved."""
        found = list(text)
        for place in self._chance.sample(range(len(found)), int(len(found) * edited)):
            found[place] = self._with_other_words(found[place])
        for place in self._chance.sample(range(len(found)), int(len(found) * moved)):
            found.insert(self._chance.randrange(len(found)), found.pop(place))
        return found

    def _with_other_words(self, paragraph: str) -> str:
        words = paragraph.split(" ")
        for _ in range(self._chance.randint(1, 5)):
            place = self._chance.randrange(len(words))
            words[place : place + self._chance.choice((0, 1, 1))] = self._chance.choices(
                self._words, k=self._chance.choice((0, 1, 1))
            )
        return " ".join(words)


def paper(text: list[str]) -> Paper:
    """The paragraphs as a paper."""
    return Paper(tuple(Paragraph((Run(paragraph),)) for paragraph in text), language="en")
