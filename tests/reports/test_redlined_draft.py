"""What changed from a version to the draft, as a file: whole both ways, and named by its state."""

import re

import pytest
from django.utils import translation

from comitia.papers.changes import accepted, rejected, text_of
from comitia.papers.docx.reading import docx_paper
from comitia.reports import writing
from comitia.reports.content import canonical
from comitia.reports.freezing import freeze
from comitia.reports.publishing import (
    WRITERS,
    name_of,
    name_of_redline,
    published,
    redlined,
)
from comitia.reports.queries import content_of
from comitia.reports.rules import digest
from comitia.reports.states import state_of
from comitia.reports.translating import begin_language, submit_translation
from tests import libreoffice


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path / "published"


@pytest.fixture
def version(report, paragraph, world, folder):
    """Frozen; then a word was changed, and a paragraph came."""
    found = freeze(report=report, kind="interim", by=world.alice, at=world.now)
    paragraph.refresh_from_db()
    write(paragraph, "The group met thrice and found no overlap.", world)
    writing.add_paragraph(
        section=paragraph.section, text="A table follows.", by=world.alice, at=world.now
    )
    return found


def write(paragraph, text, world):
    writing.write_paragraph(
        paragraph=paragraph, text=text, on=paragraph.revision, by=world.alice, at=world.now
    )


@pytest.fixture
def french(report, paragraph, world):
    """Begun before anything was frozen, and as far as the paragraph."""
    found = begin_language(report=report, language="fr", by=world.bob, at=world.now)
    submit_translation(
        version=found, paragraph=paragraph, text="Le groupe s’est réuni deux fois.",
        made_from=paragraph.revision, by=world.bob, at=world.now,
    )  # fmt: skip
    return found


def behind_the_cover(lines):
    """What a redline has in common with the text it leads to: its cover is another."""
    lines = [line.strip() for line in lines if line.strip()]
    return lines[next(place for place, line in enumerate(lines) if line.endswith("Introduction")) :]


def read_by_us(data, decided):
    return [text_of([block]) for block in decided(docx_paper(data)).blocks]


def test_taking_all_gives_the_draft_and_declining_all_the_version(report, version):
    old, draft = state_of(version), state_of(report)
    for one, two in ((old, draft), (draft, old)):
        data = redlined(one, two, "docx")
        for decided, source in ((accepted, two), (rejected, one)):
            whole = behind_the_cover(read_by_us(published(source, "docx"), accepted))
            assert behind_the_cover(read_by_us(data, decided)) == whole
            assert any(("thrice" if source is draft else "twice") in line for line in whole)


@pytest.mark.slow
def test_libreoffice_has_the_same_of_it(report, version, french):
    with libreoffice.running() as office:
        for language in ("en", "fr"):
            old, draft = state_of(version, language), state_of(report, language)
            data = redlined(old, draft, "docx")
            for changes, source in (("accept", draft), ("reject", old)):
                plain = office.text_of(published(source, "docx")).split("\n")
                decided = office.text_of(data, changes=changes).split("\n")
                assert behind_the_cover(decided) == behind_the_cover(plain)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_same_draft_gives_the_same_bytes_whoever_asks(report, version, folder, form):
    with translation.override("en"):
        first = redlined(state_of(version), state_of(report), form)
    with translation.override("ar"):
        assert redlined(state_of(version), state_of(report), form) == first
    # It is not kept: the draft changes.
    assert not folder.exists()


def test_the_draft_is_called_by_its_hash_in_name_and_head(report, version, paragraph, world):
    old, draft = state_of(version), state_of(report)
    assert draft.hash == digest(canonical(content_of(report)))[:12]
    assert name_of_redline(old, draft, "docx") == f"t09demo-1-draft-{draft.hash}.docx"
    assert name_of_redline(draft, old, "pdf") == f"t09demo-draft-{draft.hash}-1.pdf"
    assert name_of(draft, "pdf") == f"t09demo-draft-{draft.hash}.en.pdf"
    assert name_of(old, "pdf") == "t09demo-1.en.pdf"
    head = redlined(old, draft, "txt").decode()[:600]
    assert f"R 1 → {draft.hash}" in head
    assert re.search(rf"Version\W+draft {draft.hash}", head)
    assert f"draft {draft.hash}" in published(draft, "txt").decode()
    # Towards a version it is a redline too, and not that version.
    assert f"{draft.hash} → R 1" in redlined(draft, old, "txt").decode()[:600]
    paragraph.refresh_from_db()
    write(paragraph, "Otherwise.", world)
    assert state_of(report).hash != draft.hash


def test_what_is_frozen_unchanged_has_the_hash_that_the_draft_had(report, version, world):
    draft = state_of(report)
    revised = freeze(report=report, kind="revised", by=world.alice, at=world.now)
    assert revised.sha256.startswith(draft.hash)
    assert state_of(revised).hash == draft.hash


def test_a_redline_in_another_language_is_of_its_words(report, version, french, paragraph, world):
    old, draft = state_of(version, "fr"), state_of(report, "fr")
    assert name_of_redline(old, draft, "docx") == f"t09demo-1-draft-{draft.hash}.fr.docx"
    paragraph.refresh_from_db()
    submit_translation(
        version=french, paragraph=paragraph, text="Le groupe s’est réuni trois fois.",
        made_from=paragraph.revision, by=world.bob, at=world.now,
    )  # fmt: skip
    after = state_of(report, "fr")
    # The original is as it was: only the hash tells the two files apart.
    assert after.hash != draft.hash
    html = redlined(old, after, "html").decode()
    assert re.search(r"<del[^>]*>deux</del>", html)
    assert re.search(r"<ins[^>]*>trois</ins>", html)
    assert "twice" not in html
