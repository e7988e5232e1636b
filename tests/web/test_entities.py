"""The secretariat's list of members: entered, mended, with focal points and people."""

import json

import pytest

from comitia.base.languages import LANGUAGES
from comitia.ledger.models import Entry
from comitia.people.models import Entity, FocalPoint
from comitia.people.queries import focal_points_of, person_of

NEW = {
    "name": "Exemplary Carriers",
    "acronym": "EXCAR",
    "category": "sector_member",
    "country": "CH",
    "region": "CEPT",
    "language": "fr",
}
FOCAL = {
    "name": "Georgia",
    "address": "georgia@samplia.example",
    "language": "es",
    "letter": "Letter of 2 March 2011",
}
PATHS = (
    "/entities/",
    "/entities/new",
    "/entities/example-telecom/",
    "/entities/example-telecom/edit",
    "/people/?q=bob",
)


@pytest.fixture
def sam(pages, world):
    return pages.sign_in(world.sam)


def test_a_member_is_entered_and_found(sam):
    answer = sam.post("/entities/new", NEW)
    made = Entity.objects.get(name="Exemplary Carriers")
    assert answer.headers["Location"] == f"/entities/{made.slug}/"
    assert (made.category, made.country, made.language) == ("sector_member", "CH", "fr")
    html = sam.get("/entities/", {"q": "excar"}).content.decode()
    assert "Exemplary Carriers" in html
    assert "Switzerland" in html
    assert "Samplia" not in html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "samplia"),
        ("acronym", "x" * 41),
        ("category", "x"),
        ("country", "ZZ"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(sam, field, value):
    before = Entity.objects.count()
    html = sam.post("/entities/new", NEW | {field: value}).content.decode()
    assert f'<a href="#id_{field}">' in html
    assert Entity.objects.count() == before


def test_a_member_is_mended_and_the_ledger_says_what_changed(sam, world):
    path = "/entities/example-telecom/edit"
    assert 'value="EXTEL"' in sam.get(path).content.decode()
    said = {"name": "Example Telecom", "acronym": "EXT", "category": "sector_member"}
    sam.post(path, said | {"country": "FR", "region": "", "language": "en"})
    world.telecom.refresh_from_db()
    assert (world.telecom.acronym, world.telecom.country) == ("EXT", "FR")
    entry = Entry.objects.filter(kind="entity.amended").get()
    assert json.loads(entry.leaf)["data"] == {"acronym": "EXT", "country": "FR"}


def test_another_members_name_cannot_be_taken(sam, world):
    said = {"name": "SAMPLIA", "category": "sector_member", "language": "en"}
    html = sam.post("/entities/example-telecom/edit", said).content.decode()
    assert "already an entity called" in html
    world.telecom.refresh_from_db()
    assert world.telecom.name == "Example Telecom"


def test_a_letter_names_a_focal_point_and_another_ends_it(sam, world):
    path = "/entities/samplia/focal-points"
    sam.post(path, FOCAL)
    georgia = person_of("georgia@samplia.example")
    assert focal_points_of(world.samplia, at=world.now) == [georgia]
    assert "Letter of 2 March 2011" in sam.get("/entities/samplia/").content.decode()
    FocalPoint.objects.filter(person=georgia).update(since=world.later(days=-1))
    sam.post(path, {"end": georgia.pk})
    assert focal_points_of(world.samplia, at=world.now) == []


@pytest.mark.parametrize("field", sorted(FOCAL))
def test_nobody_is_focal_point_by_half(sam, world, field):
    html = sam.post("/entities/samplia/focal-points", FOCAL | {field: ""}).content.decode()
    assert f'<a href="#id_{field}">' in html
    assert focal_points_of(world.samplia, at=world.now) == []


@pytest.mark.parametrize("end", ["999", "x"])
def test_ending_what_is_not(sam, world, end):
    answer = sam.post("/entities/example-telecom/focal-points", {"end": end})
    assert answer.status_code == 404
    assert focal_points_of(world.telecom, at=world.now) == [world.fiona]


@pytest.mark.parametrize("words", ["bob", "BOB@example-tel"])
def test_a_person_is_found(sam, words):
    html = sam.get("/people/", {"q": words}).content.decode()
    assert "bob@example-telecom.example" in html
    assert "t09demo" in html
    assert "Fiona" not in html


@pytest.mark.parametrize("words", ["", "nobody-of-this-name"])
def test_nobody_is_found(sam, words):
    assert "Bob" not in sam.get("/people/", {"q": words}).content.decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["alice", "bob", "fiona", None])
def test_others_may_not(pages, world, who, path):
    if who:
        pages.sign_in(getattr(world, who))
    assert pages.get(path).status_code == 403
    assert pages.post("/entities/new", NEW).status_code == 403
    assert pages.post("/entities/samplia/focal-points", FOCAL).status_code == 403
    assert not Entity.objects.filter(name="Exemplary Carriers").exists()
    assert not FocalPoint.objects.filter(entity=world.samplia).exists()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_in_each_language(pages, world, language, path):
    world.sam.language = language
    world.sam.save()
    assert f'lang="{language}"' in pages.sign_in(world.sam).get(path).content.decode()


def test_no_such_member(sam):
    assert sam.get("/entities/nowhere/").status_code == 404
