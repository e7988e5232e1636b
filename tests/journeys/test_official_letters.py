"""The secretariat's letters, from a file to the focal points: looked at, issued, corrected.

Through the commands a secretariat has, and the pages everybody has.
"""

import asyncio
import json
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from click.testing import CliRunner

from comitia.base import clock
from comitia.cli.frame import main
from comitia.official.models import OfficialLetter
from comitia.outbox.deliver.run import run
from comitia.outbox.models import Batch
from comitia.outbox.sink import content, sunk
from tests.official.letters import add_focal_points
from tests.outbox.test_deliver import aside

APRIL = datetime(2011, 4, 4, 9, tzinfo=UTC)
LETTER = """
kind = "collective_letter"
original = "en"
body = "EXAG"
[meeting]
body = "EXAG"
opens = 2011-07-11
closes = 2011-07-15
place = "Geneva"
[fields]
signatory = "Sam Example"
email = "house@house.example"
[en]
subject = "Meeting of the Example Advisory Group"
body = "The group meets in **Geneva**."
agenda = "Opening\\nOrganization of work | TD 1\\n- Documents\\nClosing"
[fr]
subject = "Réunion du Groupe consultatif d'exemple"
body = "Le groupe se réunit à **Genève**."
agenda = "Ouverture\\nOrganisation des travaux | TD 1\\n- Documents\\nClôture"
"""
CORRIGENDUM = """
kind = "corrigendum"
corrects = "tsb-collective-letter-1-exag"
[corrections]
place = "Samplia City"
[en.corrections]
subject = "Meeting of the Example Advisory Group, Samplia City"
[fr.corrections]
subject = "Réunion du Groupe consultatif d'exemple, Samplia City"
"""


def comitia(*words, at=APRIL, stdin=None, status=0):
    with clock.stopped_at(at):
        answer = CliRunner().invoke(main, ["official", *map(str, words)], input=stdin)
    assert answer.exit_code == status, answer.output + answer.stderr
    return answer


def keep(text, *more, **how):
    return json.loads(comitia("draft", "-", "--json", *more, stdin=text, **how).stdout)["letter"]


@pytest.fixture
def house(world, settings):
    """The world's members with focal points, and mail caught by the sink."""
    settings.SINK = True
    add_focal_points(world)
    return world


def delivered():
    """Send what waits; each mail that was caught, by whom it was for."""

    async def go():
        stop = asyncio.Event()
        sender = asyncio.create_task(run(stop))
        while await aside(Batch.objects.filter(open=True).exists):
            await asyncio.sleep(0.05)
        stop.set()
        await sender

    asyncio.run(go())
    return {
        mail.rcpt_to: message_from_bytes(content(mail), policy=policy.default)
        for mail in sunk().order_by("id")
    }


@pytest.mark.django_db(transaction=True)
def test_a_collective_letter_in_two_languages_and_its_corrigendum(house, pages):
    draft = keep(LETTER)
    preview = comitia("preview", draft, "--language", "fr").stdout
    assert "Lettre collective TSB (numéro attribué à la publication)/EXAG" in preview
    assert "Organisation des travaux" in preview

    seen = json.loads(comitia("look", draft, "--json").stdout)
    assert {each["person"]: each["language"] for each in seen["readers"]} == {
        "Fiona": "fr",
        "Farid": "original",
        "Fang": "original",
    }
    comitia("issue", draft, "--seal", "0" * 32, status=1)
    issued = json.loads(comitia("issue", draft, "--seal", seen["seal"], "--json").stdout)
    assert (issued["letter"], issued["sent"]) == ("tsb-collective-letter-1-exag", 3)

    mails = delivered()
    french, arabic = mails["fiona@example-telecom.example"], mails["farid@examplia.example"]
    assert "Lettre collective TSB 1/EXAG" in french["Subject"]
    assert "Le groupe se réunit à Genève." in french.get_content()
    assert "The group meets in Geneva." in arabic.get_content()
    told = [
        json.loads(line)
        for line in comitia("show", issued["letter"], "--told", "--json").stdout.splitlines()
    ]
    assert {each["person"]: each["state"] for each in told} == dict.fromkeys(
        ("Fiona", "Farid", "Fang"), "delivered"
    )

    second = json.loads(comitia("issue", keep(LETTER), "--json").stdout)
    assert second["letter"] == "tsb-collective-letter-2-exag"

    corrected = json.loads(comitia("issue", keep(CORRIGENDUM), "--json").stdout)
    assert corrected["letter"] == "tsb-collective-letter-1-exag-corr-1"
    shown = json.loads(comitia("show", issued["letter"], "--language", "fr", "--json").stdout)
    assert [(each["field"], each["read"]) for each in shown["superseded"]] == [
        ("place", "Samplia City"),
        ("subject", "Réunion du Groupe consultatif d'exemple, Samplia City"),
    ]
    assert "Samplia City" not in shown["text"]


@pytest.mark.django_db
def test_what_is_wrong_in_a_file_is_said_and_nothing_is_kept(house):
    for text, said in {
        "kind = ": "TOML",
        'kind = "circular"': "original",
        'kind = "circular"\noriginal = "en"\nmood = "good"': "mood",
        'kind = "circular"\noriginal = "en"\n[en]\nsubjekt = "x"': "en.subjekt",
        'kind = "invitation"\noriginal = "en"\nmeeting = "EXAG 2031-01"': "No meeting",
        'kind = "invitation"\noriginal = "en"\nmeeting = "XY 2031-01"': "no body",
        'kind = "circular"\noriginal = "en"\n[en]\nsubject = 3': "quotation marks",
        'kind = "corrigendum"\ncorrects = "tsb-circular-9"': "No letter",
        'kind = "circular"\noriginal = "en"\ngroup = "nobody"': "no group",
        'kind = "circular"\noriginal = "en"\nfields = 3': "[fields]",
        'kind = "circular"\noriginal = "en"\ncategories = [3]': "categories",
    }.items():
        answer = comitia("draft", "-", stdin=text, status=1)
        assert said in answer.stderr, (text, answer.stderr)
    assert not OfficialLetter.objects.exists()
    comitia("show", "tsb-circular-1", status=1)
    comitia("draft", "-", stdin="x = 1\n" * 400_000, status=1)


@pytest.mark.django_db
def test_a_draft_is_kept_shown_written_again_and_forgotten(house):
    draft = keep(LETTER)
    assert keep("[fr]\nsubject = 'Autre'", "--into", str(draft)) == draft
    (row,) = map(json.loads, comitia("list", "--drafts", "--json").stdout.splitlines())
    assert (row["letter"], row["languages"]) == (draft, ["en", "fr"])
    assert "Autre" in comitia("preview", draft).stdout
    comitia("show", draft, status=1)
    comitia("discard", draft)
    assert comitia("list", "--drafts").stdout.strip() == "No draft waits."


@pytest.mark.django_db
def test_a_house_takes_our_templates_as_its_own(house, tmp_path, settings):
    settings.DATA = tmp_path
    comitia("templates", tmp_path / "official")
    layout = tmp_path / "official" / "collective_letter.md"
    layout.write_text(layout.read_text() + "{place} for ever\n")
    assert "Geneva for ever" in comitia("preview", keep(LETTER)).stdout
    layout.write_text("{body}")
    answer = comitia("look", keep(LETTER), status=1)
    assert "collective_letter.md" in answer.stderr
    comitia("templates", tmp_path / "official", status=1)
