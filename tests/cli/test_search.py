"""`comitia search` and `comitia reindex`."""

import json

import pytest
from click.testing import CliRunner

from comitia.archive import index
from comitia.bodies.models import Body, Decision
from comitia.cli.search import reindex, search
from comitia.search.store import Store
from tests.archive.posts import START, make_group, post


@pytest.fixture
def archive(db, tmp_path, monkeypatch) -> None:
    made = Store(tmp_path / "search")
    monkeypatch.setattr(index, "store", lambda: made)
    monkeypatch.setattr("comitia.archive.search.store", lambda: made)
    body = Body.objects.create(acronym="TSAG", slug="tsag", kind=Body.Kind.ADVISORY_GROUP)
    day = START.date()
    Decision.objects.create(
        body=body, decided_from=day, decided_until=day, text="To compare the interim reports."
    )
    group = make_group()
    post(group, name="a@x", subject="Interim report", day=1)
    post(group, name="b@x", subject="Re: Interim report", day=2)
    answer = CliRunner().invoke(reindex, [])
    assert "3 things indexed" in answer.output


def run(*words: str):
    return CliRunner().invoke(search, list(words))


def test_lines_for_a_person(archive) -> None:
    answer = run("interim", "report", "--order", "oldest")
    assert answer.exit_code == 0
    assert answer.output.index("t09tsag178 1") < answer.output.index("t09tsag178 2")
    assert "/decisions/#decision-" in answer.output
    assert "By kinds: mail 2, decision 1" in answer.output
    assert "3 found, page 1 of 1" in answer.output


def test_an_object_for_a_program(archive) -> None:
    said = json.loads(run("--json", "report", "from:bob").stdout)
    assert said["count"] == 2
    assert said["facets"]["years"] == {"2011": 2}
    assert said["facets"]["people"] == {"Bob Example": 2}
    assert {each["message_id"] for each in said["hits"]} == {"a@x", "b@x"}
    assert said["also"] == []
    assert said["hits"][0]["kind"] == "mail"


def test_nothing_is_status_1_with_a_guess(archive) -> None:
    answer = run("intrim")
    assert answer.exit_code == 1
    assert "Did you mean: interim" in answer.output


def test_what_cannot_be_used_is_said(archive) -> None:
    answer = run("report", "date:soon")
    assert answer.exit_code == 0
    assert "no date" in answer.output
