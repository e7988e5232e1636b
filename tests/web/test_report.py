"""The report's pages: read, drafted by several, suggested to, frozen, compared, translated."""

import re
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comitia.base.languages import LANGUAGES
from comitia.reports import (
    choosing,
    freezing,
    grounds,
    queries,
    sending,
    suggesting,
    translating,
    writing,
)
from comitia.reports.models import Revision, Source
from tests.pages import fields_of
from tests.reports.drafting import appoint_editors, begin, contribute, give_mandate

BASE = "/g/t09demo/report/"
TEXT = "The group met twice and found no overlap."


@pytest.fixture
def report(world):
    appoint_editors(world)
    give_mandate(world)
    return begin(world)


@pytest.fixture
def section(report):
    return report.sections.get(slug__endswith="-2")


@pytest.fixture
def paragraph(section, world):
    return writing.add_paragraph(section=section, text=TEXT, by=world.alice, at=world.now)


def html_of(pages, path, status=200, **data):
    answer = pages.get(path, data)
    assert answer.status_code == status, answer.headers
    return answer.content.decode()


def sent(pages, path, **data):
    """The page that comes after a form was sent as it stands but for `data`."""
    fields = fields_of(html_of(pages, path), action=path.partition("?")[0])
    return pages.post(path, {**fields, **data}, follow=True).content.decode()


def posted(pages, path, **data):
    return pages.post(path, data, follow=True).content.decode()


