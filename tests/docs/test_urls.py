"""Each address the web door answers is listed as a promise, and none has vanished."""

import re
from pathlib import Path

from django.urls import get_resolver

PAGE = Path(__file__).resolve().parents[2] / "docs" / "urls.md"


def routes(patterns, before=""):
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, here)
        else:
            yield "/" + here


def test_addresses_and_their_list_agree():
    listed = dict(re.findall(r"^\| `(.+?)` \|.*\| (\w+) \|$", PAGE.read_text(), re.MULTILINE))
    assert set(listed.values()) <= {"stable", "unstable", "retired"}
    kept = {address for address, promise in listed.items() if promise != "retired"}
    assert kept == set(routes(get_resolver().url_patterns))
