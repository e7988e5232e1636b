"""Whatever is asked, it is answered, or it is said what of it was not looked for."""

from datetime import UTC, datetime

import pytest

from comitia.search import budget
from comitia.search.ask import MOST_LETTERS, read
from comitia.search.find import Scope, find
from comitia.search.hardest import hardest, times_ms
from comitia.search.schema import Entry
from comitia.search.store import Store

NOW = datetime(2011, 6, 15, tzinfo=UTC)
WORDS = [f"w{chr(97 + each // 26)}{chr(97 + each % 26)}" for each in range(45)]


@pytest.fixture
def store(tmp_path) -> Store:
    made = Store(tmp_path)
    entries = [
        Entry(key=key, group=1 + key % 2, number=key, at=NOW, text=" ".join(WORDS[key % 3 :]))
        for key in range(1, 40)
    ]
    made.rebuild([entries])
    return made


@pytest.mark.parametrize(("name", "question"), list(hardest(WORDS)))
def test_it_is_answered_within_its_means(store, name, question, monkeypatch) -> None:
    scope = Scope(groups={1}, denied={2})
    free = find(store, read(question, at=NOW), scope, with_counts=True)
    assert not free.notes
    monkeypatch.setattr(budget, "MOST_NANOSECONDS", 500)
    bounded = find(store, read(question, at=NOW), scope, with_counts=True)
    if name in {"30 words", "30 phrases", "30 phrases, any", "a phrase of 60 words"}:
        assert bounded.notes
        assert len(bounded.notes) <= 2
    assert all(key % 2 == 0 for key in [*free.keys, *bounded.keys])


def test_they_can_be_timed(store) -> None:
    found = times_ms(store, Scope(groups={1, 2}, denied=()), at=NOW)
    assert set(found) == {name for name, _question in hardest(WORDS)}
    assert max(found.values()) < 200


def test_the_longest_question_is_cut() -> None:
    assert read("a1 " * MOST_LETTERS, at=NOW).notes


def test_nothing_is_indexed_that_belongs_to_nobody(tmp_path) -> None:
    with pytest.raises(ValueError, match="who may find it"):
        Store(tmp_path).rebuild([[Entry(key=1, group=0, number=1, at=NOW)]])
