"""Reading the archive: threads, messages, months, authors; light, known again, closed to others."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urljoin

import pytest

from comitia.archive import weaving
from comitia.archive.actions import redact
from comitia.archive.counting import recount
from comitia.archive.models import Message
from comitia.groups.models import Group
from comitia.ledger.actors import SYSTEM, command
from comitia.people.models import Entity
from tests.archive.posts import make_group, post
from tests.web.test_reading import text_of

NOW = datetime(2011, 9, 12, 8, tzinfo=UTC)
MAIL = "/g/t09open/mail/"
PAGES = [
    MAIL, f"{MAIL}?unanswered=1", f"{MAIL}1/", f"{MAIL}1/?by=date", f"{MAIL}2011/4/",
    f"{MAIL}year/2011/", f"{MAIL}authors/", f"{MAIL}authors/?by=count", "/m/one@x.example/",
]  # fmt: skip
QUOTED = "".join(f"> Line {number} of what Bob wrote\n" for number in range(1, 9))
SIGNATURE = "-- \nAlice\nExamplia\nExampletown\n"


@pytest.fixture
def group(db, decision_of_any_body) -> Group:
    """A group whose archive all may read, with a thread of three and a lone message."""
    made = make_group(
        "t09open",
        state=Group.State.ACTIVE,
        archive_public=True,
        established_by=decision_of_any_body,
    )
    post(made, name="one@x.example", subject="Scope", text="What is the scope?\n")
    post(
        made,
        name="two@x.example",
        subject="Re: Scope",
        cites=("one@x.example",),
        sender="Alice Example <alice@examplia.example>",
        day=1,
        text=f"On Friday Bob wrote:\n{QUOTED}\nThe whole of it.\n\n{SIGNATURE}",
    )
    post(
        made,
        name="three@x.example",
        subject="Re: Scope",
        cites=("two@x.example",),
        day=2,
        text="Write to carol@samplia.example about it.\n",
    )
    post(made, name="four@x.example", subject="A paper", day=33, fields=PAPER)
    return made


PAPER = 'Content-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment'


@pytest.fixture
def decision_of_any_body(db):
    from comitia.bodies.models import Body, Decision

    body, _ = Body.objects.get_or_create(
        acronym="TSAG", defaults={"slug": "tsag", "kind": Body.Kind.ADVISORY_GROUP}
    )
    day = NOW.date()
    return Decision.objects.create(body=body, decided_from=day, decided_until=day, text="x")


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_fit_to_read_and_shows_no_address(pages, group, path, language):
    page = pages.get(path, headers={"Accept-Language": language})
    assert page.status_code == 200
    html = page.content.decode()
    assert not re.search(r"(bob|alice|carol)@(examplia|samplia)\.example", html)
    assert "csrfmiddlewaretoken" not in html
    assert not page.cookies


@pytest.mark.parametrize("path", PAGES)
def test_each_page_of_a_closed_archive_is_closed(pages, group, path):
    Group.objects.update(archive_public=False)
    page = pages.get(path)
    assert page.status_code in {403, 404}
    assert "Scope" not in page.content.decode()
    assert "Alice" not in page.content.decode()


def test_the_list_says_who_took_part_when_and_what_there_is(pages, group):
    text = text_of(pages.get(MAIL))
    first, second = re.findall(r"<li><a class=\"main\".*?</li>", text, re.DOTALL)
    assert "A paper" in first
    assert "1 document" in first
    assert "3 messages · 2 people · last" in second
    assert "3 April 2011, 14:00 CEST" in second
    assert f'href="{MAIL}1/"' in second


def test_choices_are_said_combine_and_are_taken_off(pages, group):
    entity = Entity.objects.create(
        name="Examplia", slug="examplia", category=Entity.Category.MEMBER_STATE
    )
    Message.objects.filter(message_id="two@x.example").update(entity=entity)
    recount(group.pk)
    found = text_of(pages.get(f"{MAIL}authors/"))
    alice = re.search(r'authors/([0-9a-f]{16})/"><bdi>Alice', found)[1]
    text = text_of(pages.get(f"{MAIL}?author={alice}&entity=examplia&since=2011-04&until=2011-04"))
    assert "1 thread ·" in text
    assert "A paper" not in text
    for words, without in (
        ("April 2011", f"?author={alice}&amp;entity=examplia"),
        ("with Alice Example", "?entity=examplia&amp;since=2011-04&amp;until=2011-04"),
        ("with Examplia", f"?author={alice}&amp;since=2011-04&amp;until=2011-04"),
    ):
        assert re.search(rf'href="{re.escape(without)}"[^>]*><bdi>{words}', text), words
    assert "Take all off" in text
    text = text_of(pages.get(f"{MAIL}?author={alice}&unanswered=1"))
    assert "No thread is like that. Take a choice off" in text
    # Empty fields of the form do not stay in the address.
    sent = pages.get(f"{MAIL}?since=&until=&author={alice}&entity=&documents=1")
    assert sent["Location"] == f"?author={alice}&documents=1"


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday", "since=2011-13", "until=9999-12-31", "since=0", "since=2011-2-30",
        "author=zz", "author=%00", "author=0000000000000000", "author=" + "f" * 16,
        "entity=nobody", "page=999999999", "by=x&page=-1",
    ],
)  # fmt: skip
def test_choices_that_make_no_sense_are_left_out(pages, group, query):
    text = text_of(pages.get(f"{MAIL}?{query}"))
    assert "2 threads" in text
    assert "chip" not in text


def test_a_list_of_no_mail_says_what_to_do(pages, group):
    Group.objects.create(
        name="t09new", title="x", parent=group.parent, created_at=NOW, archive_public=True,
        state=Group.State.ACTIVE, established_by=group.established_by,
    )  # fmt: skip
    for path in ("", "authors/", "2011/4/", "year/2011/"):
        page = pages.get(f"/g/t09new/mail/{path}")
        assert page.status_code == 200
    assert "Nobody has written yet" in text_of(pages.get("/g/t09new/mail/"))


def test_a_thread_folds_what_is_quoted_and_says_what_answers_what(pages, group):
    text = text_of(pages.get(f"{MAIL}1/"))
    assert text.index('id="m1"') < text.index('id="m2"') < text.index('id="m3"')
    fold = re.search(r'<details class="fold"><summary>(.*?)</summary>', text)[1]
    assert "On Friday Bob wrote:" in fold
    assert "9 quoted lines" in fold
    assert '<small>Signature</small> <span dir="auto">Alice</span>' in text
    assert '<a href="#m2">answers #2</a>' in text
    assert "The whole of it." in text
    assert "mailto:" not in text
    assert re.findall(r'id="m(\d)"', text_of(pages.get(f"{MAIL}1/?by=date"))) == ["1", "2", "3"]
    assert f'accesskey="n" rel="next" href="{MAIL}4/"' in text


def test_members_answer_each_message_by_mail(pages, world):
    post(world.group, name="one@x.example", subject="Scope")
    text = text_of(pages.sign_in(world.bob).get("/g/t09demo/mail/1/"))
    about = "Subject=Re%3A%20Scope&amp;In-Reply-To=%3Cone%40x.example%3E"
    assert f'href="mailto:t09demo@comitia.example?{about}&amp;References=' in text


def test_a_long_thread_has_an_overview_and_pages(pages, group):
    for number in range(30):
        post(
            group, name=f"l{number}@x.example", subject="Re: Scope", cites=("one@x.example",), day=5
        )
    text = text_of(pages.get(f"{MAIL}1/"))
    assert text.count("<article") == 20
    outline = text.partition('<ol class="outline">')[2].partition("</ol>")[0]
    assert outline.count("<li") == 33
    assert 'href="#m3"' in outline
    assert 'href="?page=2#m34"' in outline
    assert "answers #1" in outline
    assert text_of(pages.get(f"{MAIL}1/?page=2")).count("<article") == 13
    moved = pages.get(f"{MAIL}34/")
    assert moved["Location"] == f"{MAIL}1/?page=2#m34"


def test_a_message_shows_what_is_about_it(pages, group):
    text = text_of(pages.get("/m/two@x.example/"))
    assert 'Answers <a href="/m/one@x.example/">#1' in text
    assert '<strong aria-current="page">#2 <bdi>Alice Example</bdi></strong>' in text
    assert 'rel="next" href="/m/three@x.example/"' in text
    assert 'rel="prev" href="/m/one@x.example/"' in text
    assert "a…@examplia.example" in text
    assert 'name="group" value="t09open"' in text


def test_the_number_of_a_message_leads_to_it(pages, group):
    assert pages.get(f"{MAIL}n/2/")["Location"] == "/m/two@x.example/?group=t09open"
    assert pages.get(f"{MAIL}n/99/").status_code == 404
    Group.objects.update(archive_public=False)
    assert pages.get(f"{MAIL}n/2/").status_code == 404


@pytest.mark.parametrize(
    "spelled", ["<two@x.example>", "two%40x.example", " two@x.example ", "mid:two@x.example",
                "%3Ctwo%2540x.example%3E"],
)  # fmt: skip
def test_other_spellings_of_a_message_id_lead_to_the_message(pages, group, spelled):
    page = pages.get(f"/m/{quote(spelled)}/")
    assert page["Location"] == "/m/two@x.example/"
    Group.objects.update(archive_public=False)
    hidden, absent = pages.get(f"/m/{quote(spelled)}/"), pages.get("/m/none@x.example/")
    assert hidden.status_code == absent.status_code == 404
    assert text_of(hidden) == text_of(absent)


def test_a_message_of_several_groups_is_shown_where_it_is_asked_for(pages, group):
    other = Group.objects.create(
        name="t09other", title="x", parent=group.parent, created_at=NOW, archive_public=True,
        state=Group.State.ACTIVE, established_by=group.established_by,
    )  # fmt: skip
    post(other, name="one@x.example", subject="Scope", text="What is the scope?\n", day=1)
    assert "/g/t09open/" in text_of(pages.get("/m/one@x.example/"))
    text = text_of(pages.get("/m/one@x.example/?group=t09other"))
    assert 'href="/m/one@x.example/?group=t09open"' in text
    assert "/g/t09other/mail/1/" in text
    assert 'href="/m/one@x.example/?group=t09other"' in text_of(pages.get("/g/t09other/mail/1/"))
    assert pages.get("/m/one@x.example/?group=t09none").status_code == 404
    Group.objects.filter(name="t09open").update(archive_public=False)
    text = text_of(pages.get("/m/one@x.example/"))
    assert "/g/t09other/" in text
    assert "t09open" not in text


def test_a_month_shows_its_days_and_the_months_beside_it(pages, group):
    text = text_of(pages.get(f"{MAIL}2011/4/"))
    assert [*re.findall(r"<h2>(.*?)</h2>", text)] == [
        "1 April 2011",
        "2 April 2011",
        "3 April 2011",
    ]
    assert f'rel="next" accesskey="n" href="{MAIL}2011/05/"' in text
    assert f'rel="prev" accesskey="p" href="{MAIL}2011/04/"' in text_of(
        pages.get(f"{MAIL}2011/05/")
    )
    assert "No mail came in this month" in text_of(pages.get(f"{MAIL}2012/1/"))
    for absent in ("2011/13/", "1066/1/", "year/99999/", "authors/0123456789abcdef/"):
        assert pages.get(MAIL + absent).status_code == 404


def test_an_author_has_a_page(pages, group):
    found = text_of(pages.get(f"{MAIL}authors/"))
    alice = re.search(r'href="([^"]+)"><bdi>Alice', found)[1]
    text = text_of(pages.get(alice))
    assert "/m/two@x.example/" in text
    assert "/m/one@x.example/" not in text


def test_who_gave_no_name_is_called_by_an_address_without_its_name(pages, group):
    post(group, name="five@x.example", subject="Nameless", sender="dora@samplia.example", day=40)
    for path in (MAIL, f"{MAIL}authors/", f"{MAIL}5/", f"{MAIL}2011/5/", "/m/five@x.example/"):
        text = text_of(pages.get(path))
        assert "d…@samplia.example" in text, path
        assert "dora" not in text


def test_a_page_that_did_not_change_is_not_sent_again(pages, group):
    for path in PAGES:
        first = pages.get(path)
        again = pages.get(path, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304, path
        assert again.content == b""
        assert again["ETag"] == first["ETag"]
        other = pages.get(path, headers={"If-None-Match": first["ETag"], "Accept-Language": "fr"})
        assert other.status_code == 200
        assert {"Cookie", "Accept-Language"} <= set(re.split(r",\s*", first["Vary"]))
        assert first["Cache-Control"] == "no-cache"


def test_whatever_a_page_shows_makes_it_another(pages, group):
    def changes(path, act):
        before = pages.get(path)["ETag"]
        act()
        page = pages.get(path, headers={"If-None-Match": before})
        return page.status_code == 200

    one = Message.objects.get(message_id="one@x.example")
    four = Message.objects.get(message_id="four@x.example")
    thread, page = f"{MAIL}1/", "/m/one@x.example/"
    assert changes(page, lambda: post(group, name="n1@x", cites=("one@x.example",), day=50))
    assert changes(thread, lambda: post(group, name="n2@x", cites=("one@x.example",), day=51))
    assert changes(MAIL, lambda: post(group, name="n3@x", cites=("one@x.example",), day=52))
    assert changes(f"{MAIL}2011/5/", lambda: post(group, name="n4@x", subject="Other", day=53))
    assert changes(f"{MAIL}authors/", lambda: post(group, name="n5@x", subject="More", day=53))
    assert changes(thread, lambda: weaving.move(four, "one@x.example"))
    stone = {"by": command("root"), "reason": "Asked by the author", "at": NOW}
    assert changes(page, lambda: redact(message=one, **stone))
    assert changes(thread, lambda: redact(message=four, **stone))
    assert changes(thread, lambda: Group.objects.update(state=Group.State.CONCLUDED))
    assert not changes(thread, lambda: None)


def test_what_one_reader_has_is_not_given_to_another(pages, world):
    post(world.group, name="one@x.example", subject="Scope")
    seen = pages.sign_in(world.bob).get("/m/one@x.example/")
    assert seen["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": seen["ETag"]}
    assert pages.get("/m/one@x.example/", headers=known).status_code == 304
    assert pages.sign_in(world.alice).get("/m/one@x.example/", headers=known).status_code == 200
    pages.logout()
    assert pages.get("/m/one@x.example/", headers=known).status_code == 404


def test_a_page_is_packed_for_those_who_can_unpack_it(pages, group):
    plain = pages.get(f"{MAIL}1/")
    assert "Content-Encoding" not in plain
    packed = pages.get(f"{MAIL}1/", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]
    refused = pages.get(f"{MAIL}1/", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in refused
    lengths = {
        len(pages.get(f"{MAIL}1/", headers={"Accept-Encoding": "gzip"}).content) for _ in range(9)
    }
    assert len(lengths) > 1


WORDS = (
    "The group notes that the interim report is to reach the advisory group by November, and that "
    "regional meetings may wish to comment on the options before a text is agreed. "
)


def busy_archive(group: Group) -> None:
    """Sixty threads, forty authors, five years; the last thread as long as real ones get."""
    for number in range(60):
        sender = f"Delegate Number {number % 40} <delegate{number}@member{number}.example>"
        subject = f"Contribution {number}: options for the structure of study group {number % 17}"
        post(group, name=f"{number}@busy.example", subject=subject, sender=sender, day=30 * number)
    for number in range(25):
        quoted = "".join(f"> {WORDS[at : at + 70]}\n" for at in range(0, 140, 70)) * 12
        post(
            group,
            name=f"r{number}@busy.example",
            subject="Re: Contribution 59",
            cites=("59@busy.example",),
            sender=f"Delegate Number {number} <d{number}@member.example>",
            day=1770 + number,
            text=f"On Friday somebody wrote:\n{quoted}\n"
            + "".join(f"{number}.{line} {WORDS}\n\n" for line in range(8)),
        )


def test_pages_are_light(pages, group, django_assert_max_num_queries):
    busy_archive(group)
    packed = {"Accept-Encoding": "gzip"}
    thread = Message.objects.get(message_id="59@busy.example").number
    for path, most in (
        (MAIL, 30_000), (f"{MAIL}authors/", 20_000), ("/m/r3@busy.example/", 20_000),
        (f"{MAIL}{thread}/", 30_000), (f"{MAIL}year/2014/", 20_000),
    ):  # fmt: skip
        page = pages.get(path, headers=packed)
        assert page.status_code == 200
        assert len(page.content) < most, path
        assert len(gzip.decompress(page.content)) < 5 * most, path
    with django_assert_max_num_queries(5):
        pages.get("/m/r3@busy.example/")
    with django_assert_max_num_queries(9):
        pages.get(f"{MAIL}{thread}/")
    with django_assert_max_num_queries(9):
        pages.get(MAIL)


def test_the_language_is_chosen_without_a_token_but_not_from_elsewhere(pages, group):
    pages.handler.enforce_csrf_checks = True
    chosen = {"language": "ar", "next": MAIL}
    assert pages.post("/language", chosen).status_code == 302
    elsewhere = pages.post("/language", chosen, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


def test_moderators_see_what_became_of_the_copies(pages, world):
    post(world.group, name="one@x.example", subject="Scope")
    for who in (world.alice, world.bob):
        assert pages.sign_in(who).get("/m/one@x.example/").status_code == 200


def test_a_redacted_message_keeps_its_place_in_a_thread(pages, group):
    two = Message.objects.get(message_id="two@x.example")
    redact(message=two, by=SYSTEM, reason="Asked by the author", at=NOW + timedelta(days=1))
    text = text_of(pages.get(f"{MAIL}1/"))
    assert "This message was redacted." in text
    assert "Asked by the author" in text
    assert "The whole of it." not in text
    assert text.count("<article") == 3


def test_what_is_read_can_be_taken_out_by_those_who_may(pages, world):
    post(world.group, name="one@x.example", subject="Scope")
    pages.sign_in(world.bob)
    for path in ("/g/t09demo/mail/", "/g/t09demo/mail/1/", "/g/t09demo/mail/2011/4/"):
        text = pages.get(path).content.decode()
        for link in set(
            re.findall(r'href="([^"]+\.(?:mbox\.gz|maildir\.tar\.gz|jsonl|atom))"', text)
        ):
            assert pages.get(urljoin(path, link)).status_code == 200, link
        assert ".mbox.gz" in text
    type(world.group).objects.update(archive_public=True)
    pages.logout()
    text = pages.get("/g/t09demo/mail/").content.decode()
    assert "export.jsonl" in text
    assert "mbox.gz" not in text
