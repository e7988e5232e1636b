"""What a spam filter in front, SpamAssassin or rspamd, has written into the header. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from comitia.base.headers import Field
from comitia.base.text import header_text

# What rspamd does with mail that it takes for spam (X-Rspamd-Action).
_SPAM_ACTIONS = frozenset({"reject", "add header", "rewrite subject", "discard", "quarantine"})
_SCORE = re.compile(r"(?:score|hits)\s*=\s*(-?\d{1,5}(?:\.\d{1,4})?)", re.IGNORECASE)
_RSPAMD = re.compile(r"default:\s*(true|false)\s*\[\s*(-?\d{1,5}(?:\.\d{1,4})?)\s*/", re.IGNORECASE)
_FIELDS = frozenset({"x-spam-flag", "x-spam-status", "x-spam", "x-rspamd-action", "x-spamd-result"})
MOST_LETTERS = 2000


@dataclass(frozen=True)
class Spam:
    """What a filter said. `score` is as it wrote it, empty where it wrote none."""

    is_spam: bool
    score: str = ""


def spam_verdict(fields: Iterable[Field]) -> Spam | None:
    """What the filter's fields say; None where there are none. One that says spam outweighs."""
    said: list[bool] = []
    score = ""
    for field in fields:
        if field.name not in _FIELDS:
            continue
        text = header_text(field.value)[:MOST_LETTERS].strip()
        first = re.split(r"[,;\s]", text.lower(), maxsplit=1)[0]
        match field.name:
            case "x-spam-flag" | "x-spam" | "x-spam-status":
                said.append(first in {"yes", "true"})
                found = _SCORE.search(text)
                score = found[1] if found else score
            case "x-rspamd-action":
                said.append(text.lower() in _SPAM_ACTIONS)
            case _:
                result = _RSPAMD.search(text)
                if result:
                    said.append(result[1].lower() == "true")
                    score = result[2]
    return Spam(any(said), score) if said else None
