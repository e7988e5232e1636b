"""Official letters on pages: drafted and issued by the secretariat, read by everybody."""

import re

import pytest

from comitia.base.languages import LANGUAGES
from comitia.circulars.models import Circular
from comitia.circulars.series import hold_for
from comitia.official import actions
from comitia.official.models import OfficialDispatch, OfficialLetter
from tests.official.letters import add_focal_points, draft, meeting_of
from tests.pages import fields_of
from tests.world import NOW

pytestmark = pytest.mark.django_db
ABOUT = {
    "kind": "circular",
    "original": "en",
    "series": "TSB",
    "categories": ["member_state", "sector_member"],
}


@pytest.fixture
def sam(pages, world):
    return pages.sign_in(world.sam)


def html_of(pages, path, data=None):
    answer = pages.get(path, data or {})
    assert answer.status_code == 200, path
    return answer.content.decode()


def issued(world, **more):
    add_focal_points(world)
    return actions.issue(letter=draft(world, **more), by=world.sam, at=NOW).letter


def test_a_letter_is_begun_written_previewed_looked_at_and_issued(sam, world):
    add_focal_points(world)
    assert "Draft a letter" in html_of(sam, "/official/")
    answer = sam.post("/official/new", ABOUT, follow=True)
    letter = OfficialLetter.objects.get()
    base = f"/official/drafts/{letter.pk}/"
    assert answer.redirect_chain[-1][0] == f"{base}about"
    answer = sam.post(f"{base}about", {**ABOUT, "signatory": "Sam Example"}, follow=True)
    assert "not complete" in answer.content.decode()
    assert "This is missing: Subject (subject)" in answer.content.decode()
    sam.post(f"{base}en", {"subject": "On the example", "body": "It *begins*."})
    answer = sam.post(
        f"{base}ar", {"subject": "عن المثال", "body": "نص", "preview": "1"}, follow=True
    )
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{base}ar/preview"
    assert 'lang="ar" dir="rtl"' in page
    assert "الرسالة المعممة TSB (يُعطى الرقم عند الإصدار)" in page
    assert "<em>begins</em>" in html_of(sam, f"{base}en/preview")

    page = html_of(sam, f"{base}issue")
    assert "Issue it to 3 focal points" in page
    assert 'value="zh-hans" lang="zh-hans"' in page
    seal = fields_of(page, action=f"{base}issue")["seal"]
    assert "changed since you looked" in sam.post(f"{base}issue", follow=True).content.decode()
    assert not OfficialDispatch.objects.exists()
    answer = sam.post(f"{base}issue", {"seal": seal}, follow=True)
    assert answer.redirect_chain[-1][0] == "/official/tsb-circular-1/"
    assert "on its way to 3 focal points" in answer.content.decode()
    told = html_of(sam, "/official/tsb-circular-1/told")
    assert re.search(r"Farid.*العربية.*waiting", told, re.DOTALL)
    assert "All of it was issued" in html_of(sam, f"{base}issue")


def test_everybody_reads_it_in_their_language_or_the_original(pages, world):
    issued(world)
    page = html_of(pages, "/official/tsb-circular-1/", {"language": "fr"})
    assert "Circulaire TSB 1" in page
    assert "Vous êtes invités" in page
    assert "TSB Circular 1" in html_of(pages, "/official/tsb-circular-1/", {"language": "ru"})
    for path in ("/official/", "/circulars/"):
        page = html_of(pages, path)
        assert "TSB Circular 1" in page
        assert "Draft a letter" not in page
    assert pages.get("/circulars/tsb-1/").headers["Location"] == "/official/tsb-circular-1/"
    assert pages.get("/circulars/tsb-2/").status_code == 404
    assert pages.get(f"/circulars/tsb-{'9' * 30}/").status_code == 404
    assert "No letter of this kind" in html_of(pages, "/official/", {"kind": "invitation"})


def test_what_is_the_secretariats_is_hidden_from_all_others(pages, world):
    letter = draft(world)
    other = issued(world)
    for person in (None, world.alice, world.fiona):
        client = pages.sign_in(person) if person else pages
        for path in ("", "about", "issue", "en", "en/preview"):
            assert client.get(f"/official/drafts/{letter.pk}/{path}").status_code == 404
        assert client.get("/official/new").status_code == 403
        assert client.get(f"/official/{other.slug}/told").status_code == 403
        assert client.post(f"/official/{other.slug}/amend", {"kind": "addendum"}).status_code == 403
        for act in ("discard", "en/drop"):
            assert client.post(f"/official/drafts/{letter.pk}/{act}").status_code == 404
        assert "Forget" not in html_of(client, f"/official/{other.slug}/")
    assert OfficialLetter.objects.count() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_in_each_language(pages, world, language):
    letter = draft(world, "collective_letter", meeting=meeting_of(world))
    other = issued(world)
    world.sam.language = language
    world.sam.save()
    client = pages.sign_in(world.sam)
    base = f"/official/drafts/{letter.pk}/"
    for path in ("", "about", "fr", "ar", "fr/preview", "issue"):
        assert f'<html lang="{language}' in html_of(client, base + path)
    for path in ("", "new", other.slug + "/", other.slug + "/told"):
        html_of(client, f"/official/{path}")


