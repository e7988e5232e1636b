"""A register of 20,000 documents: how long the server takes to list a page of it, by any filter.

Once what the register takes to answer, once the whole page as a member is sent it. Beside it, in
the same run: the same rows by one bare statement of the database, which is the least that any
program could ask.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from comitia.bench import house

DOCUMENTS = 20_000
TIMES = 40
MOST_MS = 50
_START = datetime(2011, 4, 1, 9, tzinfo=UTC)
# Words as long as those of papers, and as many as a field uses.
_SYLLABLES = ("con", "ta", "net", "ri", "sec", "mo", "li", "der", "par", "ti", "sus", "ne")
_WORDS = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]


def register(*, documents: int = DOCUMENTS) -> list[dict[str, Any]]:
    """Measure, and give the bench's lines: the slowest of all filters, at its 95th percentile."""
    with tempfile.TemporaryDirectory(prefix="comitia-bench-") as name:
        here = house.build(Path(name) / "house", "bench")
        script = f"from comitia.bench.register import main; main({documents})"
        found = json.loads(house.run(here, "-c", script).splitlines()[-1])
    works = {
        "register": "counted, sorted, with languages, additions and what the reader has read;"
        f" {found['queries']} queries, the database in the same process",
        "page": "the same as a page for a member",
    }
    return [_line(name, work, found, documents) for name, work in works.items()]


def _line(name: str, work: str, found: dict[str, Any], documents: int) -> dict[str, Any]:
    times = found[name]
    slowest = max(times, key=lambda each: times[each])
    each = ", ".join(f"{filter} {ms}" for filter, ms in times.items())
    return {
        "bench": f"documents-{name}",
        "value": times[slowest],
        "unit": "ms of the server's processor for 95 % of pages, by the slowest filter",
        "work": f"50 of {documents} documents, {work}; slowest: {slowest}; {each}",
        "peer": {"name": "one bare statement for the same rows", "value": found["bare_ms"]},
        "limits": [{"name": "the most it may take", "value": MOST_MS}],
    }


def main(documents: int) -> None:
    """Fill the house that this runs in, measure, and print what was found."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from comitia.documents import access, queries
    from comitia.documents.queries import Filter
    from comitia.groups.models import Group

    group = Group.objects.select_related("parent").get(name="bench")
    reader, source, meeting = _fill(group, documents)
    at = datetime.now(UTC)
    filters = {
        "all": Filter(),
        "by symbol": Filter(order="symbol", descending=False),
        "by title": Filter(order="title", descending=False),
        "series": Filter(series="TD"),
        "state": Filter(states=("noted", "considered")),
        "source": Filter(source=source),
        "meeting": Filter(meeting=meeting),
        "language": Filter(language="ru"),
        "words": Filter(words="conta secmo"),
        "rare words": Filter(words="paper 19999"),
        "unread": Filter(unread_by=reader),
        "all at once": Filter(
            series="C", states=("posted",), source=source, language="fr", words="netri"
        ),
    }

    def page(filter: Filter, number: int) -> Callable[[], object]:
        return lambda: queries.listing(
            access.sight_of(reader, group, at=at), filter, page=number, new_since=_START
        )

    found = {name: _measured(page(each, 1)) for name, each in filters.items()}
    found["last page"] = _measured(page(Filter(), 10**6))
    with CaptureQueriesContext(connection) as asked:
        page(Filter(), 1)()
    queries_asked = len(asked)

    def bare() -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, series, number, title, state FROM documents_document WHERE group_id ="
                " %s AND is_open = %s ORDER BY received_at DESC, id DESC LIMIT 50",
                [group.pk, True],
            )
            return cursor.fetchall()

    told = {
        "register": found,
        "page": _pages(reader, {"all": "", "state": "?state=noted", "words": "?words=conta+secmo"}),
        "queries": queries_asked,
        "bare_ms": _measured(bare),
    }
    print(json.dumps(told))  # noqa: T201


def _pages(reader: Any, asked: dict[str, str]) -> dict[str, float]:
    """What whole pages of the list take, as a member asks for them."""
    from django.conf import settings
    from django.test import Client

    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])
    client.force_login(reader)

    def page(query: str) -> Callable[[], object]:
        def answer() -> None:
            status = client.get(f"/g/bench/documents/{query}").status_code
            if status != 200:
                raise RuntimeError(f"the list {query} was answered by {status}")

        return answer

    return {name: _measured(page(query)) for name, query in asked.items()}


def _measured(act: Callable[[], object]) -> float:
    """The 95th percentile, in ms: of the processor's time, which others do not lengthen."""
    act()
    times = []
    for _ in range(TIMES):
        begun = time.process_time()
        act()
        times.append(time.process_time() - begun)
    return round(sorted(times)[int(TIMES * 0.95) - 1] * 1000, 2)


