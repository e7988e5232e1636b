"""The table of checks in the documentation is that of the code."""

import re
from pathlib import Path

from comitia.reconcile.checks import CHECKS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reconciliation.md"


def test_the_checks_and_their_documentation_agree():
    rows = re.findall(r"^\| `([a-z-]+)` \| .* \| (.*) \|$", PAGE.read_text(), re.MULTILINE)
    assert [name for name, _ in rows] == list(CHECKS)
    for name, mended in rows:
        by_a_person = mended.startswith(("you", "a backup"))
        assert by_a_person == (CHECKS[name].mend is None), name
