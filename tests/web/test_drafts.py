"""From a circular's text to a group, on the web: read, correct, confirm, issue."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comitia.base.languages import LANGUAGES
from comitia.circulars import actions
from comitia.circulars.models import Circular, Draft
from comitia.groups.models import Group
from comitia.ledger.models import Entry
from comitia.outbox.models import Letter
from comitia.people.models import Entity
from tests.circulars.example import NEEDED, TEXT, reading

READ = "/circulars/read"
CIRCULAR = """TSB Circular 901

Subject: Forming a correspondence group on Resolution 5 (Exampletown, 2010)

Dear Sir/Madam,

1 At its meeting of 8-11 February 2011, TSAG decided to establish a correspondence group. It is open
to all Member States and Sector Members and will work by the e-mail reflector t09tsag905.

2 TSAG also designated Ms Carla Convener (Example Agency, Switzerland) as convener.

Yours faithfully,

Dina Director
Director of the Telecommunication Standardization Bureau
"""


@pytest.fixture
def sam(pages, world):
    return pages.sign_in(world.sam)


@pytest.fixture
def draft(world):
    return actions.keep_reading(
        name="circular.txt",
        text=TEXT,
        reading=reading(
            found={
                "number": {
                    "where": {"line": 1, "end_line": 1, "start": 17, "end": 18},
                    "sure": "likely",
                    "why": "headline",
                },
                "language": {
                    "where": {"line": 1, "end_line": 8, "start": 0, "end": len(TEXT)},
                    "sure": "certain",
                    "why": "script",
                },
                "timetable.1": {
                    "where": {"line": 3, "end_line": 4, "start": 60, "end": 70},
                    "sure": "certain",
                    "why": "when_understood",
                },
            },
            warnings=[
                {
                    "code": "unclosed_quote",
                    "level": "odd",
                    "text": "x",
                    "facts": {"words": "<open"},
                    "where": {"line": 2, "end_line": 2, "start": 20, "end": 21},
                }
            ],
        ),
        by=world.sam,
        at=world.now,
    )


def page_of(draft) -> str:
    return f"/circulars/drafts/{draft.pk}/"


def said(html: str, **changed: str) -> dict[str, object]:
    """What a browser would send of the draft's form, with some fields changed."""
    form = re.search(r'<form method="post" action="/circulars/drafts/\d+/" .*?</form>', html, re.S)[
        0
    ]
    sent: dict[str, object] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told.get("type") in {"checkbox", "radio"}:
            if " checked" in tag:
                sent.setdefault(told["name"], []).append(told.get("value", "on"))
        elif told["name"] != "csrfmiddlewaretoken":
            sent[told["name"]] = told.get("value", "")
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        sent[name] = text
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    unknown = set(changed) - set(sent) - {"save", "confirm"}
    assert not {name for name in unknown if "drop" not in name and "eligib" not in name}, unknown
    return sent | changed


def nothing_was_made() -> bool:
    return Group.objects.count() == 1 and not Circular.objects.exists()


def test_a_pasted_text_is_read_and_nothing_is_made_of_it(sam):
    answer = sam.post(READ, {"text": CIRCULAR})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == page_of(draft)
    html = sam.get(page_of(draft)).content.decode()
    assert 'value="901"' in html
    assert "t09tsag905" in html
    assert nothing_was_made()
    assert page_of(draft) in sam.get(READ).content.decode()


def test_a_file_is_read_too(sam):
    sam.post(READ, {"file": SimpleUploadedFile("c901.txt", CIRCULAR.encode())})
    assert Draft.objects.get().name == "c901.txt"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "file"),
        ({"text": "   \n "}, "text"),
        ({"text": "Dear aunt, thank you for the jumper. It fits."}, "text"),
        ({"text": "x" * 600_000}, "text"),
        ({"file": b"x"}, "file"),
        ({"file": b""}, "file"),
        ({"file": b"\x00" * 5000}, "file"),
        ({"file": b"PK\x03\x04 this is no archive"}, "file"),
        ({"file": b"%PDF-1.7 this is no document"}, "file"),
        ({"file": CIRCULAR.encode(), "text": CIRCULAR}, "text"),
    ],
)
def test_what_cannot_be_read_gets_a_clear_answer_and_makes_nothing(sam, given, field):
    if "file" in given:
        given = given | {"file": SimpleUploadedFile("a.bin", given["file"])}
    html = sam.post(READ, given).content.decode()
    assert f'<a href="#id_{field}">' in html
    assert not Draft.objects.exists()


