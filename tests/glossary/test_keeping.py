"""The glossary is loaded, kept by the house, and upgraded without losing what the house did."""

import json
from dataclasses import replace

import pytest

from comitia.glossary import actions, shipped
from comitia.glossary.actions import Loaded, load_shipped
from comitia.glossary.errors import BadConcept
from comitia.glossary.models import Concept, Edition, Term
from comitia.glossary.queries import also, concept_ids, concept_named, names_of
from comitia.glossary.rules import Written, read_terms
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry


@pytest.fixture
def release(monkeypatch):
    """Ships other terms than the release does."""

    def ship(*concepts):
        monkeypatch.setattr(actions, "shipped", lambda: concepts)
        monkeypatch.setattr(actions, "digest", lambda: str(hash(concepts_key(concepts))))

    return ship


def concepts_key(concepts):
    return tuple(str(each) for each in concepts)


def concept(key, **lines):
    terms = {language: read_terms(line) for language, line in lines.items()}
    return shipped.Shipped(key, "methods", terms)


TEA = concept("tea", en="tea break", fr="pause café")
NAP = concept("nap", en="nap", fr="sieste")


def told():
    return [json.loads(each.leaf)["data"] for each in Entry.objects.filter(kind__startswith="gl")]


def test_what_is_shipped_is_loaded_once(world):
    first = load_shipped(at=world.now)
    assert first == Loaded(added=len(shipped.shipped()))
    assert Term.objects.filter(is_preferred=True).count() == 6 * first.added
    token = Edition.objects.get().token
    assert load_shipped(at=world.now) == Loaded()
    assert Edition.objects.get().token == token
    assert told() == [{"added": first.added, "updated": 0, "kept": 0}]


def test_an_upgrade_adds_and_updates_what_nobody_touched(world, release):
    release(TEA)
    load_shipped(at=world.now)
    better = replace(TEA, terms={**TEA.terms, "fr": read_terms("pause; [PC]")})
    release(better, NAP)
    assert load_shipped(at=world.now) == Loaded(added=1, updated=1)
    assert names_of(concept_named("tea")) == better.terms
    assert also("PC")[0].others == (("en", "tea break"), ("fr", "pause"))
    assert load_shipped(at=world.now) == Loaded()


@pytest.mark.parametrize("act", ["change", "retire", "retire and restore", "same key"])
def test_an_upgrade_leaves_alone_what_is_the_houses(world, release, act):
    about = {"by": SYSTEM, "at": world.now}
    release(*([] if act == "same key" else [TEA]))
    load_shipped(at=world.now)
    if act == "same key":
        actions.add_concept(key="tea", subject="mail", terms={"en": [Written("our tea")]}, **about)
    row = concept_named("tea")
    if act == "change":
        actions.change_concept(concept=row, terms={"fr": [Written("thé")]}, **about)
    if act.startswith("retire"):
        actions.retire_concept(concept=row, **about)
    if act.endswith("restore"):
        actions.restore_concept(concept=row, **about)
    before = names_of(concept_named("tea")), concept_named("tea").retired_at
    release(replace(TEA, note="Better now.", terms=NAP.terms))
    assert load_shipped(at=world.now) == Loaded(kept=1)
    assert (names_of(concept_named("tea")), concept_named("tea").retired_at) == before


def test_what_is_no_longer_shipped_stays(world, release):
    release(TEA, NAP)
    load_shipped(at=world.now)
    release(TEA)
    load_shipped(at=world.now)
    assert concept_named("nap")


def test_each_change_is_told_and_seen_at_once(world, release):
    release(TEA)
    load_shipped(at=world.now)
    about = {"by": SYSTEM, "at": world.now}
    row = concept_named("tea")
    actions.change_concept(concept=row, note=" Hot. ", review=["fr", "ar"], **about)
    actions.change_concept(concept=row, terms={"en": read_terms("tea pause")}, **about)
    actions.change_concept(concept=row, terms={"en": read_terms("tea pause")}, **about)
    actions.retire_concept(concept=row, **about)
    actions.retire_concept(concept=row, **about)
    assert also("tea pause") == []
    actions.restore_concept(concept=row, **about)
    assert [each.term for each in also("the tea pauses")] == ["tea pauses"]
    assert [each["change"] for each in told()[1:]] == ["changed", "changed", "retired", "restored"]
    assert told()[1]["note"] == {"from": "", "to": "Hot."}
    assert told()[1]["review"] == {"from": [], "to": ["ar", "fr"]}
    assert told()[2]["en"] == {"from": "tea break", "to": "tea pause"}


def test_a_language_is_taken_away_but_not_the_last(world, release):
    release(TEA)
    load_shipped(at=world.now)
    about = {"concept": concept_named("tea"), "by": SYSTEM, "at": world.now}
    actions.change_concept(terms={"fr": []}, **about)
    assert set(names_of(concept_named("tea"))) == {"en"}
    with pytest.raises(BadConcept) as refused:
        actions.change_concept(terms={"en": []}, **about)
    assert set(refused.value.errors) == {"terms"}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("subject", {"subject": "cooking"}),
        ("note", {"note": "x" * 501}),
        ("review", {"review": ["de"]}),
        ("de", {"terms": {"de": [Written("Pause")]}}),
        ("ru", {"terms": {"ru": [Written("pause")]}}),
    ],
)
def test_what_cannot_stand_is_refused_alike_new_or_changed(world, release, field, wrong):
    release(TEA)
    load_shipped(at=world.now)
    about = {"by": SYSTEM, "at": world.now}
    for verb, more in (
        (actions.add_concept, {"subject": "mail", "terms": {"en": [Written("x")]}}),
        (actions.change_concept, {"concept": concept_named("tea")}),
    ):
        with pytest.raises(BadConcept) as refused:
            verb(**{**more, **wrong}, **about)
        assert field in refused.value.errors
    assert Concept.objects.count() == 1
    assert len(told()) == 1


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        ({"en": "Tea Break!"}, "tea-break"),
        ({"zh-hans": "茶歇"}, "concept"),
        ({"en": "new"}, "new-concept"),
    ],
)
def test_a_key_is_made_and_never_taken_twice(world, terms, key):
    about = {"subject": "mail", "by": SYSTEM, "at": world.now}
    given = {language: [Written(text)] for language, text in terms.items()}
    assert actions.add_concept(terms=given, **about).key == key
    assert actions.add_concept(terms=given, **about).key == f"{key}-2"


def test_concepts_in_the_order_of_a_language(world, release):
    release(TEA, NAP, concept("zh", **{"zh-hans": "茶"}))
    load_shipped(at=world.now)
    keys = dict(Concept.objects.values_list("pk", "key"))
    assert [keys[pk] for pk in concept_ids(language="en")] == ["nap", "tea", "zh"]
    assert [keys[pk] for pk in concept_ids(language="fr")] == ["tea", "nap", "zh"]
    assert [keys[pk] for pk in concept_ids("BREAK tea")] == ["tea"]
    assert [keys[pk] for pk in concept_ids("caf")] == ["tea"]
    assert [keys[pk] for pk in concept_ids("ea")] == []
    assert [keys[pk] for pk in concept_ids("break nap")] == []
    assert [keys[pk] for pk in concept_ids("100%")] == []