def test_a_meeting_that_is_not_listed_is_entered_with_the_letter(sam, world):
    about = {**ABOUT, "kind": "invitation"}
    assert "Say for which meeting" in sam.post("/official/new", about).content.decode()
    about |= {"body": world.parent.pk, "opens": "2011-07-11"}
    assert "opens and closes" in sam.post("/official/new", about).content.decode()
    about |= {"closes": "2011-07-01"}
    assert "cannot close before" in sam.post("/official/new", about).content.decode()
    about |= {"closes": "2011-07-15", "place": "Geneva"}
    sam.post("/official/new", about)
    letter = OfficialLetter.objects.get()
    assert (str(letter.meeting.opens), letter.meeting.place) == ("2011-07-11", "Geneva")


def test_a_late_letter_is_warned_of(sam, world):
    meeting = meeting_of(
        world, opens=NOW.date().replace(month=5), closes=NOW.date().replace(month=5)
    )
    letter = draft(world, "collective_letter", meeting=meeting)
    for path in ("", "issue"):
        page = html_of(sam, f"/official/drafts/{letter.pk}/{path}")
        assert "This letter is late" in page
        assert "A.1 § 1.3.2" in page


def test_a_corrigendum_is_drafted_from_the_letters_page_and_stands_on_it(sam, pages, world):
    letter = issued(world)
    answer = sam.post(f"/official/{letter.slug}/amend", {"kind": "corrigendum"}, follow=True)
    made = OfficialLetter.objects.exclude(pk=letter.pk).get()
    base = f"/official/drafts/{made.pk}/"
    assert answer.redirect_chain[-1][0] == base
    for language in ("en", "fr"):
        fields = fields_of(html_of(sam, base + language), action=base + language)
        assert fields["read-body"]
        fields.pop("preview", None)
        sam.post(base + language, {**fields, "read-body": f"Another text ({language})."})
    assert made.versions.get(language="fr").corrections == {"body": "Another text (fr)."}
    about = fields_of(html_of(sam, f"{base}about"), action=f"{base}about")
    sam.post(f"{base}about", {**ABOUT, **about, "kind": "corrigendum", "read-contact": "Alice"})
    assert OfficialLetter.objects.get(pk=made.pk).corrections == {"contact": "Alice"}
    seal = fields_of(html_of(sam, f"{base}issue"), action=f"{base}issue")["seal"]
    sam.post(f"{base}issue", {"seal": seal})
    page = html_of(pages, f"/official/{letter.slug}/", {"language": "fr"})
    assert "Corrected since" in page
    assert "<ins>Another text (fr).</ins>" in page
    assert "TSB Circular 1 Corr.1" in page
    assert "You are invited to the meeting." in html_of(pages, f"/official/{letter.slug}/")


def test_what_does_not_fit_is_said_beside_the_field(sam, world):
    letter = draft(world, "meeting_report", meeting=meeting_of(world))
    page = sam.post(f"/official/drafts/{letter.pk}/en", {"contributions": "a | b | c"})
    assert "has not the parts" in page.content.decode()
    about = {**ABOUT, "kind": "meeting_report", "meeting": letter.meeting_id, "participants": "Bob"}
    page = sam.post(f"/official/drafts/{letter.pk}/about", about)
    assert "whom they speak for" in page.content.decode()
    assert sam.get(f"/official/drafts/{letter.pk}/tlh").status_code == 404
    assert sam.get(f"/official/drafts/{letter.pk}/ru/preview").status_code == 404


def test_languages_and_drafts_are_dropped(sam, world):
    letter = draft(world)
    base = f"/official/drafts/{letter.pk}/"
    sam.post(f"{base}fr/drop")
    assert [version.language for version in letter.versions.all()] == ["en"]
    assert "original stays" in sam.post(f"{base}en/drop", follow=True).content.decode()
    sam.post(f"{base}discard")
    assert not OfficialLetter.objects.exists()


def test_a_circular_that_was_read_keeps_its_page(pages, world):
    read = Circular.objects.create(
        number="1", language="en", subject="Read", text="t", issued_at=NOW, is_original=True
    )
    hold_for(read)
    letter = issued(world)
    assert letter.number == 2
    assert "Read" in html_of(pages, "/circulars/tsb-1/")
    assert pages.post("/circulars/tsb-1/amend", {"kind": "addendum"}).status_code == 403
    sam = pages.sign_in(world.sam)
    assert "Draft a corrigendum" in html_of(sam, "/circulars/tsb-1/")
    answer = sam.post("/circulars/tsb-1/amend", {"kind": "corrigendum"}, follow=True)
    base = answer.redirect_chain[-1][0]
    about = fields_of(html_of(sam, f"{base}about"), action=f"{base}about")
    assert about["read-signatory"] == ""
    sam.post(f"{base}about", {**ABOUT, **about, "read-signatory": "Sam"})
    sam.post(f"{base}en", {"subject": "Read", "read-subject": "Read", "read-body": "t"})
    seal = fields_of(html_of(sam, f"{base}issue"), action=f"{base}issue")["seal"]
    sam.post(f"{base}issue", {"seal": seal})
    page = html_of(pages, "/circulars/tsb-1/")
    assert "Corrected since" in page
    assert "<ins>Sam</ins>" in page
    assert "TSB Circular 1 Corr.1" in page
    assert "/circulars/tsb-1/" in html_of(pages, "/official/tsb-circular-1-corr-1/")