def test_each_finding_leads_to_its_line_with_how_sure_it_is(sam, draft):
    html = sam.get(page_of(draft)).content.decode()
    number = html[html.index('name="number"') :][:600]
    assert '<a href="#L1">line 1</a>' in number
    assert "likely" in number
    assert "It stands as a line of its own at the top." in number
    assert "<mark>7</mark>" in html
    assert "Example Circular <mark>" in html
    assert "(optional)" not in html
    assert '<a href="#L3">lines 3 to 4</a>' in html
    assert "A quotation mark opens here and is never closed: &lt;open." in html


def test_before_it_can_be_confirmed_the_page_says_what_is_missing(sam, world):
    draft = actions.keep_reading(
        name="x", text=TEXT, reading=reading(subject="", timetable=[]), by=world.sam, at=world.now
    )
    html = sam.get(page_of(draft)).content.decode()
    assert "Before it can be confirmed" in html
    assert '<a href="#id_subject">' in html
    assert "The timetable has no rows." in html


def test_corrections_are_kept_beside_the_reading(sam, draft):
    html = sam.get(page_of(draft)).content.decode()
    sent = said(html, **{"convener.name": "Carlo Convener", "reflector": "t09ex8", "save": "1"})
    assert sam.post(page_of(draft), sent).headers["Location"] == page_of(draft)
    draft.refresh_from_db()
    assert draft.corrections == {"convener.name": "Carlo Convener", "reflector": "t09ex8"}
    assert draft.reading["convener"]["name"] == "Carla Convener"
    assert 'value="Carlo Convener"' in sam.get(page_of(draft)).content.decode()
    entry = Entry.objects.filter(kind="draft.corrected").get()
    assert json.loads(entry.leaf)["data"]["fields"] == ["convener.name", "reflector"]


def test_a_draft_sent_back_as_it_was_corrects_nothing(sam, draft):
    sent = said(sam.get(page_of(draft)).content.decode(), save="1")
    sam.post(page_of(draft), sent)
    draft.refresh_from_db()
    assert draft.corrections == {}
    assert not Entry.objects.filter(kind="draft.corrected").exists()


def test_rows_are_mended_left_out_and_added(sam, draft):
    sent = said(sam.get(page_of(draft)).content.decode(), save="1")
    sent |= {
        "rows-0-drop": "on",
        "rows-1-end": "2011-12",
        "rows-2-body": "EXAG",
        "rows-3-when": "June 2012",
        "rows-3-kind": "month",
        "rows-3-start": "2012-06",
        "rows-3-action": "Finalize the report",
    }
    sam.post(page_of(draft), sent)
    draft.refresh_from_db()
    rows = draft.corrections["timetable"]
    assert [row["when"] for row in rows] == [
        "April to November 2011",
        "TSAG meeting, January 2012",
        "June 2012",
    ]
    assert rows[0]["end"] == "2011-12"
    assert rows[1]["meeting"] == {"body": "EXAG"}
    again = said(sam.get(page_of(draft)).content.decode(), save="1")
    sam.post(page_of(draft), again)
    draft.refresh_from_db()
    assert draft.corrections["timetable"] == rows


def test_confirming_makes_the_group_and_leads_to_it(sam, draft):
    html = sam.get(page_of(draft)).content.decode()
    sent = said(html, **NEEDED, confirm="1")
    assert sam.post(page_of(draft), sent).headers["Location"] == "/g/t09ex7/"
    group = Group.objects.get(name="t09ex7")
    assert group.milestones.get(position=1).action == "Issue of the circular"
    assert sam.get("/g/t09ex7/").status_code == 200
    answer = sam.get(page_of(draft))
    assert answer.headers["Location"] == "/circulars/ex-7/"


