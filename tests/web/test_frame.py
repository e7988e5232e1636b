"""What every page has around its text: languages, direction, refusals, nothing active."""

import pytest

from comitia.base.languages import LANGUAGES
from tests.pages import faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_in_each_language(pages, world, language):
    page = pages.get("/", headers={"Accept-Language": language})
    html = page.content.decode()
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert world.group.title in html


def test_a_language_is_chosen_by_a_button_and_kept(pages, world):
    answer = pages.post("/language", {"language": "ar", "next": "/"})
    assert answer.status_code == 302
    assert 'dir="rtl"' in pages.get("/").content.decode()


def test_one_signed_in_reads_their_own_language(pages, world):
    html = pages.sign_in(world.fiona).get("/").content.decode()
    assert '<html lang="fr"' in html


def test_an_absent_page_says_so(pages, db):
    assert pages.get("/nothing/here").status_code == 404


def test_nobody_yet_is_told_what_to_do(pages):
    assert "/circulars/read" in pages.get("/").content.decode()


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<h1>b</h1><p>", "closes"),
        ("<h1>b</h1><script>1</script>", "script"),
        ("<h1>b</h1><p id='a'></p><p id='a'></p>", "2 times"),
        ("<h1>b</h1><input name='q'>", "label"),
        ("<h1>b</h1><img src='https://x.example/a.png' alt=''>", "outside"),
        ("<h1>other</h1>", "does not begin"),
        ("<h1>b</h1><h1>b</h1>", "2 <h1>"),
        ("<h1>b</h1><p style='x'></p>", "style"),
        ("<h1>b</h1><a href='javascript:1'>x</a>", "runs script"),
        ("<h1>b</h1><a href='#c'>x</a>", "not in the page"),
        ("<h1>b</h1><a href='#'>x</a>", "nowhere"),
    ],
)
def test_the_checker_finds_what_is_wrong(html, fault):
    page = f"<html lang='en'><title>b</title><main>{html}</main></html>"
    assert any(fault in said for said in faults(page))


class Endless:
    """A body of zeros of any size, which counts how much of it was read."""

    def __init__(self, size_bytes):
        self.left, self.taken = size_bytes, 0

    def read(self, size=-1):
        size = self.left if size < 0 else min(size, self.left)
        self.left -= size
        self.taken += size
        return b"0" * size

    readline = read


@pytest.mark.parametrize("size_bytes", [20_000_001, 200_000_000])
def test_what_is_far_too_large_gets_an_answer_and_is_not_kept(pages, world, size_bytes):
    body = Endless(size_bytes)
    answer = pages.generic(
        "POST",
        "/circulars/read",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(size_bytes)},
    )
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert body.left == 0


def test_not_even_the_answer_reads_without_end(pages, world, monkeypatch):
    monkeypatch.setattr("comitia.web.middleware.MOST_DRAINED_BYTES", 2_000_000)
    body = Endless(10**12)
    answer = pages.generic("POST", "/", **{"wsgi.input": body, "CONTENT_LENGTH": str(10**12)})
    assert answer.status_code == 413
    assert body.taken == 2_000_000


@pytest.mark.parametrize(
    ("form", "page"),
    [
        ("/me/about", "/me/"),
        ("/me/seats/1", "/me/"),
        ("/g/t09demo/desk/list", "/g/t09demo/desk"),
        ("/g/t09demo/desk/officers/1", "/g/t09demo/desk"),
        ("/g/t09demo/desk/meetings/1", "/g/t09demo/desk"),
        ("/entities/samplia/focal-points", "/entities/samplia/"),
        ("/circulars/drafts/1/discard", "/circulars/read"),
    ],
)
def test_who_comes_to_a_form_alone_is_led_to_its_page(pages, world, form, page):
    assert pages.sign_in(world.sam).get(form).headers["Location"] == page
