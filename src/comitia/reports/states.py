"""A state of the report, read once: a frozen version, or the draft as it stands at this moment."""

import json
from dataclasses import dataclass, replace
from functools import cached_property

from comitia.papers.blocks import Paper
from comitia.reports.content import Content, canonical
from comitia.reports.languages import Segment, segments
from comitia.reports.models import Report, Version
from comitia.reports.paper import set_paper
from comitia.reports.queries import content_in, content_of
from comitia.reports.rules import digest

# As many letters of a hash as nobody meets twice in the life of one report.
_SHORT = 12


@dataclass(frozen=True)
class State:
    """What a report says at a moment, in one of its languages."""

    report: Report
    version: Version | None
    """None: the draft."""
    content: Content
    language: str
    translated: tuple[Segment, ...]
    """Empty where it is read in the original."""

    @cached_property
    def paper(self) -> Paper:
        """The state as a paper."""
        return set_paper(self.content, self.translated, self.language)

    @cached_property
    def said(self) -> Content:
        """The content in the state's language; what is not translated is as the original has it."""
        words = {each.id: each.translation for each in self.translated if each.translation}
        return replace(
            self.content,
            parts=tuple(
                replace(
                    part,
                    heading=words.get(f"section:{part.slug}", part.heading),
                    passages=tuple(
                        replace(each, text=words[each.key], alternatives=())
                        if each.key in words
                        else each
                        for each in part.passages
                    ),
                )
                for part in self.content.parts
            ),
        )

    @property
    def is_original(self) -> bool:
        """Whether it is read in the language in which it is written."""
        return self.language == self.content.language

    @cached_property
    def hash(self) -> str:
        """The first letters of the SHA-256 of what it says.

        In the original, it is what freezing the draft as it stands would give.
        """
        if self.version is not None and self.is_original:
            return self.version.sha256[:_SHORT]
        translations = [each.translation for each in self.translated]
        more = json.dumps(translations, ensure_ascii=False) if translations else ""
        return digest(canonical(self.content) + more)[:_SHORT]

    @property
    def symbol(self) -> str:
        """How a file cites it: a version as the register does, the draft by its hash."""
        return str(self.version.document or self.hash) if self.version else self.hash

    @property
    def name(self) -> str:
        """What stands for it in the name of a file: 2, or draft-1f6c3e0b77aa."""
        return str(self.version.ordinal) if self.version else f"draft-{self.hash}"


def state_of(of: Report | Version, language: str = "") -> State:
    """The draft or a version as it stands, in a language; without one, in the original."""
    version = of if isinstance(of, Version) else None
    report = version.report if version else of
    assert isinstance(report, Report)
    content = content_in(version) if version else content_of(report)
    if not language or language == content.language:
        return State(report, version, content, content.language, ())
    found = tuple(segments(report, language, content))
    return State(report, version, content, language, found)


def paper_of(of: Report | Version, language: str = "") -> Paper:
    """The draft or a version as a paper, in a language; without one, the original."""
    return state_of(of, language).paper