def test_what_stands_in_the_way_of_confirming_is_said_beside_its_field(sam, draft):
    html = sam.get(page_of(draft)).content.decode()
    sent = said(html, confirm="1") | {"parent.meeting.start": "in spring", "rows-1-start": ""}
    answer = sam.post(page_of(draft), sent).content.decode()
    for field in ("convener.category", "parent.meeting.start", "rows-1-start"):
        if field != "convener.category":
            assert f'<a href="#id_{field}">' in answer
    assert 'value="in spring"' in answer
    assert nothing_was_made()
    answer = sam.post(page_of(draft), said(html, confirm="1")).content.decode()
    assert '<a href="#id_convener.category">' in answer
    assert nothing_was_made()


def test_a_draft_is_forgotten(sam, draft):
    assert sam.get(f"{page_of(draft)}discard").headers["Location"] == READ
    assert Draft.objects.exists()
    assert sam.post(f"{page_of(draft)}discard").headers["Location"] == READ
    assert not Draft.objects.exists()


@pytest.fixture
def circular(world, draft):
    actions.correct_draft(draft=draft, corrections=NEEDED, by=world.sam, at=world.now)
    return actions.confirm(draft=draft, by=world.sam, at=world.now)


def test_issuing_shows_whom_it_goes_to_and_then_goes(sam, world, circular):
    html = sam.get("/circulars/ex-7/issue").content.decode()
    assert "Send 1 notice" in html
    assert world.fiona.email in html
    assert "Samplia" in html
    assert "Sample Networks" not in html
    assert not Letter.objects.filter(kind="circular").exists()
    answer = sam.post("/circulars/ex-7/issue", follow=True)
    assert "1 notice is on its way" in answer.content.decode()
    circular.refresh_from_db()
    assert circular.issued_at == world.now
    assert "It was issued" in sam.get("/circulars/ex-7/issue").content.decode()
    sam.post("/circulars/ex-7/issue")
    assert Letter.objects.filter(once__startswith="circular:").count() == 1


@pytest.mark.parametrize("who", ["alice", "bob", "fiona", None])
def test_others_may_do_none_of_it(pages, world, circular, who):
    if who:
        pages.sign_in(getattr(world, who))
    open_draft = actions.keep_reading(
        name="y", text=TEXT, reading=reading(number="8"), by=world.sam, at=world.now
    )
    assert pages.get(READ).status_code == 403
    assert pages.post(READ, {"text": CIRCULAR}).status_code == 403
    assert pages.get(page_of(open_draft)).status_code == 404
    assert pages.post(page_of(open_draft), {"confirm": "1"}).status_code == 404
    assert pages.post(f"{page_of(open_draft)}discard").status_code == 404
    assert pages.get("/circulars/ex-7/issue").status_code in {403, 404}
    assert pages.post("/circulars/ex-7/issue").status_code in {403, 404}
    circular.refresh_from_db()
    assert circular.issued_at is None
    assert Draft.objects.count() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_in_each_language(pages, world, draft, language):
    world.sam.language = language
    world.sam.save()
    pages.sign_in(world.sam)
    for path in (READ, page_of(draft)):
        assert f'<html lang="{language}"' in pages.get(path).content.decode()
    actions.correct_draft(draft=draft, corrections=NEEDED, by=world.sam, at=world.now)
    actions.confirm(draft=draft, by=world.sam, at=world.now)
    assert f'<html lang="{language}"' in pages.get("/circulars/ex-7/issue").content.decode()


def test_hostile_text_stays_inert(sam, world):
    hostile = "<script>alert(1)</script>\n" + TEXT
    draft = actions.keep_reading(
        name="<b>x</b>",
        text=hostile,
        reading=reading(subject="<script>alert(2)</script>"),
        by=world.sam,
        at=world.now,
    )
    assert "<script>alert" not in sam.get(page_of(draft)).content.decode()


def test_no_such_draft(sam):
    assert sam.get("/circulars/drafts/999/").status_code == 404
    assert sam.get("/circulars/ex-999/issue").status_code == 404
    assert Entity.objects.exists()
