"""A report in a mailer's own words: which addresses failed, and why. Pure.

What a mailer says stands before the message it returns. Addresses there, other than its own and the
sender's, are the ones that failed; the words beside each say why.
"""

import re
from collections.abc import Collection
from html import unescape

from comitia.outbox.bounce.fields import ADDRESS
from comitia.outbox.bounce.judge import CODE, STATUS, judged, meaning_of
from comitia.outbox.bounce.phrases import pattern
from comitia.outbox.bounce.report import Failure

MOST_LETTERS = 10_000
MOST_RECIPIENTS = 100

# Where the returned message begins: a rule with words, a header, or the words that announce it.
_RETURNED = re.compile(
    rf"\W{{0,40}}(?:(?:this|below|here)(?: this line)? is )?(?:a |the )?"
    rf"(?:{pattern('report', 'returned').pattern})",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^(?:Received|Return-Path|Message-ID|MIME-Version|X-Mailer|DKIM-Signature):\s", re.IGNORECASE
)
# Lines whose addresses are not of recipients that failed.
_NOT_THOSE = pattern("report", "in_passing")
# The sender that somebody refuses, and the protocol that some write before an address.
_FROM_WHOM = re.compile(
    rf"(?<!generated )\b(?:mail |messages? )?from:? ?<?{ADDRESS.pattern}", re.IGNORECASE
)
_LIST_FOLLOWS = pattern("report", "list_follows")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{1,63}")
_SCHEME = re.compile(r"^(?:smtp|rfc822|mailto)[=:;]", re.IGNORECASE)
_FAILED = pattern("report", "failed")


def words_of(text: str, *, html: bool = False) -> str:
    """What the mailer itself says, without the message that it returns."""
    text = text[: 4 * MOST_LETTERS]
    if html:
        text = re.sub(r"(?is)<(style|script|head)\b.*?</\1>", " ", text)
        # An address stands in angle brackets as tags do.
        text = re.sub(r"(?i)<(?:br|/?p|/?div|/?tr|/?li|/?h\d)\b[^>]*>", "\n", text)
        text = re.sub(r"<(?![^<>\s]+@)[^>]*>", " ", text)
        text = unescape(text)
    kept: list[str] = []
    names_somebody = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        # Some announce the copy before they say who failed.
        if kept and (_HEADER.match(line) or (names_somebody and _RETURNED.match(line))):
            break
        kept.append(line)
        names_somebody = names_somebody or ADDRESS.search(line) is not None
    return "\n".join(kept)[:MOST_LETTERS]


def _those_meant(places: dict[str, int], lines: list[str]) -> dict[str, int]:
    """Of all addresses, those in the list that a mailer announces; failing that, not the ones it
    mentions in passing while of others it says what is wrong."""
    announced = [number for number, line in enumerate(lines) if _LIST_FOLLOWS.search(line)]
    listed = {each: at for each, at in places.items() if announced and at >= announced[0]}
    if listed:
        return listed
    told_of = {each: at for each, at in places.items() if meaning_of(_around(lines, at))}
    alone = {each: at for each, at in places.items() if len(lines[at].split()) <= 3}
    return {**told_of, **alone} or places


def _around(lines: list[str], number: int) -> str:
    return " ".join(lines[number : number + 2])[:1000]


def names_without_domain(words: str) -> list[str]:
    """Local parts in an announced list, as mailers write them that serve one domain."""
    lines = [line.strip() for line in words.split("\n")]
    for number, line in enumerate(lines):
        if _LIST_FOLLOWS.search(line):
            after = lines[number + 1 :]
            first = next((at for at, each in enumerate(after) if _NAME.fullmatch(each)), None)
            if first is not None and not any(map(ADDRESS.search, after)):
                return [each for each in after[first:] if _NAME.fullmatch(each)][:MOST_RECIPIENTS]
    return []


def told(words: str, subject: str, *, ours: Collection[str]) -> list[Failure]:
    """What is said of each recipient. `ours` are addresses of the sender and of the mailer."""
    if not (_FAILED.search(words) or _FAILED.search(subject)):
        return []
    lines = words.split("\n")
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        line = _FROM_WHOM.sub(" ", line)
        if _NOT_THOSE.search(line) and not (meaning_of(line) or CODE.search(line)):
            continue
        for found in ADDRESS.finditer(line):
            address = _SCHEME.sub("", found[0].rstrip(".-"))
            if address.lower() not in ours and len(places) < MOST_RECIPIENTS:
                places.setdefault(address, number)
    places = _those_meant(places, lines)
    starts = sorted(set(places.values()))
    failures = []
    for address, number in places.items():
        after = next((start for start in starts if start > number), len(lines))
        beside = " ".join(lines[number:after]).strip()
        if not (meaning_of(beside) or STATUS.search(beside) or CODE.search(beside)):
            beside = words
        kind, status = judged(beside, otherwise="permanent")
        failures.append(Failure(address, kind, status, " ".join(beside.split())[:300]))
    # One that names nobody says too little without a code: it may be about another recipient.
    if not failures and (STATUS.search(words) or CODE.search(words) or names_without_domain(words)):
        kind, status = judged(words, otherwise="permanent")
        failures.append(Failure("", kind, status, " ".join(words.split())[:300]))
    return failures
