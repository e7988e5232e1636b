"""Signing in by a code, as a person does it; nothing tells whether an address is known."""

import re
from urllib.parse import quote

import pytest
from django.core.cache import cache

from comitia.base.languages import LANGUAGES
from comitia.base.packing import unpack
from comitia.outbox.models import Letter
from tests.web.mail import text_of, texts_to

ADDRESS = "bob@example-telecom.example"


@pytest.fixture(autouse=True)
def _unhurried(db):
    cache.clear()


def ask(pages, address):
    return pages.post("/sign-in/", {"email": address}, follow=True)


def code_for(address):
    return re.search(r"^ {4}([A-Z]{4}-[A-Z]{4})$", texts_to(address)[-1], re.M)[1]


def test_bob_signs_in_by_the_code_and_out_again(pages, world):
    page = ask(pages, ADDRESS)
    assert page.redirect_chain[-1][0] == "/sign-in/code/"
    answer = pages.post("/sign-in/code/", {"code": code_for(ADDRESS).lower()})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/")
    assert "Bob" in pages.get("/").content.decode()
    assert "Bob" in pages.get("/sign-out/").content.decode()
    assert "Bob" in pages.get("/").content.decode()
    pages.post("/sign-out/")
    assert "Bob" not in pages.get("/").content.decode()


def test_he_comes_back_to_the_page_that_sent_him(pages, world):
    pages.post("/sign-in/", {"email": ADDRESS, "next": "/g/t09demo/"})
    answer = pages.post("/sign-in/code/", {"code": code_for(ADDRESS), "next": "/g/t09demo/"})
    assert answer.headers["Location"] == "/g/t09demo/"


def test_but_never_to_another_site(pages, world):
    pages.post("/sign-in/", {"email": ADDRESS, "next": "https://evil.example/"})
    answer = pages.post("/sign-in/code/", {"code": code_for(ADDRESS), "next": "//evil.example/"})
    assert answer.headers["Location"] == "/me/"


def test_a_wrong_code_is_said_and_the_third_ends_it(pages, world):
    ask(pages, ADDRESS)
    for _ in range(2):
        page = pages.post("/sign-in/code/", {"code": "AAAA-AAAA"})
        assert "not the code" in page.content.decode()
    assert pages.post("/sign-in/code/", {"code": "AAAA-AAAA"}).headers["Location"] == "/sign-in/"
    page = pages.post("/sign-in/code/", {"code": code_for(ADDRESS)}, follow=True)
    assert not page.wsgi_request.user.is_authenticated


def test_another_code_replaces_the_first(pages, world):
    ask(pages, ADDRESS)
    first = code_for(ADDRESS)
    pages.post("/sign-in/code/", {"action": "resend"})
    assert code_for(ADDRESS) != first
    assert "not the code" in pages.post("/sign-in/code/", {"code": first}).content.decode()
    assert pages.post("/sign-in/code/", {"code": code_for(ADDRESS)}).headers["Location"] == "/me/"


def without(page, address):
    """A page without what differs between any two fetches of it."""
    html = page.content.decode().replace(address, "").replace(quote(address), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def test_an_unknown_address_gets_the_same_pages_and_no_mail(pages, world):
    before = Letter.objects.count()
    known = ask(pages, ADDRESS)
    pages.cookies.clear()
    unknown = ask(pages, "nobody@nowhere.example")
    assert without(unknown, "nobody@nowhere.example") == without(known, ADDRESS)
    assert unknown.redirect_chain == known.redirect_chain
    assert Letter.objects.count() == before + 1


@pytest.mark.parametrize("address", ["", "no address", "a@b", "x" * 300 + "@telecom.example"])
def test_what_is_no_address_is_said_beside_the_field(pages, world, address):
    page = ask(pages, address)
    assert '<a href="#id_email">' in page.content.decode()


def test_the_mail_is_in_the_persons_language_and_carries_the_code_once(pages, world):
    ask(pages, world.fiona.email)
    letter = Letter.objects.order_by("-id").first()
    assert b"Content-Language: fr" in unpack(letter.content)
    assert code_for(world.fiona.email) in text_of(letter)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/inactive/"])
def test_the_pages_in_each_language(pages, world, language, path):
    page = pages.get(path, headers={"Accept-Language": language})
    assert f'lang="{language}"' in page.content.decode()


def test_the_example_offers_its_people_and_its_sink(pages, world, settings):
    settings.DEMO = True
    html = pages.get("/sign-in/").content.decode()
    for name in ("Sam", "Alice", "Fiona", "Bob"):
        assert f"Sign in as {name}" in html
    page = ask(pages, ADDRESS)
    assert "/sink/?to=bob%40example-telecom.example" in page.content.decode()


def test_outside_the_example_nobody_is_named(pages, world):
    html = pages.get("/sign-in/").content.decode()
    assert "Sam" not in html
    assert "/sink/" not in html


def test_a_hurried_asker_is_asked_to_wait(pages, world):
    for _ in range(3):
        pages.post("/sign-in/", {"email": ADDRESS})
        pages.cookies.clear()
    assert "Wait a few minutes" in ask(pages, ADDRESS).content.decode()


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/sign-in/password/", "/sign-in/signup/", "/accounts/email/"]
)
def test_nothing_else_of_the_library_is_served(pages, world, path):
    assert pages.get(path).status_code == 404
