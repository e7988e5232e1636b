"""How long a contribution is, against what the rules advise. Pure; advice bars nothing."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from comitia.base.text import is_han
from comitia.bodies.rulesets import RuleSet
from comitia.bodies.rulesets.load import NoSuchRule
from comitia.papers.blocks import Paper
from comitia.papers.cover import Cover, cover_of
from comitia.papers.plain import paper_text

About = Literal["abstract", "text"]
_KEYS: dict[About, str] = {"abstract": "abstract_length", "text": "contribution_length"}
# Words of letters or digits; what is hyphenated or has an apostrophe is one.
_WORD = re.compile(r"\w+(?:['’\-.]\w+)*")
# Chinese sets no blanks; most of its words have two letters.
_HAN_LETTERS_A_WORD = 2


@dataclass(frozen=True)
class Advice:
    """Something is longer than a rule advises."""

    about: About
    words: int
    most: int
    clause: str
    edition: str

    @property
    def rule(self) -> str:
        """The rule as it is cited."""
        return f"{self.clause} ({self.edition})"


def words_in(text: str) -> int:
    """How many words a text has."""
    others = "".join(" " if is_han(letter) else letter for letter in text)
    han = sum(is_han(letter) and letter.isalnum() for letter in text)
    return len(_WORD.findall(others)) + -(-han // _HAN_LETTERS_A_WORD)


def words_of_text(paper: Paper) -> int:
    """How many words a paper has besides those of its cover."""
    sheet = _cover_blocks(cover_of(paper))
    kept = tuple(block for place, block in enumerate(paper.blocks) if place not in sheet)
    return words_in(paper_text(replace(paper, blocks=kept)))


def _cover_blocks(cover: Cover) -> set[int]:
    """The places of the blocks in which a label says that they belong to the cover."""
    single = (
        *(cover.symbol, cover.meeting, cover.date, cover.place, cover.questions, cover.section),
        *(cover.group, cover.working_party, cover.intended_type, cover.title, cover.abstract),
        *(cover.purpose, cover.language, cover.original_language),
    )
    found = [each for each in (*single, *cover.sources, *cover.keywords) if each is not None]
    places = {each.block for each in found if not each.guessed}
    return places | {each.block for each in cover.contacts}


def advice(*, abstract: str, text_words: int, rules: RuleSet) -> list[Advice]:
    """What is longer than the rules advise, the abstract first."""
    measured: dict[About, int] = {"abstract": words_in(abstract), "text": text_words}
    found = []
    for about, words in measured.items():
        try:
            rule = rules.rule(_KEYS[about])
        except NoSuchRule:
            continue
        if words > rule.value:
            found.append(Advice(about, words, rule.value, rule.clause, rule.edition))
    return found
