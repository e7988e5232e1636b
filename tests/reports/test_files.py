"""Versions as files: made once, the same bytes for ever; made before somebody asks."""

import pytest

from comitia.documents.publish.fonts import FontsMissing
from comitia.jobs.models import Job
from comitia.reports import publishing, writing
from comitia.reports.freezing import freeze
from comitia.reports.publishing import WRITERS, NoFile, published, redlined
from comitia.reports.states import state_of
from comitia.reports.tasks import publish
from comitia.reports.translating import begin_language, submit_translation

BEGINS = {"html": b"<!doctype html>", "docx": b"PK", "pdf": b"%PDF-"}


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path / "published"


@pytest.fixture
def version(report, paragraph, world):
    return freeze(report=report, kind="interim", by=world.alice, at=world.now)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_each_form_is_made_once_and_is_the_same_when_made_again(version, folder, form):
    first = published(state_of(version), form)
    assert first.startswith(BEGINS.get(form, b""))
    (kept,) = folder.iterdir()
    kept.write_bytes(b"kept")
    assert published(state_of(version), form) == b"kept"
    kept.unlink()
    assert published(state_of(version), form) == first


def test_freezing_lets_the_files_be_made_before_somebody_asks(version, folder):
    job = Job.objects.get(kind="reports.publish")
    publish(**job.payload)
    assert {each.suffix.lstrip(".") for each in folder.iterdir()} == set(WRITERS)


def test_a_better_translation_is_another_file(version, folder, report, paragraph, world):
    french = begin_language(report=report, language="fr", by=world.bob, at=world.now)
    before = published(state_of(version, "fr"), "txt")
    submit_translation(
        version=french, paragraph=paragraph, text="Le groupe s’est réuni deux fois.",
        made_from=paragraph.revision, by=world.bob, at=world.now,
    )  # fmt: skip
    after = published(state_of(version, "fr"), "txt")
    assert "Le groupe s’est réuni" in after.decode()
    assert before != after


def test_what_changed_between_two_versions_is_a_file(version, folder, report, paragraph, world):
    paragraph.refresh_from_db()
    writing.write_paragraph(
        paragraph=paragraph, text="The group met once.", on=paragraph.revision, by=world.alice,
        at=world.now,
    )  # fmt: skip
    revised = freeze(report=report, kind="revised", by=world.alice, at=world.now)
    assert b"once" in redlined(state_of(version), state_of(revised), "html")
    before = len(list(folder.iterdir()))
    assert b"twice" in redlined(state_of(version), state_of(revised), "html")
    assert len(list(folder.iterdir())) == before
    assert b"twice" not in published(state_of(revised), "html")


def test_a_form_that_cannot_be_made_is_refused_in_words(version, folder, monkeypatch):
    def without_fonts(paper, cover):
        raise FontsMissing(("fonts-noto-cjk",))

    monkeypatch.setitem(publishing.WRITERS, "pdf", without_fonts)
    with pytest.raises(NoFile, match="fonts-noto-cjk"):
        published(state_of(version), "pdf")
    publish(version_id=version.pk)
    assert {each.suffix for each in folder.iterdir()} == {".html", ".docx", ".txt", ".md"}
