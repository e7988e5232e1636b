"""The glossary: everybody reads it, the secretariat keeps it."""

import json
import re

import pytest

from comitia.base.languages import LANGUAGES
from comitia.glossary.actions import load_shipped
from comitia.glossary.models import Concept, Term
from comitia.glossary.queries import also, names_of
from comitia.ledger.models import Entry
from tests.pages import fields_of

NEW = {
    "subject": "methods",
    "en": "tea break; [TB]",
    "fr": "pause café",
    "es": "pausa para el café",
    "ru": "перерыв",
    "zh-hans": "茶歇",
    "ar": "استراحة",
    "note": "Between two sessions.",
    "review": ["ar"],
}


@pytest.fixture
def shipped(world):
    load_shipped(at=world.now)
    return world


@pytest.fixture
def sam(pages, shipped):
    return pages.sign_in(shipped.sam)


def html_of(pages, path, data=None):
    answer = pages.get(path, data or {})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_in_each_language(pages, shipped, language):
    shipped.sam.language = language
    shipped.sam.save()
    browser = pages.sign_in(shipped.sam)
    for path in ("/glossary/", "/glossary/wtsa/", "/glossary/wtsa/edit", "/glossary/new"):
        assert f'<html lang="{language}"' in html_of(browser, path)


def test_each_term_tells_its_language_and_direction(pages, shipped):
    html = html_of(pages, "/glossary/", {"q": "wtsa"})
    assert 'id="c-wtsa"' in html
    for language, direction, text in (
        ("ar", "rtl", "الجمعية العالمية لتقييس الاتصالات"),
        ("zh-hans", "ltr", "世界电信标准化全会"),
        ("ru", "ltr", "ВАСЭ"),
    ):
        list_of = rf'<ul class="names" lang="{language}" dir="{direction}">(?:(?!</ul>).)*{text}'
        assert re.search(list_of, html)


@pytest.mark.parametrize("words", ["互通", "ФУНКЦИОНАЛЬН", "interoperabilité", "التشغيل البيني"])
def test_a_concept_is_found_by_a_word_in_any_language(pages, shipped, words):
    html = html_of(pages, "/glossary/", {"q": words})
    assert 'id="c-interoperability"' in html
    assert 'id="c-wtsa"' not in html


def test_the_glossary_by_subject_and_page(pages, shipped):
    html = html_of(pages, "/glossary/", {"subject": "mandate"})
    assert 'id="c-considering"' in html
    assert 'id="c-wtsa"' not in html
    assert "page 1 of" in html_of(pages, "/glossary/")
    last = html_of(pages, "/glossary/", {"page": "9999", "subject": "nonsense"})
    assert "page 9 of 9" in last
    assert "No term has these words" in html_of(pages, "/glossary/", {"q": "qqqq%_"})


def test_a_term_leads_to_a_search_for_it(pages, shipped):
    html = html_of(pages, "/glossary/study-group/")
    assert 'href="/search?q=%22study+group%22"' in html
    assert pages.get("/search?q=%22study+group%22").status_code == 200


def test_the_secretariat_adds_a_concept(sam):
    answer = sam.post("/glossary/new", NEW)
    assert answer["Location"] == "/glossary/tea-break/"
    assert ("zh-hans", "茶歇") in also("a tea break")[0].others
    assert also("TB")[0].term == "TB"
    entry = json.loads(Entry.objects.get(kind="glossary.changed").leaf)
    assert (entry["data"]["concept"], entry["data"]["change"]) == ("tea-break", "added")
    assert entry["by"]["name"] == "Sam"
    assert "Between two sessions." in html_of(sam, "/glossary/tea-break/")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ru", "a word in Latin"),
        ("ru", "Pабота"),
        ("zh-hans", "tea"),
        ("ar", "tea"),
        ("en", "a" * 201),
        ("en", "; ".join(f"tea {number}" for number in range(13))),
        ("en", "tea [break"),
        ("fr", "—"),
        ("subject", "cooking"),
        ("note", "x" * 501),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(sam, field, value):
    before = Concept.objects.count()
    html = sam.post("/glossary/new", NEW | {field: value}).content.decode()
    assert f'<a href="#id_{field}">' in html
    assert Concept.objects.count() == before


