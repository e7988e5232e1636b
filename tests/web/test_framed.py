"""A page within a frame that was set before is the page that Django would set anew."""

import re

import pytest
from django.shortcuts import render

from comitia.groups import seats
from comitia.groups.models import Group
from comitia.ledger.actors import SYSTEM
from comitia.web.framed import framed
from comitia.web.pages.archive import views
from tests.archive.posts import post

PATHS = ["/m/one@x.example/", "/g/t09demo/mail/1/", "/g/t09demo/mail/1/?by=date&page=1"]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def both_ways(monkeypatch) -> list[tuple[bytes, bytes]]:
    """What `framed` and Django set for each page that is asked for, but for tokens of forms."""
    set_so: list[tuple[bytes, bytes]] = []

    def set_twice(request, name, context, *, head):
        ours = framed(request, name, context, head=head)
        theirs = render(request, name, {**context, "head": head})
        set_so.append((TOKEN.sub(b"", ours.content), TOKEN.sub(b"", theirs.content)))
        return ours

    monkeypatch.setattr(views, "framed", set_twice)
    return set_so


@pytest.fixture
def archive(world):
    """Two messages in the world's group, whose archive all may read."""
    Group.objects.filter(pk=world.group.pk).update(archive_public=True)
    post(world.group, name="one@x.example", subject="Scope & <aim>", text="What is it?\n")
    post(world.group, name="two@x.example", subject="Re: Scope", cites=("one@x.example",), day=1)
    return world


@pytest.mark.parametrize("demo", [False, True])
@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("reader", [None, "bob", "alice", "sam"])
def test_the_frame_set_before_is_the_one_set_anew(
    pages, archive, both_ways, settings, reader, language, demo
):
    settings.DEMO = demo
    if reader:
        pages.sign_in(getattr(archive, reader))
    for path in PATHS:
        settings_of = {"Accept-Language": language, "Cookie": f"django_language={language}"}
        assert pages.get(path, headers=settings_of).status_code == 200
    assert len(both_ways) == len(PATHS)
    for ours, theirs in both_ways:
        assert ours == theirs


def test_a_name_of_a_reader_stands_as_it_is_written(pages, archive, both_ways):
    archive.bob.name = "Bob <b>& Sons</b>"
    archive.bob.save()
    page = pages.sign_in(archive.bob).get(PATHS[0]).content.decode()
    assert "<bdi>Bob &lt;b&gt;&amp; Sons&lt;/b&gt;</bdi>" in page
    (pair,) = both_ways
    assert pair[0] == pair[1]


def test_what_is_to_be_said_once_is_said(pages, archive):
    page = pages.sign_in(archive.bob)
    sent = page.post("/g/t09demo/mail/1/send", {"what": "message"}, follow=True)
    assert 'role="status"' in sent.content.decode()
    assert 'role="status"' not in page.get(PATHS[0]).content.decode()


def test_who_leaves_the_group_finds_other_pages_at_once(pages, archive):
    held = "/g/t09demo/held/"
    assert held in pages.sign_in(archive.alice).get(PATHS[0]).content.decode()
    seats.leave(seat=archive.alice.memberships.get(), by=SYSTEM, at=archive.now)
    archive.group.roles.all().delete()
    assert held not in pages.get(PATHS[0]).content.decode()