def said(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_before_there_is_a_report_its_page_says_what_will_come(pages, world):
    assert "The report is not begun yet" in html_of(pages, BASE)
    give_mandate(world)
    assert "Begin the report" not in html_of(pages.sign_in(world.bob), BASE)
    alice = pages.sign_in(world.alice)
    form = fields_of(html_of(alice, BASE), action=f"{BASE}start")
    assert form["language"] == "en"
    html = posted(alice, f"{BASE}start", **form)
    assert "to assess the structure of the Sector" in html
    assert world.group.report.sections.count() == 5


def test_all_pages_in_each_language(pages, world, report, section, paragraph):
    for language in LANGUAGES:
        world.alice.language = language
        world.alice.save()
        alice = pages.sign_in(world.alice)
        for path in (
            "", "p/p1/", "p/p1/edit", "p/p1/move", "p/p1/delete", "p/p1/suggest", "outline",
            f"s/{section.slug}/", f"s/{section.slug}/write", f"s/{section.slug}/suggest",
            "suggestions/", "trace", "blame", "versions/", "freeze", "changes", "languages/",
        ):  # fmt: skip
            assert f'<html lang="{language}"' in html_of(alice, BASE + path), path


def test_a_paragraph_is_looked_at_then_saved(pages, world, paragraph):
    alice = pages.sign_in(world.alice)
    new = "The group met **thrice**."
    html = sent(alice, f"{BASE}p/p1/edit", text=new, act="look")
    assert "<strong>thrice</strong>" in html
    assert "What it changes" in html
    paragraph.refresh_from_db()
    assert paragraph.revision.text == TEXT
    html = sent(alice, f"{BASE}p/p1/edit", text=new, reason="Minutes.", act="save")
    assert "Saved." in html
    html = html_of(alice, f"{BASE}p/p1/")
    assert "Minutes." in html
    assert re.search(r"<del[^>]*>twice and found no overlap", html)
    assert "Nothing was changed" in sent(alice, f"{BASE}p/p1/edit", act="save")


def test_what_is_wrong_with_a_text_is_said_beside_it_and_nothing_is_lost(pages, world, paragraph):
    alice = pages.sign_in(world.alice)
    html = sent(alice, f"{BASE}p/p1/edit", text=" \n", reason="My reason", act="save")
    assert "to take the paragraph away, delete it" in html
    assert "My reason" in html


def test_two_editors_change_the_same_words_and_one_chooses(pages, world, paragraph):
    edith, edgar = pages.sign_in(world.edith), None
    form = fields_of(html_of(edith, f"{BASE}p/p1/edit"), action=f"{BASE}p/p1/edit")
    edith.post(f"{BASE}p/p1/edit", {**form, "text": "It met once.", "act": "save"})
    edgar = pages.sign_in(world.edgar)
    data = {**form, "text": "It never met.", "reason": "No record."}
    html = edgar.post(f"{BASE}p/p1/edit", {**data, "act": "look"}).content.decode()
    assert "Meanwhile Edith (Examplia) changed this paragraph." in html
    assert "You changed the same words" in html
    html = edgar.post(f"{BASE}p/p1/edit", {**data, "act": "save"}, follow=True).content.decode()
    assert "Both texts are kept" in html
    words = said(html)
    for text in ("It met once.", "It never met.", "Edgar (Example Telecom)", "No record."):
        assert text in words
    assert "2 texts side by side" in said(html_of(edgar, BASE))
    assert edgar.get(f"{BASE}p/p1/edit").headers["Location"] == f"{BASE}p/p1/choose"
    assert "Choose one of them." in sent(edgar, f"{BASE}p/p1/choose", reason="x")
    first = paragraph.alternatives.first()
    assert "Say why" in sent(edgar, f"{BASE}p/p1/choose", choice=first.pk)
    assert "It is settled" in sent(
        edgar, f"{BASE}p/p1/choose", choice=first.pk, reason="The minutes."
    )
    paragraph.refresh_from_db()
    assert paragraph.revision.text == first.text
    assert "It never met." in said(html_of(edgar, f"{BASE}p/p1/"))


def test_a_choice_made_on_an_older_look_is_not_taken(pages, world, paragraph):
    alice = pages.sign_in(world.alice)
    on = paragraph.revision
    for text, by in (("Once.", world.edith), ("Twice.", world.edgar)):
        writing.write_paragraph(paragraph=paragraph, text=text, on=on, by=by, at=world.now)
    path = f"{BASE}p/p1/choose"
    form = fields_of(html_of(alice, path), action=path)
    paragraph.refresh_from_db()
    choosing.add_alternative(
        paragraph=paragraph, text="Thrice.", on=paragraph.revision, by=world.edith, at=world.now
    )
    first = paragraph.alternatives.first()
    html = alice.post(path, {**form, "choice": first.pk, "reason": "So."}).content.decode()
    assert "Meanwhile the texts changed" in html
    again = fields_of(html, action=path)
    assert "none yet" in html
    html = alice.post(
        path,
        {**again, "choice": "own", "text": "Two or three times.", "reason": "So."},
        follow=True,
    ).content.decode()
    assert "It is settled" in html
    paragraph.refresh_from_db()
    assert paragraph.revision.text == "Two or three times."


def test_paragraphs_are_added_moved_deleted_and_put_back(pages, world, report, section, paragraph):
    alice = pages.sign_in(world.alice)
    write = f"{BASE}s/{section.slug}/write"
    assert "is written" in sent(alice, write, text="Second.", act="save")
    html = alice.post(f"{write}?after=p1", {"text": "Between.", "act": "save"}, follow=True)
    order = [each.text for each in queries.content_of(report).passages()]
    assert order == [TEXT, "Between.", "Second."]
    assert "after 3.1" in html_of(alice, write, after="p1")
    assert "is moved" in sent(alice, f"{BASE}p/p2/move", place="first:introduction")
    assert next(queries.content_of(report).passages()).key == "p2"
    assert "Say why" in sent(alice, f"{BASE}p/p2/delete")
    html = sent(alice, f"{BASE}p/p2/delete", reason="Said twice.")
    assert "It can be put back" in html
    assert "Said twice." in html_of(alice, f"{BASE}outline")
    html = alice.post(f"{BASE}p/p2/restore", follow=True).content.decode()
    assert "Second." in html
    # A second time, somebody comes late with a form for what is gone.
    assert alice.get(f"{BASE}p/p99/edit").status_code == 404


def test_sections_are_added_changed_moved_and_retired(pages, world, report, section):
    alice = pages.sign_in(world.alice)
    html = sent(alice, f"{BASE}outline", heading="Method", place=f"within:{section.slug}")
    assert "The section is added" in html
    assert '<h1 lang="en" dir="ltr">3.1 Method' in html
    path = f"{BASE}s/method/"
    clause = queries.obligations_of(world.group)[0].clause
    html = sent(alice, path, heading="Methods", state="review", clauses=[clause.pk])
    assert "for review" in said(html)
    assert "Meanwhile the section was renamed" in sent(alice, path, was="Method", heading="M")
    assert "is moved" in posted(alice, f"{path}place", place="first")
    assert queries.content_of(report).parts[0].slug == "method"
    html = alice.post(f"{path}retire", {"reason": ""}).content.decode()
    assert "Say why" in html
    html = alice.post(f"{path}retire", {"reason": "Not needed."}, follow=True).content.decode()
    assert "Not needed." in html
    assert "Retired" in html_of(alice, path)
    html = sent(alice, f"{BASE}outline", heading="", place="first")
    assert "Write a heading" in html


def test_what_a_paragraph_rests_on_and_what_is_open(pages, world, paragraph, section):
    contribute(world)
    alice = pages.sign_in(world.alice)
    path = f"{BASE}p/p1/"

    def post(**data):
        return posted(alice, f"{path}grounds", **data)

    assert "It is cited here now" in post(act="document", reference="C1", note="§ 2")
    assert "/g/t09demo/documents/C1" in html_of(alice, BASE)
    assert "has no message 99" in post(act="message", reference="99")
    assert "It is cited here now" in post(act="decision", reference=str(world.decision.pk))
    assert "Say what is open" in post(act="point", text="")
    assert "Was Samplia there?" in post(act="point", text="Was Samplia there?")
    assert "Open point 1:" in said(html_of(alice, BASE))
    assert "Was Samplia there?" in said(html_of(alice, f"{BASE}trace"))
    point = paragraph.open_points.get()
    assert "Say how" in post(act="close", which=point.pk, how="")
    assert "The point is closed" in post(act="close", which=point.pk, how="It was.")
    source = Source.objects.get(kind="document")
    assert "no longer cited" in post(act="unlink", which=source.pk)
    assert alice.post(f"{path}grounds", {"act": "unlink", "which": "x"}).status_code == 404
    assert alice.post(f"{path}grounds", {"act": "burn"}).status_code == 404
    html = alice.post(
        f"{BASE}s/{section.slug}/grounds", {"act": "point", "text": "All of it?"}, follow=True
    ).content.decode()
    assert "All of it?" in html


def test_a_member_suggests_and_an_editor_decides(pages, world, paragraph, section):
    bob = pages.sign_in(world.bob)
    assert f"{BASE}p/p1/suggest" in html_of(bob, BASE)
    assert bob.get(f"{BASE}p/p1/edit").status_code == 403
    path = f"{BASE}p/p1/suggest"
    assert "Say why" in sent(bob, path, text="It met thrice.", act="save")
    assert "How it will read" in sent(bob, path, text="It met thrice.", act="look")
    html = sent(bob, path, text="The group met thrice and found no overlap.", reason="Minutes.")
    assert "Your suggestion is number 1" in html
    assert "Take it in" not in html
    html = bob.post(path, {"act": "delete", "reason": "Not needed.", "on": 1}, follow=True)
    assert "number 2" in html.content.decode()
    html = sent(bob, f"{BASE}s/{section.slug}/suggest", text="More.", reason="It lacks.")
    assert "number 3" in html
    assert "withdrawn" in bob.post(f"{BASE}suggestions/3/withdraw", follow=True).content.decode()
    edith = pages.sign_in(world.edith)
    assert "3 suggestions" not in said(html_of(edith, BASE))
    assert "2 suggestions" in said(html_of(edith, BASE))
    html = sent(edith, f"{BASE}suggestions/2", act="decline")
    assert "Say why" in html
    html = sent(edith, f"{BASE}suggestions/2", act="decline", reason="It is needed.")
    assert "is declined" in html
    html = sent(edith, f"{BASE}suggestions/1", act="accept")
    assert "under its author’s name" in html
    paragraph.refresh_from_db()
    assert paragraph.revision.byline == "Bob (Example Telecom)"
    assert "It is needed." in html_of(edith, f"{BASE}suggestions/2")
    assert "accepted" in html_of(edith, f"{BASE}suggestions/", all=1)
    html = posted(edith, f"{BASE}suggestions/1", act="accept")
    assert "This suggestion is accepted already." in html


def test_a_suggestion_on_an_older_text_says_what_taking_it_in_makes(pages, world, paragraph):
    on = paragraph.revision
    suggesting.suggest_change(
        paragraph=paragraph, text="It never met.", on=on, reason="x", by=world.bob, at=world.now
    )
    writing.write_paragraph(
        paragraph=paragraph, text="It met once.", on=on, by=world.edith, at=world.now
    )
    edith = pages.sign_in(world.edith)
    assert "in the same words" in html_of(edith, f"{BASE}suggestions/1")
    html = sent(edith, f"{BASE}suggestions/1", act="accept")
    assert "both texts stand beside one another" in html


def test_versions_are_frozen_sent_and_read_by_everybody(pages, world, report, paragraph):
    assert "is being drafted" in html_of(pages, BASE)
    edith = pages.sign_in(world.edith)
    assert edith.get(f"{BASE}freeze").status_code == 403
    alice = pages.sign_in(world.alice)
    html = sent(alice, f"{BASE}freeze", kind="revised")
    assert "Freeze an interim report first" in html
    html = sent(alice, f"{BASE}freeze", kind="interim")
    version = report.versions.get()
    assert version.sha256 in html
    assert "not sent yet" in html
    pages.logout()
    assert pages.get(f"{BASE}versions/1/").status_code == 403
    alice = pages.sign_in(world.alice)
    html = posted(alice, f"{BASE}versions/1/send")
    assert "Sent to EXAG" in html
    assert "was sent on" in posted(alice, f"{BASE}versions/1/send")
    paragraph.refresh_from_db()
    writing.write_paragraph(
        paragraph=paragraph,
        text="It met once.",
        on=paragraph.revision,
        by=world.alice,
        at=world.now,
    )
    pages.logout()
    html = html_of(pages, BASE)
    assert "found no overlap" in html
    assert "It met once" not in html
    assert "Edit" not in html
    for path in ("versions/", "versions/1/", "trace", "changes"):
        assert "It met once" not in html_of(pages, BASE + path)
    for path in ("suggestions/", "blame", "p/p1/", "languages/"):
        assert pages.get(BASE + path).status_code == 403
    assert b"found no overlap" in pages.get(f"{BASE}versions/1/report.en.txt").content
    assert pages.get(f"{BASE}versions/1/report.fr.txt").status_code == 404
    assert pages.get(f"{BASE}versions/1/report.en.exe").status_code == 404
    frozen = pages.get(f"{BASE}versions/1/frozen.json").content
    assert sha256(frozen).hexdigest() == version.sha256
    assert pages.get(f"{BASE}versions/9/").status_code == 404


def test_what_changed_is_told_by_paragraph_and_in_the_whole(pages, world, report, paragraph):
    freezing.freeze(report=report, kind="interim", by=world.alice, at=world.now)
    contribute(world)
    grounds.link_source(
        rests=paragraph, kind="document", reference="C1", by=world.alice, at=world.now
    )
    paragraph.refresh_from_db()
    writing.write_paragraph(
        paragraph=paragraph,
        text=TEXT.replace("twice", "thrice"),
        on=paragraph.revision,
        by=world.alice,
        at=world.now,
    )
    alice = pages.sign_in(world.alice)
    html = html_of(alice, f"{BASE}changes")
    assert re.search(r"<del[^>]*>twice</del>", html)
    assert re.search(r"<ins[^>]*>thrice</ins>", html)
    assert "/g/t09demo/documents/C1" in html
    assert re.search(r"<ins[^>]*>thrice</ins>", html_of(alice, f"{BASE}changes", whole=1))
    assert "Nothing changed" in html_of(alice, f"{BASE}changes", **{"from": "1", "to": "1"})
    freezing.freeze(report=report, kind="revised", by=world.alice, at=world.now)
    html = html_of(alice, f"{BASE}changes", **{"from": "1", "to": "2", "whole": "1"})
    assert re.search(r"<ins[^>]*>thrice</ins>", html)
    html_of(alice, f"{BASE}changes", **{"from": "draft", "to": "77"})
    answer = alice.get(f"{BASE}changes.1-2.docx")
    assert answer.content.startswith(b"PK")
    assert 'filename="t09demo-1-2.docx"' in answer.headers["Content-Disposition"]
    assert f"{BASE}changes.1-2.docx" in html
    assert alice.get(f"{BASE}changes.1-3.docx").status_code == 404


def test_what_changed_to_the_draft_is_a_file_for_who_reads_the_draft(
    pages, world, report, paragraph
):
    version = freezing.freeze(report=report, kind="interim", by=world.alice, at=world.now)
    paragraph.refresh_from_db()
    writing.write_paragraph(
        paragraph=paragraph, text=TEXT.replace("twice", "thrice"), on=paragraph.revision,
        by=world.alice, at=world.now,
    )  # fmt: skip
    bob = pages.sign_in(world.bob)
    html = html_of(bob, f"{BASE}changes", **{"from": "1", "to": "draft"})
    for form, begins in (("docx", b"PK"), ("pdf", b"%PDF-"), ("txt", b"")):
        assert f'href="{BASE}changes.1-draft.{form}"' in html
        answer = bob.get(f"{BASE}changes.1-draft.{form}")
        assert answer.content.startswith(begins)
        named = re.search(
            r'filename="t09demo-1-draft-([0-9a-f]{12})\.', answer["Content-Disposition"]
        )
        assert named
        arabic = bob.get(f"{BASE}changes.1-draft.{form}", headers={"accept-language": "ar"})
        assert arabic.content == answer.content
    assert f"draft {named[1]}" in answer.content.decode()
    assert named[1] != version.sha256[:12]
    for wrong in ("1-draft.exe", "draft-9.docx", "1-draft.docx?language=fr"):
        assert bob.get(f"{BASE}changes.{wrong}").status_code == 404

    # To others the draft is not there, as on the page: before a version is sent, and after it.
    charlie = pages.sign_in(world.charlie)
    assert charlie.get(f"{BASE}changes.1-draft.docx").status_code == 403
    assert charlie.get(f"{BASE}changes").status_code == 403
    sending.send_to_parent(version=version, by=world.alice, at=world.now)
    assert charlie.get(f"{BASE}changes.1-1.docx").status_code == 200
    for path in ("changes.1-draft.docx", "changes.draft-1.pdf", "changes.draft-draft.txt"):
        assert charlie.get(BASE + path).status_code == 404
    html = html_of(charlie, f"{BASE}changes", **{"from": "1", "to": "draft"})
    assert "thrice" not in html
    assert "changes.1-draft" not in html


def test_what_changed_is_told_in_the_languages_of_the_report(pages, world, report, paragraph):
    alone = html_of(pages.sign_in(world.alice), f"{BASE}changes")
    assert 'id="language"' not in alone
    french = translating.begin_language(report=report, language="fr", by=world.bob, at=world.now)

    def translate(text):
        paragraph.refresh_from_db()
        translating.submit_translation(
            version=french, paragraph=paragraph, text=text, made_from=paragraph.revision,
            by=world.bob, at=world.now,
        )  # fmt: skip

    translate("Le groupe s’est réuni deux fois.")
    freezing.freeze(report=report, kind="interim", by=world.alice, at=world.now)
    paragraph.refresh_from_db()
    writing.write_paragraph(
        paragraph=paragraph, text=TEXT.replace("twice", "thrice"), on=paragraph.revision,
        by=world.alice, at=world.now,
    )  # fmt: skip
    alice = pages.sign_in(world.alice)
    # That its translation says the same as before is not to be read as if nothing had changed.
    html = html_of(alice, f"{BASE}changes", language="fr")
    assert "Nothing changed between them." in html
    assert "1 part has changed since it was translated." in html
    assert "out of step" not in html_of(alice, f"{BASE}changes")
    translate("Le groupe s’est réuni trois fois.")
    for whole in ({}, {"whole": "1"}):
        html = html_of(alice, f"{BASE}changes", language="fr", **whole)
        assert "since it was translated" not in html
        assert re.search(r"<del[^>]*>deux</del>", html)
        assert re.search(r"<ins[^>]*>trois</ins>", html)
        assert "thrice" not in html
        assert f'href="{BASE}changes.1-draft.docx?language=fr"' in html
        assert "?from=1&amp;to=draft&amp;language=fr&amp;whole=1" in html
        assert "thrice" in html_of(alice, f"{BASE}changes", language="zz", **whole)
    named = alice.get(f"{BASE}changes.1-draft.docx?language=fr")["Content-Disposition"]
    assert re.search(r"t09demo-1-draft-[0-9a-f]{12}\.fr\.docx", named)


def test_a_page_that_is_known_is_not_sent_again(pages, world, report, paragraph):
    alice = pages.sign_in(world.alice)
    first = alice.get(BASE)
    known = {"headers": {"If-None-Match": first.headers["ETag"]}}
    assert alice.get(BASE, **known).status_code == 304
    grounds.raise_point(rests=paragraph, text="Is it so?", by=world.alice, at=world.now)
    assert alice.get(BASE, **known).status_code == 200


def test_a_translator_works_part_by_part(pages, world, report, paragraph, section):
    bob = pages.sign_in(world.bob)
    html = bob.post(f"{BASE}languages/begin", {"language": "ar"}, follow=True).content.decode()
    assert "العربية" in html
    path = f"{BASE}languages/ar/"
    data = {"part": "p1", "text": "اجتمع فريق t09demo مرتين.", "on": 1, "over": 0}
    assert "is saved" in bob.post(path, data, follow=True).content.decode()
    html = bob.post(path, {**data, "text": "غيره"}).content.decode()
    assert "Meanwhile Bob (Example Telecom) translated this" in html
    assert "غيره" in html
    for part, source in (("title", report.title), (f"section:{section.slug}", section.heading)):
        data = {"part": part, "text": "تقرير", "made_from": source, "over": 0}
        assert "is saved" in bob.post(path, data, follow=True).content.decode()
    html = html_of(bob, BASE, language="ar")
    assert "keys.js" in html
    assert '<div class="said" lang="ar" dir="rtl">' in html
    assert "t09demo مرتين" in html
    assert "out of step" in html
    assert "out of step" not in html_of(bob, BASE)
    bob.post(f"{BASE}languages/begin", {"language": "ar"})
    alice = pages.sign_in(world.alice)
    row = report.language_versions.get().translations.get(paragraph=paragraph)
    check = {"act": "check", "which": row.pk, "part": "p1"}
    assert "marked as checked" in alice.post(path, check, follow=True).content.decode()
    paragraph.refresh_from_db()
    writing.write_paragraph(
        paragraph=paragraph,
        text=TEXT + " Yet.",
        on=paragraph.revision,
        by=world.alice,
        at=world.now,
    )
    html = html_of(alice, path, show="behind")
    assert "What changed in the original since" in html
    assert re.search(r"<ins[^>]*>.*Yet", html)
    assert "1 part has changed" in said(html_of(alice, BASE, language="ar"))
    assert alice.post(path, {"act": "check", "which": "7x", "part": "p1"}).status_code == 404
    assert alice.get(f"{BASE}languages/fr/").status_code == 404


@pytest.mark.parametrize("ending", ["xlf", "po"])
def test_a_language_goes_out_and_comes_back_as_a_file(pages, world, report, paragraph, ending):
    alice = pages.sign_in(world.alice)
    alice.post(f"{BASE}languages/begin", {"language": "fr"})
    path = f"{BASE}languages/fr/"
    out = alice.get(f"{path}take.{ending}")
    assert out.status_code == 200
    if ending == "po":
        data = out.content.replace(
            f'msgid "{TEXT}"\nmsgstr ""'.encode(),
            f'msgid "{TEXT}"\nmsgstr "Le groupe s’est réuni."'.encode(),
        )
    else:
        data = re.sub(
            rb"(<source[^>]*>" + TEXT.encode() + rb"</source>\s*)<target[^>]*?(/>|></target>)",
            "\\g<1><target>Le groupe s’est réuni.</target>".encode(),
            out.content,
        )
    assert data != out.content, out.content.decode()

    def bring(**more):
        return posted(alice, f"{path}bring", file=SimpleUploadedFile(f"x.{ending}", data), **more)

    assert "What would become of each part" in bring(only_look="on")
    assert "taken in" in bring()
    assert "Le groupe s’est réuni." in html_of(alice, BASE, language="fr")
    broken = {"file": SimpleUploadedFile("x.po", b"nothing")}
    assert "can be read" in posted(alice, f"{path}bring", **broken)
    assert "Choose a file" in posted(alice, f"{path}bring")
    assert alice.get(f"{path}take.exe").status_code == 404


def test_hostile_text_stays_inert(pages, world, section):
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](http://evil.example/x.png)"
    writing.add_paragraph(section=section, text=nasty, by=world.alice, at=world.now)
    alice = pages.sign_in(world.alice)
    for path in ("", "p/p1/", "blame"):
        html = html_of(alice, BASE + path)
        assert "<script>alert" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html


def test_a_report_of_many_paragraphs_asks_few_questions(
    pages, world, section, paragraph, django_assert_max_num_queries
):
    for number in range(60):
        writing.add_paragraph(
            section=section, text=f"Paragraph {number}.", by=world.alice, at=world.now
        )
    alice = pages.sign_in(world.alice)
    with django_assert_max_num_queries(40):
        html_of(alice, BASE)
    assert Revision.objects.count() == 61
