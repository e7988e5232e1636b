"""A resolution is stored clause by clause and never overwritten."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comitia.ledger.actors import SYSTEM
from comitia.mandates import actions, queries
from comitia.mandates.actions import ItemText, ReferenceText, ResolutionText, SectionText
from comitia.mandates.models import Clause, Resolution

pytestmark = pytest.mark.django_db
NOON = datetime(2011, 3, 1, 12, tzinfo=UTC)

EXAMPLE = ResolutionText(
    number="7",
    place="Exampletown",
    year=2010,
    language="en",
    title="On examples",
    text="RESOLUTION 7 (Exampletown, 2010) …",
    sections=(
        SectionText(
            "considering", False, "considering", (ItemText("that", "a"), ItemText("x", "b"))
        ),
        SectionText("resolves", True, "resolves", (ItemText("to continue"),)),
        SectionText(
            "instructs",
            True,
            "instructs the Director, in consultation with EXAG",
            (
                ItemText(
                    "to assess", "1", references=(ReferenceText("“resolves” above", "resolves"),)
                ),
                ItemText(
                    "to report to WTSA-12",
                    "2",
                    references=(
                        ReferenceText("item 1 above", "instructs-director-tsb-1", exact=False),
                        ReferenceText("No. 191A", outside="CV 191A"),
                    ),
                ),
            ),
            ("director_tsb",),
            "in consultation with EXAG",
        ),
    ),
)


def store(text=EXAMPLE):
    return actions.store_resolution(text, by=SYSTEM, at=NOON)


def test_each_item_is_a_clause_with_its_own_address():
    store()
    resolution = queries.resolution_in("7-exampletown-2010", "en")
    shown = [
        [(clause.anchor, clause.label) for clause in section.clauses.all()]
        for section in resolution.sections.all()
    ]
    assert shown == [
        [("considering-a", "a"), ("considering-b", "b")],
        [("resolves", "")],
        [("instructs-director-tsb-1", "1"), ("instructs-director-tsb-2", "2")],
    ]
    assert queries.counts(resolution) == {"preambular": [2], "operative": [1, 2]}


def test_each_operative_item_is_an_obligation_with_an_owner_and_a_due_event():
    rows = queries.obligations_of(store())
    assert [(row.owner, row.due_event, row.evidence) for row in rows] == [
        ("ITU", "", ""),
        ("director_tsb", "", ""),
        ("director_tsb", "WTSA-12", ""),
    ]


def test_references_lead_both_ways():
    store()
    report = Clause.objects.get(anchor="instructs-director-tsb-2")
    inner, outer = report.references.order_by("id")
    assert (inner.target.anchor, inner.exact) == ("instructs-director-tsb-1", False)
    assert (outer.target, outer.outside) == (None, "CV 191A")
    assert [row.clause for row in inner.target.cited_by.all()] == [report]


def test_the_same_text_is_stored_once_whatever_its_blanks():
    first = store()
    assert store(replace(EXAMPLE, text=EXAMPLE.text.replace(" ", "\n"))) == first
    with pytest.raises(actions.AlreadyStored):
        store(replace(EXAMPLE, text="RESOLUTION 7, forged"))
    assert Resolution.objects.count() == 1


def test_language_versions_share_slug_and_addresses():
    store()
    french = store(replace(EXAMPLE, language="fr", title="Des exemples", text="RÉSOLUTION 7"))
    assert queries.languages_of(french.slug) == ["en", "fr"]
    assert queries.resolution_in(french.slug, "fr") == french
    assert queries.resolution_in(french.slug, "ru").language == "en"
    assert queries.resolution_in("8-nowhere-2010", "en") is None
    by_language = [
        list(Clause.objects.filter(section__resolution=one).values_list("anchor", flat=True))
        for one in Resolution.objects.all()
    ]
    assert by_language[0] == by_language[1]


def test_evidence_is_traced(django_assert_max_num_queries):
    resolution = store()
    obligation = queries.obligations_of(resolution).last()
    actions.record_evidence(obligation=obligation, evidence="document:3", by=SYSTEM, at=NOON)
    with django_assert_max_num_queries(3):
        assert queries.trace(resolution) == queries.Trace(asked=3, given=0, shown=1)


def test_a_page_of_it_takes_few_queries(django_assert_max_num_queries):
    store()
    with django_assert_max_num_queries(10):
        resolution = queries.resolution_in("7-exampletown-2010", "en")
        for section in resolution.sections.all():
            for clause in section.clauses.all():
                [reference.target for reference in clause.references.all()]
                [row.clause.anchor for row in clause.cited_by.all()]
                list(clause.groups.all())


def test_parts_have_addresses_and_say_what_they_quote():
    part = actions.PartText("provision", "decide on groups", "noting-a-f", "f", "CV 191A")
    gap = actions.PartText("omission", "...", "noting-a-omitted")
    noting = SectionText(
        "noting",
        False,
        "noting",
        (ItemText("the Convention", "a", "noting-a", (part, gap)), ItemText("x", "b", "noting-b")),
    )
    citing = SectionText(
        "resolves",
        True,
        "resolves",
        (
            ItemText(
                "to act",
                anchor="resolves",
                references=(
                    ReferenceText("No. 191A", "noting-a-f"),
                    ReferenceText("noting above", "noting"),
                    ReferenceText("something lost", "nowhere"),
                ),
            ),
        ),
    )
    resolution = store(replace(EXAMPLE, sections=(noting, citing)))
    clause = Clause.objects.get(section__resolution=resolution, anchor="noting-a")
    assert [(row.anchor, row.kind, row.provision) for row in clause.parts.all()] == [
        ("noting-a-f", "provision", "CV 191A"),
        ("noting-a-omitted", "omission", ""),
    ]
    references = Clause.objects.get(anchor="resolves").references.order_by("id")
    assert [row.target for row in references] == [clause, clause, None]


def test_addresses_that_are_not_unique_are_made_anew():
    twice = SectionText(
        "noting", False, "noting", (ItemText("x", "a", "noting"), ItemText("y", "b", "noting"))
    )
    resolution = store(replace(EXAMPLE, sections=(twice,)))
    names = Clause.objects.filter(section__resolution=resolution).values_list("anchor", flat=True)
    assert list(names) == ["noting-a", "noting-b"]
