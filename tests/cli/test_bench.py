from importlib import import_module

from click.testing import CliRunner

from comitia.bench import documents, posts_in
from comitia.cli.bench import BENCHES, bench, in_words

FOUND = {
    "bench": "posts-in",
    "value": 600,
    "unit": "messages/s",
    "work": "posting",
    "peer": {"name": "a peer", "value": 400},
    "limits": [{"name": "a limit", "value": 1200}],
}


def test_each_bench_has_a_function():
    for path in BENCHES.values():
        module, _, name = path.partition(":")
        assert callable(getattr(import_module(module), name))


def test_one_object_a_line_for_scripts(monkeypatch):
    monkeypatch.setattr(posts_in, "run", lambda: FOUND)
    done = CliRunner().invoke(bench, ["posts-in", "--json"])
    assert done.exit_code == 0
    assert done.output.count("\n") == 1
    assert '"value": 600' in done.output


def test_an_unknown_bench_is_a_wrong_call():
    assert CliRunner().invoke(bench, ["nonsense"]).exit_code == 2


def test_in_words():
    said = in_words(FOUND)
    assert "posts-in: 600 messages/s" in said
    assert "a peer: 400 (ours: 1.50 of it)" in said
    assert "a limit: 1200 (ours: 0.50 of it)" in said


def test_documents_are_measured_beside_their_peers():
    found = documents.redline(words=2_000)
    assert found["bench"] == "documents-redline"
    assert 0 < found["value"] < found["peer"]["value"]