def _fill(group: Any, documents: int) -> tuple[Any, int, int]:
    """Rows as the verbs leave them, written at once; a reader, a source and a meeting of them."""
    from comitia.bodies.models import Meeting
    from comitia.documents.heads import sought_in
    from comitia.documents.models import Document, DocumentWords, Issue, Reading
    from comitia.groups import seats
    from comitia.ledger.actors import SYSTEM
    from comitia.people import actions as people
    from comitia.people.models import Entity

    chance = random.Random(178)  # noqa: S311 - the same documents each time, no secret.
    entities = [
        Entity.objects.create(name=f"Member {n}", slug=f"member-{n}", category="member_state")
        for n in range(120)
    ]
    reader = people.meet(address="reader@member.example", name="Reader", language="en")
    people.confirm(person=reader, address=reader.email, by=SYSTEM, at=_START)
    from comitia.groups.models import Terms

    Terms.objects.create(
        group=group,
        since=_START,
        purpose="Bench",
        eligibility=["member_state"],
        eligibility_source="-",
        outputs=["report"],
    )
    seats.admit(
        group=group, person=reader, entity=entities[0], address=reader.email, by=SYSTEM, at=_START
    )
    meetings = [
        Meeting.objects.create(
            body=group.parent, planned_month=(_START + timedelta(days=31 * n)).date().replace(day=1)
        )
        for n in range(12)
    ]
    numbers = {"C": 0, "TD": 0, "R": 0, "LS": 0, "DOC": 0}
    rows: list[Document] = []
    said: list[str] = []
    for n in range(documents):
        series = chance.choices(list(numbers), (60, 25, 2, 5, 8))[0]
        numbers[series] += 1
        at = _START + timedelta(minutes=20 * n)
        words = " ".join(chance.choices(_WORDS, k=80))
        said.append(words)
        title = f"Paper {n} on {words[:60]}"
        rows.append(
            Document(
                group=group, series=series, number=numbers[series], created_at=at, received_at=at,
                posted_at=at + timedelta(days=1), is_open=n % 50 != 0, title=title,
                state=chance.choice(("posted", "posted", "considered", "noted", "withdrawn")),
                source_line=f"Member {n % 120}", question=f"{n % 9}/99",
                languages=chance.choice((",en,", ",fr,", ",en,fr,", ",ru,en,")),
                meeting=meetings[n % 12],
                entity=entities[n % 120],
            )
        )  # fmt: skip
    Document.objects.bulk_create(rows, batch_size=1_000)
    made = list(Document.objects.filter(group=group).order_by("id"))
    DocumentWords.objects.bulk_create(
        [
            DocumentWords(document=row, group=group, words=sought_in([row.title, words]))
            for row, words in zip(made, said, strict=True)
        ],
        batch_size=1_000,
    )
    issues = Issue.objects.bulk_create(
        [
            Issue(
                document=row, ordinal=0, state=row.state, title=row.title,
                created_at=row.created_at, received_at=row.received_at,
                retrievable_at=row.posted_at, posted_at=row.posted_at,
                token=f"bench{row.pk}", entity_id=row.entity_id,
            )
            for row in made
        ],
        batch_size=1_000,
    )  # fmt: skip
    for row, issue in zip(made, issues, strict=True):
        row.current = issue
    Document.objects.bulk_update(made, ["current"], batch_size=500)
    through = Document.sources.through
    through.objects.bulk_create(
        [through(document_id=row.pk, entity_id=row.entity_id) for row in made], batch_size=2_000
    )
    Reading.objects.bulk_create(
        [
            Reading(person=reader, document=row, issue=issue, first_at=_START,
                    last_at=_START)
            for row, issue in list(zip(made, issues, strict=True))[::2]
        ],
        batch_size=2_000,
    )  # fmt: skip
    return reader, entities[7].pk, meetings[3].pk
