"""comitia circular: what can be read is shown, and what cannot is refused in plain words."""

import json
import zipfile

import pytest
from click.testing import CliRunner

from comitia.base import clock
from comitia.circulars.models import Circular, Draft
from comitia.cli.frame import main
from comitia.groups.models import Group
from tests.circulars.example import NEEDED, TEXT, reading
from tests.world import NOW

pytestmark = pytest.mark.django_db


def comitia(*words, status=0):
    with clock.stopped_at(NOW):
        answer = CliRunner().invoke(main, ["circular", *map(str, words)])
    assert answer.exit_code == status, answer.output + answer.stderr
    return answer


@pytest.fixture
def draft(db):
    return Draft.objects.create(name="x.txt", text=TEXT, reading=reading(), made_at=NOW)


def corrections():
    return [part for path, value in NEEDED.items() for part in ("--set", f"{path}={value}")]


def test_a_circular_is_shown_with_places_and_doubts(shared):
    shown = comitia("read", shared / "circular-174.zh.txt").stdout
    assert "Convener         Bruno Ramos, ANATEL, 巴西  [line 18]" in shown
    assert "inferred: The first row of the timetable" in shown
    assert "instructs-director-tsb-2 [line 82]" in shown
    assert "odd: A quotation mark opens here" in shown
    assert not Draft.objects.exists()


def test_json_is_one_object(shared):
    found = json.loads(comitia("read", shared / "circular-174.zh.txt", "--json").stdout)
    assert found["resolution"]["number"] == "178"
    assert {"code", "text", "where"} <= found["warnings"][0].keys()


@pytest.mark.parametrize("kind", ["empty", "prose", "zip", "missing", "folder", "broken.docx"])
def test_what_is_no_circular_is_refused_and_creates_nothing(tmp_path, kind):
    file = tmp_path / kind
    if kind == "empty":
        file.write_bytes(b"")
    elif kind == "prose":
        file.write_text("Dear diary, nothing of note happened.\n" * 20)
    elif kind == "zip":
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("a.txt", "x" * 1000)
    elif kind == "folder":
        file.mkdir()
    elif kind == "broken.docx":
        file.write_bytes(b"PK\x03\x04 and no more")
    answer = comitia("read", file, "--keep", status=1)
    assert answer.stdout == ""
    assert answer.stderr.startswith("comitia: ")
    assert "Traceback" not in answer.stderr
    assert not Draft.objects.exists()


def test_drafts_wait_until_they_are_confirmed(draft):
    (row,) = map(json.loads, comitia("drafts", "--json").stdout.splitlines())
    assert (row["draft"], row["number"]) == (draft.pk, "7")
    missing = comitia("confirm", draft.pk, status=1)
    assert "convener.category" in missing.stderr
    assert not Group.objects.exists()
    comitia("confirm", draft.pk, *corrections())
    assert comitia("drafts").stdout == "No draft waits.\n"
    again = comitia("confirm", draft.pk, status=1)
    assert "confirmed already" in again.stderr


def test_a_confirmed_circular_is_issued_and_listed(draft):
    comitia("issue", "7", "--series", "EX", status=1)
    comitia("confirm", draft.pk, *corrections())
    answer = comitia("issue", "7", "--series", "ex")
    assert "sent to 0 focal points" in answer.stdout
    assert "Example Agency has no focal point" in answer.stderr
    (row,) = map(json.loads, comitia("list", "--json").stdout.splitlines())
    assert (row["circular"], row["group"]) == ("EX Circular 7", "t09ex7")
    assert row["issued"].startswith("2011-04-04")
    assert Circular.objects.get().issued_at == NOW


def test_wrong_calls_have_status_2(draft):
    comitia("confirm", draft.pk, "--set", "nonsense", status=2)
    comitia("confirm", "x", status=2)
    comitia("confirm", 999, status=1)
