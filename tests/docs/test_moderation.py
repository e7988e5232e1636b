"""The table of rules in the documentation is that of the code."""

import re
from pathlib import Path

from comitia.mail.flow import FLOW

PAGE = Path(__file__).resolve().parents[2] / "docs" / "moderation.md"


def test_the_rules_and_their_documentation_agree():
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([\w, ]*)\|$", PAGE.read_text(), re.MULTILINE)
    documented = [(name, usual, instead.strip()) for name, usual, instead in rows]
    assert documented == [
        (step.rule.name, str(step.action), ", ".join(step.instead)) for step in FLOW
    ]
