"""Each setting the code reads has its line in docs/settings.md, and no line is left over."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(
    r'env\.(?:text|optional_text|flag|whole|host_port|folder|one_of|words|networks)\(\s*"([A-Z_]+)"'
)


def test_settings_and_their_documentation_agree():
    code = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    documented = set(re.findall(r"^\| `COMITIA_([A-Z_]+)`", _page(), re.MULTILINE))
    assert documented == set(READ.findall(code))


def _page() -> str:
    return (ROOT / "docs" / "settings.md").read_text()
