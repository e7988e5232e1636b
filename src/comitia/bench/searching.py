"""Search over HTTP: common and rare words, a phrase, and the dearest questions we can think of.

`comitia web` as it is run, over the mail of a real list; each question is asked by the public, one
at a time. Beside it, in the same run: public-inbox with as much of the same mail as it indexes in
reasonable time, where it is installed.
"""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from comitia.bench import house, list_mail, public_inbox, serving
from comitia.bench.bringing_in import bring_in, worker
from comitia.bench.http_load import Measured, ask
from comitia.search import hardest
from comitia.search.analyse import terms
from comitia.search.find import Scope
from comitia.search.store import Store

MESSAGES = 20_000
PEER_MESSAGES = 2_600
REQUESTS = 200
PACKED = "Accept-Encoding: gzip\r\n"
# The most that each may take, in ms: 95 % of pages for a common word, and a rare one; any question.
MOST_MS = {"common": 15, "rare": 8, "phrase": 15}
MOST_FOR_ANY_MS = 200
RAREST = 1_000


@dataclass(frozen=True)
class Questions:
    """Words that nearly every message holds, words that hardly one does, and pairs of words."""

    common: list[str]
    rare: list[str]
    phrase: list[str]


def run(*, messages: int = MESSAGES) -> list[dict[str, Any]]:
    """Measure, and give the bench's lines."""
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as name:
        folder = Path(name)
        here = house.build(folder / "house", "bench")
        fill(here, folder, "bench", messages=messages)
        store = Store(folder / "house" / "search")
        questions = ask_about(store)
        with serving.web(here) as port:
            ours = {kind: pages(port, getattr(questions, kind), "/search?q=") for kind in MOST_MS}
        dearest = hardest.times_ms(store, everything(), at=datetime.now(UTC))
        theirs = _peer(folder, questions, messages=min(messages, PEER_MESSAGES))
    worst = max(dearest, key=lambda each: dearest[each])
    lines = [
        {
            "bench": "search" if kind == "common" else f"search-{kind}",
            "value": ours[kind].p95_ms,
            "unit": "ms for 95 % of pages, one at a time",
            "work": f"a {kind} question among {messages} messages of {list_mail.source()}; "
            f"{ours[kind].p50_ms} ms at the median; {ours[kind].mean_bytes} bytes packed",
            "peer": {
                "name": f"public-inbox, {min(messages, PEER_MESSAGES)} of the same messages"
                if theirs
                else "public-inbox (is not installed here)",
                "value": theirs[kind].p95_ms if theirs else 0,
            },
            "limits": [{"name": "the most it may take", "value": MOST_MS[kind]}],
        }
        for kind in MOST_MS
    ]
    lines.append(
        {
            "bench": "search-dearest",
            "value": dearest[worst],
            "unit": "ms in the index, counts included",
            "work": f"the dearest of {len(dearest)} questions made to be dear: {worst}",
            "peer": {"name": "the most that any may take", "value": MOST_FOR_ANY_MS},
        }
    )
    return lines


def fill(here: dict[str, str], folder: Path, group: str, *, messages: int, number: int = 0) -> None:
    """Bring the list's mail into a group, pass by pass, and wait until it is found."""
    box = folder / "list.mbox"
    there = 0
    with worker(here) as work:
        while there < messages:
            wanted = min(list_mail.A_PASS, messages - there)
            list_mail.write_box(box, messages=wanted, number=number)
            there += wanted
            number += 1
            bring_in(here, box, group, until=there, worker=work)
    box.unlink()


def ask_about(store: Store) -> Questions:
    """Questions about what an index holds."""
    words = hardest.common_words(store)
    found = store.searcher().terms_with_prefix("text_en", "")
    # Words that stand in mail just so: what is cut to a stem would be looked for in vain. A list
    # that was grown by passing over it again has each word as often as it was passed over.
    words_held = [each for each in found if each[0].isalpha() and len(each[0]) > 6]
    least = sorted(words_held, key=lambda each: each[1])[:RAREST]
    rare = [word for word, _ in least if _is_whole(word)]
    pairs = [f'"{one} {other}"' for one, other in pairwise(words)]
    return Questions(words[:10], sorted(rare)[:: max(1, len(rare) // 50)][:50], pairs[:10])


def _is_whole(word: str) -> bool:
    return any(name == "en" and found == [word] for name, found in terms(word))


def pages(port: int, questions: list[str], before: str) -> Measured:
    """The result pages of these questions, one at a time."""
    paths = [before + quote(each) for each in questions]
    ask(port, paths, requests=len(paths), connections=1, headers=PACKED)
    return ask(port, paths, requests=REQUESTS, connections=1, headers=PACKED)


def everything() -> Scope:
    """As who may read all there is."""
    return Scope(groups=(1,), denied=(), with_addresses=(1,))


def _peer(folder: Path, questions: Questions, *, messages: int) -> dict[str, Measured]:
    if not public_inbox.is_there():
        return {}
    box = folder / "peer.mbox"
    list_mail.write_box(box, messages=messages)
    with public_inbox.serving(folder, box, workers=2, level="full") as port:
        return {kind: pages(port, getattr(questions, kind), "/bench/?q=") for kind in MOST_MS}
