"""Mail taken out by the browser and followed by feed readers: who gets what, in which form."""

import gzip
import io
import json
import tarfile
from xml.etree import ElementTree

import pytest

from comitia.archive import exports
from comitia.archive.actions import raw_bytes, redact
from comitia.archive.index import rebuild
from comitia.archive.mbox import unbox
from comitia.archive.models import Message
from comitia.ledger.actors import command
from tests.mail.posting import message, post

A = "{http://www.w3.org/2005/Atom}"
RAW = [
    "/g/t09demo/mail/export.mbox.gz",
    "/g/t09demo/mail/export.maildir.tar.gz",
    "/g/t09demo/mail/1/thread.mbox.gz",
    "/g/t09demo/mail/2011-04.mbox.gz",
    "/search.mbox.gz?q=scope",
    "/g/t09demo/mail/export.jsonl?raw=1",
]
OPEN = [
    "/g/t09demo/mail/export.jsonl",
    "/g/t09demo/mail/1/thread.jsonl",
    "/g/t09demo/mail/2011-04.jsonl",
    "/search.jsonl?q=scope&group=t09demo",
    "/g/t09demo/mail/feed.atom",
    "/g/t09demo/mail/1/feed.atom",
    "/search.atom?q=scope",
]
READERS = ["alice", "bob", "fiona", "sam"]


@pytest.fixture
def written(world):
    """A thread of two messages about the scope, and another of a later month."""
    post(message(subject="Scope", body="What is the scope?\r\n\r\nFrom here on.\r\n"))
    root = Message.objects.get()
    answer = message(
        sender=world.alice.email,
        subject="Re: Scope",
        body="Write to eve@examplia.example <soon> & well.\r\n\r\n> What is the scope?\r\n",
        In_Reply_To=f"<{root.message_id}>",
    )
    post(answer)
    post(message(subject="Of 2012"))
    Message.objects.filter(number=3).update(received_at=world.later(days=300))
    rebuild()
    world.root = root
    return world


def signed_in(pages, world, who):
    return pages.sign_in(getattr(world, who)) if who else pages


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("path", RAW + OPEN)
def test_who_reads_an_archive_may_take_it_out(pages, written, path):
    for who in READERS:
        answer = signed_in(pages, written, who).get(path)
        assert answer.status_code == 200, who
        assert body(answer)
    pages.logout()
    for who in ("charlie", None):
        answer = signed_in(pages, written, who).get(path)
        if "/search" in path and path in OPEN:
            assert b"Scope" not in body(answer).replace(b"q=scope", b"")
        else:
            assert answer.status_code in {403, 404}, who


@pytest.mark.parametrize("path", RAW)
def test_of_a_public_archive_the_public_gets_no_mail_as_received(pages, written, path):
    written.group.archive_public = True
    written.group.save()
    answer = pages.get(path)
    assert answer.status_code == 403
    assert "shows addresses; sign in as a member" in answer.content.decode()


@pytest.mark.parametrize("path", OPEN)
def test_of_a_public_archive_the_public_gets_words_without_addresses(pages, written, path):
    written.group.archive_public = True
    written.group.save()
    told = body(pages.get(path)).decode()
    assert "What is the scope?" in told
    for address in (written.bob.email, written.alice.email, "eve@examplia"):
        assert address not in told
    assert "e…@examplia.example" in told


def test_the_files_hold_what_was_asked_for(pages, written):
    browser = pages.sign_in(written.bob)
    bytes_of = [raw_bytes(each) for each in Message.objects.order_by("number")]
    for path, wanted in (
        ("/g/t09demo/mail/export.mbox.gz", bytes_of),
        ("/g/t09demo/mail/2/thread.mbox.gz", bytes_of[:2]),
        ("/g/t09demo/mail/2011-04.mbox.gz", bytes_of[:2]),
        ("/g/t09demo/mail/2012-01.mbox.gz", bytes_of[2:]),
        ("/g/t09demo/mail/2010-01.mbox.gz", []),
        ("/search.mbox.gz?q=subject:scope", bytes_of[:2]),
        ("/search.mbox.gz?q=subject:scope&group=none", None),
    ):
        answer = browser.get(path)
        if wanted is None:
            assert answer.status_code == 403
            continue
        found = unbox(io.BytesIO(gzip.decompress(body(answer))))
        assert [each.data for each in found] == wanted, path
    assert answer.streaming is False
    answer = browser.get("/g/t09demo/mail/2/thread.mbox.gz")
    assert answer["Content-Disposition"] == 'attachment; filename="t09demo-thread-1.mbox.gz"'
    assert "no-store" in answer["Cache-Control"]
    packed = io.BytesIO(body(browser.get("/g/t09demo/mail/export.maildir.tar.gz")))
    with tarfile.open(fileobj=packed) as archive:
        assert len([each for each in archive if each.isfile()]) == 3
    lines = body(browser.get("/g/t09demo/mail/export.jsonl")).splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2, 3]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/g/t09demo/mail/2011-13.mbox.gz", 404),
        ("/g/t09demo/mail/0000-01.mbox.gz", 404),
        ("/g/t09demo/mail/export.pst", 404),
        ("/g/t09demo/mail/99/thread.mbox.gz", 404),
        ("/g/none/mail/export.mbox.gz", 404),
        ("/g/none/mail/feed.atom", 404),
        ("/search.mbox.gz", 403),
        ("/search.atom", 403),
    ],
)
def test_what_is_not_there_or_not_said(pages, written, path, status):
    assert pages.sign_in(written.bob).get(path).status_code == status