def test_a_concept_without_a_name_is_refused(sam):
    html = sam.post("/glossary/new", {"subject": "methods", "en": " ; "}).content.decode()
    assert "Write a term in one language at least." in html


def test_a_form_that_is_sent_as_it_stands_changes_nothing(sam):
    path = "/glossary/wtsa/edit"
    before = names_of(Concept.objects.get(key="wtsa"))
    sent = fields_of(html_of(sam, path), action=path)
    assert sam.post(path, sent).status_code == 302
    row = Concept.objects.get(key="wtsa")
    assert names_of(row) == before
    assert not row.is_edited
    assert not Entry.objects.filter(kind="glossary.changed").exists()


def test_a_term_is_changed_and_the_ledger_says_how(sam):
    path = "/glossary/tsag/edit"
    sent = fields_of(html_of(sam, path), action=path)
    sam.post(path, sent | {"fr": "Groupe consultatif; [GCNT]; [GC]"})
    assert also("КГСЭ")[0].others[3] == ("fr", "Groupe consultatif")
    data = json.loads(Entry.objects.get(kind="glossary.changed").leaf)["data"]
    assert data["fr"]["to"] == "Groupe consultatif; [GCNT]; [GC]"
    assert "ru" not in data
    assert "shipped, changed here" in html_of(sam, "/glossary/tsag/")


def test_a_concept_is_retired_and_used_again(sam, pages):
    sam.post("/glossary/tsag/retire")
    assert [each.term for each in also("TSAG")] == []
    assert "No longer in use" in html_of(sam, "/glossary/tsag/")
    assert "no longer in use" in html_of(sam, "/glossary/", {"q": "tsag"})
    sam.post("/glossary/tsag/retire", {"again": "1"})
    assert [each.term for each in also("TSAG")] == ["TSAG"]
    assert sam.get("/glossary/tsag/retire")["Location"] == "/glossary/tsag/"


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "fiona", None])
def test_nobody_else_may_change_it_or_is_shown_how(pages, shipped, who):
    if who:
        pages.sign_in(getattr(shipped, who))
    html = html_of(pages, "/glossary/") + html_of(pages, "/glossary/wtsa/")
    assert "/new" not in html
    assert "/edit" not in html
    assert "/retire" not in html
    assert pages.get("/glossary/new").status_code == 403
    assert pages.get("/glossary/wtsa/edit").status_code == 403
    before = Term.objects.count()
    assert pages.post("/glossary/new", NEW).status_code == 403
    assert pages.post("/glossary/wtsa/edit", NEW).status_code == 403
    assert pages.post("/glossary/wtsa/retire").status_code == 403
    assert Term.objects.count() == before
    assert not Entry.objects.filter(kind="glossary.changed").exists()


def test_what_is_retired_is_listed_for_the_secretariat_only(pages, sam, shipped):
    sam.post("/glossary/tsag/retire")
    sam.logout()
    assert 'id="c-tsag"' not in html_of(pages, "/glossary/", {"q": "tsag"})
    assert "No longer in use" in html_of(pages, "/glossary/tsag/")


def test_no_such_concept(sam):
    for path in ("/glossary/nothing/", "/glossary/nothing/edit"):
        assert sam.get(path).status_code == 404
    assert sam.post("/glossary/nothing/retire").status_code == 404


def test_what_somebody_wrote_stays_text(sam):
    sam.post("/glossary/new", NEW | {"en": "<script>alert(1)</script> tea"})
    assert "<script>" not in html_of(sam, "/glossary/", {"q": "tea"})
