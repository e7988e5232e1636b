"""The bench runs, and measures what it says, on a machine of any speed."""

import pytest

from comitia.bench.posts_in import run


@pytest.mark.slow
def test_a_short_run():
    found = run(messages=200, connections=4)
    assert found["bench"] == "posts-in"
    assert found["value"] > 0
    assert found["peer"]["value"] > 0
