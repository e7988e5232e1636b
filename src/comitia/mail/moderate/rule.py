"""What a rule is, and what it says when it fits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from comitia.mail.moderate.post import Facts, Post


@dataclass(frozen=True)
class Reason:
    """Why a rule fits. `text` is a translatable sentence with named places for `values`."""

    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in the language that is active."""
        return gettext(self.text) % self.values if self.values else gettext(self.text)

    def entry(self) -> dict[str, object]:
        return {"text": self.text, "values": dict(self.values)}


@dataclass(frozen=True)
class Rule:
    """A judgement by name. `check` gives a reason where the rule fits, else None."""

    name: str
    description: str
    check: Callable[[Post, Facts], Reason | None]
