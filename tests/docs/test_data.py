"""Each table of ours has its line in docs/data.md, and no line is left over."""

import re
from importlib import import_module
from pathlib import Path

from django.apps import apps

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data.md"


def test_tables_and_their_documentation_agree():
    # Two stores may each have a table of one name.
    ours = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("comitia.") and not model._meta.auto_created
    ]
    written = re.findall(r"^\| ([A-Z]\w+) \|", PAGE.read_text(), re.MULTILINE)
    assert sorted(written) == sorted(ours)


def test_who_writes_them_is_there():
    for name in re.findall(r"`([a-z]+(?:\.[a-z_]+)+)`", PAGE.read_text()):
        module = name
        while module:
            try:
                import_module(f"comitia.{module}")
                break
            except ModuleNotFoundError:
                module = module.rpartition(".")[0]
        rest = name.removeprefix(module).strip(".")
        if not name.endswith((".pem", ".sqlite3")):
            assert module, name
            assert not rest or hasattr(import_module(f"comitia.{module}"), rest), name
