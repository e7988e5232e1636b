"""What a message costs as the archive grows: to bring it in, to keep it, to show it, to find it.

Groups of ten thousand messages are added, as a house gets more lists; the house is kept as it was
at each size, and all sizes are then asked in turn. COMITIA_BENCH_MESSAGES says how far (100,000 by
default; 1,000,000 takes half an hour and twelve gigabytes). In a checkout the figures are drawn
into docs/scale.svg and set in docs/scale.md.
"""

import json
import os
import re
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from comitia.bench import drawing, house, list_mail, serving
from comitia.bench.bringing_in import bring_in, bytes_kept, worker
from comitia.bench.http_load import ask
from comitia.bench.searching import PACKED, Questions, ask_about, pages
from comitia.search.store import Store

SMALLEST = 10_000
MOST_RATIO = 1.3
LAST_GROUPS = 5
REQUESTS = 400
ROUNDS = 3
DOCS = Path("docs")
_TABLE = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end -->)", re.DOTALL)

_LINKS = """
import json, django; django.setup()
from comitia.archive.models import Message
from comitia.web.templatetags.comitia import message_link
last = Message.objects.order_by("-pk").values_list("pk", flat=True)[0]
keys = range(1, last, max(1, last // 200))
print(json.dumps([message_link(each) for each in Message.objects.filter(pk__in=keys)]))
"""


@dataclass(frozen=True)
class Grown:
    """A house as it was at a size: its folder, and what it took to bring the last groups' in."""

    messages: int
    folder: Path
    import_ms: float


@dataclass(frozen=True)
class Cost:
    """What one message costs at a size: ms of a processor to bring in and index, bytes on disk, ms
    to show.

    `search_ms` is a page for a word that nearly all hold, 95 % of them; `rare_ms` for one that
    hardly any does, among the mail of a group.
    """

    messages: int
    import_ms: float
    bytes_kept: int
    page_ms: float
    search_ms: float
    rare_ms: float


def run() -> dict[str, Any]:
    """Measure, draw, and give the bench's one line."""
    most = int(os.environ.get("COMITIA_BENCH_MESSAGES", "100000"))
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as name:
        costs = compare(grow(Path(name), most))
    if DOCS.is_dir():
        write_down(costs)
    return line_of(costs)


def line_of(costs: list[Cost]) -> dict[str, Any]:
    """The bench's line."""
    first, last = costs[0], costs[-1]
    return {
        "bench": "scale",
        "value": round(last.import_ms / first.import_ms, 2),
        "unit": f"times the cost of bringing a message in, {first.messages} to {last.messages}",
        "work": f"page {last.page_ms / first.page_ms:.2f} times, room "
        f"{last.bytes_kept / first.bytes_kept:.2f} times; "
        + json.dumps([asdict(each) for each in costs]),
        "peer": {"name": "the most it may be", "value": MOST_RATIO},
    }


def grow(folder: Path, most: int) -> list[Grown]:
    """A house that grows to `most` messages, kept as it was at 10,000 and each tenfold of it."""
    found: list[Grown] = []
    here = house.build(folder / "house")
    there, wanted = 0, SMALLEST
    took: list[float] = []
    while there < most:
        took.append(_add(here, folder, number=there // list_mail.A_PASS))
        there += list_mail.A_PASS
        if there >= wanted:
            kept = folder / f"house-{there}"
            shutil.copytree(folder / "house", kept)
            # Parts of the index are merged now and then: one group pays for some before it.
            mean = fmean(took[-LAST_GROUPS:])
            found.append(Grown(there, kept, round(mean * 1000 / list_mail.A_PASS, 3)))
            wanted *= 10
    return found


def _add(here: dict[str, str], folder: Path, *, number: int) -> float:
    """One more group of ten thousand; the processor's seconds until all of it was found."""
    group, box = _group(number), folder / "list.mbox"
    house.add_groups(here, group)
    list_mail.write_box(box, messages=list_mail.A_PASS, number=number)
    with worker(here) as work:
        until = (number + 1) * list_mail.A_PASS
        return bring_in(here, box, group, until=until, worker=work).cpu_seconds


def _group(number: int) -> str:
    return f"bench{number}"


def compare(grown: list[Grown]) -> list[Cost]:
    """What showing and finding takes at each size, asked in turn; of each the best turn counts.

    So whatever else the machine does meets all sizes.
    """
    with ExitStack() as servers:
        asked = [_Asked.of(each, servers) for each in grown]
        for _ in range(ROUNDS):
            for each in asked:
                each.turn()
    return [each.cost() for each in asked]


@dataclass
class _Asked:
    """A house that is served, what it is asked, and its best answers so far, in ms."""

    grown: Grown
    port: int
    links: list[str]
    questions: Questions
    best: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, grown: Grown, servers: ExitStack) -> "_Asked":
        here = house.environment(grown.folder)
        links = json.loads(house.run(here, "-c", _LINKS))
        questions = ask_about(Store(grown.folder / "search"))
        # Grown by the same mail again, the house holds no rare word: each is in every group.
        rare = [f"{word} group:{_group(0)}" for word in questions.rare]
        port = serving.web(here)
        return cls(grown, servers.enter_context(port), links, replace(questions, rare=rare))

    def turn(self) -> None:
        ask(self.port, self.links, requests=50, connections=1, headers=PACKED)
        page = ask(self.port, self.links, requests=REQUESTS, connections=1, headers=PACKED)
        common = pages(self.port, self.questions.common, "/search?q=")
        rare = pages(self.port, self.questions.rare, "/search?q=")
        for name, ms in (("page", page.p50_ms), ("common", common.p95_ms), ("rare", rare.p95_ms)):
            self.best[name] = min(ms, self.best.get(name, ms))

    def cost(self) -> Cost:
        return Cost(
            self.grown.messages,
            self.grown.import_ms,
            bytes_kept(self.grown.folder) // self.grown.messages,
            self.best["page"],
            self.best["common"],
            self.best["rare"],
        )


def write_down(costs: list[Cost]) -> None:
    """Set the figures in docs/scale.md and draw them beside it."""
    head = ["messages", "to bring one in, ms of a processor", "kept for it, bytes", "its page, ms",
            "common word, ms", "rare word, ms"]  # fmt: skip
    rows = [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *(
            "| " + " | ".join(f"{value:,}" for value in asdict(each).values()) + " |"
            for each in costs
        ),
    ]
    page = DOCS / "scale.md"
    page.write_text(_TABLE.sub("\n".join(rows) + "\n", page.read_text(encoding="utf-8")), "utf-8")
    first = costs[0]
    lines = {
        "bringing in": [each.import_ms / first.import_ms for each in costs],
        "room": [each.bytes_kept / first.bytes_kept for each in costs],
        "message page": [each.page_ms / first.page_ms for each in costs],
    }
    svg = drawing.chart([each.messages for each in costs], lines, limit=MOST_RATIO)
    (DOCS / "scale.svg").write_text(svg, encoding="utf-8")
