"""The kind of a failure, from its words first and its codes after: servers agree on neither.

The knowledge, which words mean what, stands in phrases.toml.
"""

import re
from functools import lru_cache

from comitia.outbox.bounce.phrases import pattern, patterns
from comitia.outbox.bounce.report import Failure, Kind

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
CODE = re.compile(r"(?<![\d.#:])([45]\d\d)(?=[ -]|$)", re.MULTILINE)

MEANINGS = patterns("meaning")
# Refused only after the text was seen: mostly a filter's word.
AFTER_DATA = re.compile(
    r"(?:reply|response) to (?:the )?(?:end of )?DATA|after (?:end of )?DATA|smtp command:? DATA",
    re.IGNORECASE,
)
_GIVEN_UP = pattern("report", "given_up")
_KINDS: dict[str, Kind] = {
    "lookup": "soft",
    "gone": "permanent",
    "dead": "permanent",
    "full": "soft",
    "suspended": "soft",
    "time": "soft",
    "size": "policy",
    "us": "policy",
}
# RFC 3463: of the fifth class only these say that there is no such address or host.
_DEAD_STATUS = {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("4", "4")}
# RFC 5321, 4.2.3, of a code that stands alone: these speak of the address, or of the mailbox being
# full; the others of the dialogue, or of nothing in particular.
_ALONE: dict[str, Kind] = {
    "500": "policy", "501": "policy", "502": "policy", "503": "policy", "504": "policy",
    "530": "policy", "535": "policy", "541": "policy", "555": "policy",
    "552": "soft", "554": "soft",
}  # fmt: skip


# A report of many recipients asks of the same words again and again.
@lru_cache(maxsize=256)
def meaning_of(words: str) -> str:
    """What the words mean, a name of MEANINGS; empty where they say nothing known."""
    words = " ".join(words.split())  # As mailers fold them.
    return next((meaning for meaning, known in MEANINGS.items() if known.search(words)), "")


def blames_us(failure: Failure) -> bool:
    """Whether a failure, though only for now, is laid at our door: rate, reputation, sender."""
    found = STATUS.search(failure.status) or STATUS.search(failure.reason)
    return (found is not None and found[2] == "7") or meaning_of(failure.reason) == "us"


@lru_cache(maxsize=256)
def judged(words: str, status: str = "", *, otherwise: Kind = "soft") -> tuple[Kind, str]:
    """The kind of a failure and its status. `status` is the one a report states for itself.

    A code of the fourth class means temporary whatever the words. `otherwise` is for a failure
    without a known word or a code.
    """
    stated = STATUS.search(status)
    # In a diagnostic the server's own code is more exact than the reporter's 5.0.0.
    found = STATUS.search(words)
    if stated is None or (found is not None and stated[2] == "0" and found[1] == stated[1]):
        stated = found or stated
    code = CODE.search(words)
    first = stated[1] if stated else (code[1][0] if code else "")
    text = stated[0] if stated else ""
    meaning = meaning_of(words)
    given_up = _GIVEN_UP.search(words) is not None
    if (first == "4" and not (code is None and given_up)) or (
        first != "5" and meaning == "time" and not given_up
    ):
        return "temporary", text
    if AFTER_DATA.search(words):
        # A mailbox may be full or unknown there too (LMTP), but so say filters of whom they know.
        return ("soft" if meaning in {"dead", "full", "suspended"} else "policy"), text
    if meaning:
        return _KINDS[meaning], text
    if stated is not None and stated[2] != "0":
        # 6: of the content, as where a server knows no addresses of this script (RFC 6531).
        if stated[2] in {"6", "7"}:
            return "policy", text
        return ("permanent" if (stated[2], stated[3]) in _DEAD_STATUS else "soft"), text
    if given_up:
        return "soft", text
    return (_ALONE.get(code[1], otherwise) if code else otherwise), text
