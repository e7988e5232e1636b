"""Nobody is kept out: every page of the example passes axe-core's rules and fits its window."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", "1280", "light"), ("ar", "360", "dark")]
)
def test_no_page_has_a_fault(language, width, scheme):
    command = [sys.executable, "scripts/gallery.py", "--faults", "--languages", language]
    done = subprocess.run(
        [*command, "--widths", width, "--schemes", scheme],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
