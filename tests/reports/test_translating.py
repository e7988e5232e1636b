"""Language versions, paragraph by paragraph: each knows what it was made from."""

import pytest

from comitia.groups.errors import NotAllowed
from comitia.reports import errors, in_step, languages, queries, translating, writing
from comitia.reports.freezing import freeze


@pytest.fixture
def french(report, world):
    return translating.begin_language(report=report, language="fr", by=world.bob, at=world.now)


def say(french, paragraph, text, world, by=None, **more):
    paragraph.refresh_from_db()
    more.setdefault("made_from", paragraph.revision)
    return translating.submit_translation(
        version=french, paragraph=paragraph, text=text, by=by or world.bob, at=world.now, **more
    )


def state(report, key, content=None):
    found = languages.segments(report, "fr", content or queries.content_of(report))
    return next(each for each in found if each.id == key)


def test_a_translation_falls_behind_when_the_original_changes(report, paragraph, french, world):
    assert state(report, "p1").state == "missing"
    made = say(french, paragraph, "Le groupe s'est réuni deux fois.", world)
    assert state(report, "p1").state == "draft"
    translating.check_translation(translation=made, by=world.alice, at=world.now)
    version = freeze(report=report, kind="interim", by=world.alice, at=world.now)
    writing.write_paragraph(
        paragraph=paragraph,
        text="It met once.",
        on=paragraph.revision,
        by=world.alice,
        at=world.now,
    )
    now = state(report, "p1")
    assert (now.state, now.made_from, now.serial) == ("behind", 1, 2)
    assert state(report, "p1", queries.content_in(version)).state == "checked"
    say(french, paragraph, "Il s'est réuni une fois.", world)
    assert state(report, "p1").translation == "Il s'est réuni une fois."
    frozen = state(report, "p1", queries.content_in(version))
    assert frozen.translation == "Le groupe s'est réuni deux fois."


def test_moving_the_original_leaves_the_translation_level(report, paragraph, french, world):
    say(french, paragraph, "Le groupe.", world)
    writing.move_paragraph(
        paragraph=paragraph,
        section=report.sections.first(),
        after=None,
        by=world.alice,
        at=world.now,
    )
    assert state(report, "p1").state == "draft"


def test_headings_and_the_title_are_translated_too(report, section, french, world):
    act = {"version": french, "by": world.bob, "at": world.now}
    translating.submit_heading(
        section=section, text="L'évaluation", made_from=section.heading, **act
    )
    translating.submit_heading(section=None, text="Rapport", made_from=report.title, **act)
    key = f"section:{section.slug}"
    assert [state(report, each).translation for each in ("title", key)] == [
        "Rapport",
        "L'évaluation",
    ]
    section.heading = "Assessing"
    section.save()
    assert state(report, key).state == "behind"
    found = languages.progress(languages.segments(report, "fr", queries.content_of(report)))
    assert (found.segments, found.translated, found.behind) == (6, 2, 1)


def test_who_did_not_see_the_newest_is_told(paragraph, french, world):
    first = say(french, paragraph, "Un.", world, over=0)
    with pytest.raises(errors.AlreadyTranslated, match="Bob"):
        say(french, paragraph, "Deux.", world, by=world.alice, over=0)
    say(french, paragraph, "Deux.", world, by=world.alice, over=first.pk)


def test_somebody_else_checks_the_newest(paragraph, french, world):
    first = say(french, paragraph, "Un.", world)
    with pytest.raises(errors.OwnWork):
        translating.check_translation(translation=first, by=world.bob, at=world.now)
    say(french, paragraph, "Deux.", world)
    with pytest.raises(errors.NotLatest):
        translating.check_translation(translation=first, by=world.alice, at=world.now)


def test_what_is_not_a_translation_is_refused(report, paragraph, french, world):
    for language in ("en", "tlh"):
        with pytest.raises(errors.BadLanguage):
            translating.begin_language(report=report, language=language, by=world.bob, at=world.now)
    with pytest.raises(NotAllowed):
        say(french, paragraph, "Un.", world, by=world.charlie)
    with pytest.raises(errors.BadText):
        say(french, paragraph, "x" * 40_001, world)
    assert languages.languages_of(report) == ["en", "fr"]


def test_items_and_dates_that_a_translation_lacks_are_told(report, section, french, world):
    text = "Agreed on 14 March 2011:\n\n1. to meet;\n2. to write 1,250 letters."
    listed = writing.add_paragraph(section=section, text=text, by=world.alice, at=world.now)
    say(french, listed, "Convenu le 15 mars 2011:\n\n1. de se réunir.", world)
    (standing,) = in_step.standings(report)
    assert standing.sentences() == [
        "paragraph 1 in “3.1”: the date 2011-03-14 is missing in fr",
        "paragraph 1 in “3.1”: the date 2011-03-15 is only in fr",
        "“3.1” 2) missing in fr",
    ]
    say(french, listed, "Convenu le 14 mars 2011:\n\n1. réunir;\n2. 1 250 lettres.", world)
    assert in_step.standings(report)[0].is_in_step