def test_nothing_is_read_for_a_head(pages, written):
    browser = pages.sign_in(written.bob)
    answer = browser.head("/g/t09demo/mail/export.mbox.gz")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/gzip")


def entries(answer):
    return ElementTree.fromstring(answer.content).findall(f"{A}entry")


def test_a_feed_is_what_feed_readers_expect(pages, written, settings):
    settings.BASE_URL = "https://comitia.example"
    browser = pages.sign_in(written.bob)
    answer = browser.get("/g/t09demo/mail/feed.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert feed.findtext(f"{A}id") == "tag:comitia.example,2011-04-04:t09demo/mail"
    links = {each.get("rel"): each.get("href") for each in feed.findall(f"{A}link")}
    assert links == {
        "self": "https://comitia.example/g/t09demo/mail/feed.atom",
        "alternate": "https://comitia.example/g/t09demo/mail/",
    }
    newest, answered, root = feed.findall(f"{A}entry")
    assert newest.findtext(f"{A}title") == "Of 2012"
    assert feed.findtext(f"{A}updated") == newest.findtext(f"{A}updated") == "2012-01-29T09:00:00Z"
    assert root.findtext(f"{A}id") == "tag:comitia.example,2011-04-04:t09demo/1"
    link = f"https://comitia.example/m/{written.root.message_id}/"
    assert root.find(f"{A}link").get("href") == link
    assert root.findtext(f"{A}author/{A}name") == written.root.from_name
    answers = answered.find("{http://purl.org/syndication/thread/1.0}in-reply-to")
    assert (answers.get("ref"), answers.get("href")) == (root.findtext(f"{A}id"), link)
    content = answered.find(f"{A}content")
    assert content.get("type") == "html"
    assert "&lt;soon&gt; &amp; well." in content.text
    assert "<blockquote>" in content.text
    for each in (feed, *feed.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{A}{name}")) == 1


def test_feeds_of_threads_and_searches(pages, written):
    browser = pages.sign_in(written.bob)
    titles = [
        each.findtext(f"{A}title") for each in entries(browser.get("/g/t09demo/mail/2/feed.atom"))
    ]
    assert titles == ["Re: Scope", "Scope"]
    found = browser.get("/search.atom?q=subject:scope")
    assert [each.findtext(f"{A}title") for each in entries(found)] == titles
    assert entries(browser.get("/search.atom?q=nowhere")) == []


def test_a_feed_is_sent_again_only_when_it_has_changed(pages, written):
    browser = pages.sign_in(written.bob)
    path = "/g/t09demo/mail/feed.atom"
    first = browser.get(path)
    known = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}
    again = browser.get(path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    redact(
        message=written.root,
        by=command("root"),
        reason="Asked & granted",
        at=written.later(days=400),
    )
    third = browser.get(path, headers=known)
    assert third.status_code == 200
    assert (
        b"What is the scope?"
        not in third.content.partition(b"Re: Scope")[2].partition(b"<entry>")[2]
    )
    assert b"Asked &amp;amp; granted" in third.content
    pages.logout()
    written.group.archive_public = True
    written.group.save()
    assert pages.get(path, headers={"If-None-Match": third["ETag"]}).status_code == 200


def test_what_no_xml_may_hold_is_left_out(pages, written):
    Message.objects.filter(number=1).update(subject="a\ufffe]]>\U0001f600<b>&", from_name="")
    answer = pages.sign_in(written.bob).get("/g/t09demo/mail/feed.atom")
    root = entries(answer)[-1]
    assert root.findtext(f"{A}title") == "a]]>\U0001f600<b>&"
    assert root.findtext(f"{A}author/{A}name") == "Example Telecom"


def test_mail_is_streamed_batch_by_batch(pages, written, monkeypatch):
    monkeypatch.setattr(exports.chosen, "BATCH", 1)
    answer = pages.sign_in(written.bob).get("/g/t09demo/mail/export.jsonl")
    pieces = iter(answer.streaming_content)
    next(pieces)
    Message.objects.filter(number=2).update(subject="Changed while it is sent")
    assert b"Changed while" in next(pieces)
