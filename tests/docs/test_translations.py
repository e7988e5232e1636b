"""All six languages are complete: a missing or stale string fails (law 10)."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "comitia"
LOCALES = ("ar", "es", "fr", "ru", "zh_Hans")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|\{[a-z_]*\}")


def catalogue(folder: Path, locale: str):
    with (folder / locale / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def forms(text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_string_is_translated_with_its_placeholders(locale):
    faults = []
    for message in catalogue(PACKAGE / "locale", locale):
        source = forms(message.id)[-1]
        for said in forms(message.string):
            if not said.strip():
                faults.append(f"not translated: {source[:60]}")
            elif sorted(PLACEHOLDER.findall(said)) != sorted(PLACEHOLDER.findall(source)):
                faults.append(f"other placeholders: {source[:60]} -> {said[:60]}")
        if message.fuzzy:
            faults.append(f"fuzzy: {source[:60]}")
    assert faults == []


def test_no_string_is_asked_for_within_an_f_string():
    """There gettext's programs do not see it, and it stays English for ever."""
    asks = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}
    faults = [
        f"{path.relative_to(PACKAGE)}:{each.lineno}"
        for path in PACKAGE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for each in ast.walk(text)
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Name)
        and each.func.id in asks
        and any(isinstance(one, ast.Constant) for one in each.args)
    ]
    assert faults == []


def test_translations_are_asked_for_by_names_that_gettext_knows():
    """Under any other name than its own, or `_`, gettext's programs do not see what is asked."""
    faults = [
        f"{path.relative_to(PACKAGE)}:{each.lineno}"
        for path in PACKAGE.rglob("*.py")
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(each, ast.ImportFrom) and each.module == "django.utils.translation"
        for name in each.names
        if "gettext" in name.name and name.asname not in (None, "_")
    ]
    assert faults == []


@pytest.mark.slow
def test_the_catalogues_hold_just_the_strings_of_the_code(tmp_path):
    copy = tmp_path / "comitia"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-obsolete"]
    answer = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    found = {str(message.id) for message in catalogue(copy / "locale", "fr")}
    kept = {str(message.id) for message in catalogue(PACKAGE / "locale", "fr")}
    assert found == kept, "run: make messages"
