"""Why a change of the glossary is refused, in words for whoever asked."""

from collections.abc import Mapping


class GlossaryRefusal(Exception):
    """A change that is not made; the text says why."""


class BadConcept(GlossaryRefusal):
    """What was given cannot stand; `errors` map a field (a language, key …) to a sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(f"{field}: {text}" for field, text in errors.items()))
        self.errors = dict(errors)
