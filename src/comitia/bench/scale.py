"""What a message costs as the archive grows: to bring it in, to keep it, to show it, to find it.

Groups of ten thousand messages are added, as a house gets more lists; at each size all is measured
anew. COMITIA_BENCH_MESSAGES says how far (100,000 by default; 1,000,000 takes half an hour and ten
gigabytes). In a checkout the figures are drawn into docs/scale.svg and set in docs/scale.md.
"""

import json
import os
import re
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from comitia.bench import drawing, house, list_mail, serving
from comitia.bench.bringing_in import bring_in, bytes_kept, worker
from comitia.bench.http_load import ask
from comitia.bench.searching import PACKED, ask_about, pages
from comitia.search.store import Store

SMALLEST = 10_000
MOST_RATIO = 1.3
REQUESTS = 400
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
class Cost:
    """What one message costs at a size: ms to bring in and index, bytes on disk, ms to show.

    `search_ms` is a page for a word that nearly all hold, 95 % of them; `rare_ms` for one that
    hardly any does.
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
    costs = measure(most)
    first, last = costs[0], costs[-1]
    if DOCS.is_dir():
        write_down(costs)
    return {
        "bench": "scale",
        "value": round(last.import_ms / first.import_ms, 2),
        "unit": f"times the cost of bringing a message in, {first.messages} to {last.messages}",
        "work": f"page {last.page_ms / first.page_ms:.2f} times, room "
        f"{last.bytes_kept / first.bytes_kept:.2f} times; "
        + json.dumps([asdict(each) for each in costs]),
        "peer": {"name": "the most it may be", "value": MOST_RATIO},
    }


def measure(most: int) -> list[Cost]:
    """The costs at 10,000 and each tenfold of it up to `most`."""
    found: list[Cost] = []
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as name:
        folder = Path(name)
        here = house.build(folder / "house")
        there, wanted = 0, SMALLEST
        while there < most:
            seconds = _add(here, folder, number=there // list_mail.A_PASS)
            there += list_mail.A_PASS
            if there >= wanted:
                found.append(_cost(here, there, seconds))
                wanted *= 10
    return found


def _add(here: dict[str, str], folder: Path, *, number: int) -> float:
    """One more group of ten thousand; the seconds until all of it was found."""
    group, box = f"bench{number}", folder / "list.mbox"
    house.add_groups(here, group)
    list_mail.write_box(box, messages=list_mail.A_PASS, number=number)
    with worker(here) as work:
        time.sleep(2)  # Its start is no cost of a message.
        until = (number + 1) * list_mail.A_PASS
        return bring_in(here, box, group, until=until, worker=work).seconds


def _cost(here: dict[str, str], messages: int, seconds: float) -> Cost:
    folder = Path(here["COMITIA_DATA"])
    links: list[str] = json.loads(house.run(here, "-c", _LINKS))
    questions = ask_about(Store(folder / "search"))
    with serving.web(here) as port:
        ask(port, links, requests=50, connections=1, headers=PACKED)
        page = ask(port, links, requests=REQUESTS, connections=1, headers=PACKED)
        common = pages(port, questions.common, "/search?q=")
        rare = pages(port, questions.rare, "/search?q=")
    return Cost(
        messages,
        round(seconds * 1000 / list_mail.A_PASS, 3),
        bytes_kept(folder) // messages,
        page.p50_ms,
        common.p95_ms,
        rare.p95_ms,
    )


def write_down(costs: list[Cost]) -> None:
    """Set the figures in docs/scale.md and draw them beside it."""
    head = ["messages", "to bring one in, ms", "kept for it, bytes", "its page, ms",
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
