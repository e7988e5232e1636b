"""The search page: what is asked, what is found, what narrows it, and what to do about nothing."""

import re
from datetime import timedelta
from html import unescape

import pytest

from comitia.archive.index import Follower
from comitia.bodies.models import Body, Decision
from comitia.glossary.actions import load_shipped
from comitia.groups.models import Group
from comitia.ledger import actions as ledger
from tests.archive.posts import START, make_group, post


@pytest.fixture
def archive(db, store) -> Group:
    body = Body.objects.create(acronym="TSAG", slug="tsag", kind=Body.Kind.ADVISORY_GROUP)
    day = START.date()
    decision = Decision.objects.create(body=body, decided_from=day, decided_until=day, text="x")
    group = make_group("open", archive_public=True, state="active", established_by=decision)
    for number, name in enumerate(("Bob", "Carol", "Bob")):
        post(
            group,
            name=f"{number}@examplia.example",
            subject=f"Interim report {number}",
            text='Write to dan@examplia.example about "interoperability" & <b>the report</b>.\n',
            sender=f"{name} Example <{name.lower()}@examplia.example>",
            day=400 * number,
        )
    ledger.sequence(at=START)
    follower = Follower(store)
    while follower.step():
        pass
    return group


def links(html: str) -> dict[str, str]:
    """Where each link of a page leads, by its words."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return {re.sub(r"<[^>]*>", "", words): unescape(href) for href, words in found}


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_found_is_listed_with_its_facts(pages, archive):
    html = text_of(pages.get("/search", {"q": "interoperability"}))
    assert "3 found" in html
    assert html.count("<mark>interoperability</mark>") == 3
    assert "&lt;b&gt;the report&lt;/b&gt;" in html
    assert "dan@" not in html
    assert "bob@" not in html
    assert '<a class="main" href="/m/0@examplia.example/"' in html


def test_bars_narrow_the_question(pages, archive):
    html = text_of(pages.get("/search", {"q": "report OR draft", "group": "open"}))
    shown = links(html)
    assert shown["2012"] == "?group=open&q=%28report%20OR%20draft%29%20date%3A2012"
    narrowed = text_of(pages.get(f"/search{shown['2012']}"))
    assert "1 found" in narrowed
    narrowed = text_of(pages.get(f"/search{shown['Bob Example']}"))
    assert "2 found" in narrowed
    assert "By year" in narrowed
    assert "By person" not in narrowed


@pytest.mark.parametrize(("by", "first"), [("date", "2"), ("oldest", "0")])
def test_by_date(pages, archive, by, first):
    html = text_of(pages.get("/search", {"q": "report", "by": by}))
    assert re.search(r'"/m/(\d)@', html)[1] == first
    assert f'value="{by}" selected' in html


def test_nothing_is_found_and_another_spelling_is_offered(pages, archive):
    html = text_of(pages.get("/search", {"q": "interopability"}))
    assert "Did you mean" in html
    assert "3 found" in text_of(pages.get(f"/search{links(html)['interoperability']}"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "Write a word"),
        ("zzzzzz", "Nothing you may read fits"),
        ("date:soon", "no date"),
        ("a*", "too many words"),
        ('"><script>alert(1)</script>', "Nothing you may read fits"),
    ],
)
def test_an_empty_page_says_what_to_do(pages, archive, asked, said):
    html = text_of(pages.get("/search", {"q": asked}))
    assert said in unescape(html)
    assert "<script>alert" not in html


def test_within_a_group_and_out_of_it(pages, archive):
    html = text_of(pages.get("/search", {"q": "zzzzzz", "group": "open"}))
    assert links(html)["Search everywhere"] == "/search?q=zzzzzz"
    assert text_of(pages.get("/search", {"q": "report", "group": "nosuch"}))


def test_what_words_are_elsewhere_is_said_and_can_be_left_aside(pages, archive):
    load_shipped(at=START + timedelta(days=1))
    html = text_of(pages.get("/search", {"q": "interoperability"}))
    assert "互操作性" in html
    exact = text_of(pages.get(f"/search{links(html)['Only exactly what I wrote']}"))
    assert "互操作性" not in exact
    assert links(exact)["In other languages too"] == "?q=interoperability"


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr"])
def test_in_other_languages(pages, archive, language):
    answer = pages.get("/search", {"q": "report"}, headers={"Accept-Language": language})
    assert answer.status_code == 200
