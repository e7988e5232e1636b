"""A language goes out to translators and comes back, as XLIFF or PO; nothing is lost or guessed."""

import pytest
from babel.messages.pofile import read_po
from lxml import etree

from comitia.groups.errors import NotAllowed
from comitia.reports import languages, queries, translating, writing
from comitia.reports.exchange import KINDS, Unreadable, bring_in, po, take_out, xliff
from comitia.reports.exchange.unit import Bundle, Unit

pytestmark = pytest.mark.usefixtures("french")


@pytest.fixture
def french(report, world):
    return translating.begin_language(report=report, language="fr", by=world.bob, at=world.now)


def filled(report, kind, **targets):
    """What a translator sends back: the exported file with these targets in it."""
    data = take_out(report, "fr", kind)
    side = {"xliff": xliff, "po": po}[kind]
    bundle = side.read(data)
    units = tuple(
        Unit(each.id, each.source, targets.get(each.id, each.target), each.serial)
        for each in bundle.units
    )
    return side.write(Bundle(bundle.group, bundle.source_language, bundle.language, units))


def bring(report, data, world, *, apply=True, by=None):
    return bring_in(
        data, report=report, language="fr", apply=apply, by=by or world.bob, at=world.now
    )


def done(lines):
    return [(each.id, each.what) for each in lines if each.what != "nothing"]


def said(report, key):
    found = languages.segments(report, "fr", queries.content_of(report))
    return next(each for each in found if each.id == key)


@pytest.mark.parametrize("kind", KINDS)
def test_out_and_back(report, paragraph, world, kind):
    data = filled(report, kind, p1="Le groupe s'est réuni deux fois.", title="Rapport")
    assert done(bring(report, data, world, apply=False)) == [("title", "add"), ("p1", "add")]
    assert said(report, "p1").state == "missing"
    bring(report, data, world)
    assert (said(report, "p1").translation, said(report, "title").translation) == (
        "Le groupe s'est réuni deux fois.",
        "Rapport",
    )
    assert done(bring(report, data, world)) == []
    assert take_out(report, "fr", kind) == take_out(report, "fr", kind)


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_back_late_is_known_to_be_behind(report, paragraph, world, kind):
    data = filled(report, kind, p1="Le groupe s'est réuni deux fois.")
    writing.write_paragraph(
        paragraph=paragraph,
        text="It met once.",
        on=paragraph.revision,
        by=world.alice,
        at=world.now,
    )
    (line,) = [each for each in bring(report, data, world) if each.id == "p1"]
    assert line.what == "behind"
    assert "revision 1" in line.reason
    assert (said(report, "p1").state, said(report, "p1").made_from) == ("behind", 1)
    bring(report, filled(report, kind, p1="Une fois."), world)
    assert said(report, "p1").state == "draft"
    (late,) = [each for each in bring(report, data, world) if each.id == "p1"]
    assert (late.what, said(report, "p1").translation) == ("refused", "Une fois.")


@pytest.mark.parametrize("kind", KINDS)
def test_refusals_are_told_part_by_part_and_keep_nothing_else_out(report, paragraph, world, kind):
    side = {"xliff": xliff, "po": po}[kind]
    bundle = side.read(take_out(report, "fr", kind))
    source = paragraph.revision.text
    units = (
        Unit("p1", source, "Deux fois."),
        Unit("p77", source, "Nulle part."),
        Unit("section:introduction", "Introduction", "Introduction"),
        Unit("p1", source + "!", "Deux."),
        Unit("section:conclusions", "Never so called", "Fin"),
    )
    data = side.write(Bundle(bundle.group, "en", "fr", units))
    lines = bring(report, data, world)
    # A context stands once in a PO file: the second p1 is there with another original.
    assert [(each.id, each.what) for each in lines] == [
        ("p1", "refused"),
        ("p77", "refused"),
        ("section:introduction", "add"),
        ("p1", "refused"),
        ("section:conclusions", "behind"),
    ]
    assert all(each.line and each.reason for each in lines if each.what == "refused")


def test_a_file_of_another_report_or_language_is_not_read(report, paragraph, world):
    bundle = xliff.read(take_out(report, "fr", "xliff"))
    for group, language in (("t09other", "fr"), ("t09demo", "es")):
        data = xliff.write(Bundle(group, "en", language, bundle.units))
        with pytest.raises(Unreadable):
            bring(report, data, world)
    with pytest.raises(NotAllowed):
        bring(report, take_out(report, "fr", "po"), world, by=world.charlie)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file><body>
<trans-unit id="p1"><source>&c;</source><target>&b;</target></trans-unit></body></file></xliff>"""


@pytest.mark.parametrize(
    "data",
    [b"", b"<", b"<xliff/>", BOMB, b"<a>" * 100_000, b"\xff\xfe<\x00", b"msgid \"", b"\x00" * 50,
     b'msgid ""\nmsgstr "Content-Type: text/plain; charset=nonsense\\n"\n', b"x" * 20_000_001,
     b'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=99999999999; plural=evil();\\n"\n'],
    ids=["empty", "torn", "bare", "bomb", "deep", "utf16", "quote", "nul", "charset", "huge",
         "plural"],
)  # fmt: skip
def test_hostile_files_are_refused_in_words(report, world, data):
    with pytest.raises(Unreadable, match=r"[A-Z].+\."):
        bring(report, data, world)


def test_the_files_are_what_they_say(report, paragraph, world):
    root = etree.fromstring(take_out(report, "fr", "xliff"))
    assert root.get("version") == "1.2"
    (file,) = root
    assert (file.get("source-language"), file.get("target-language")) == ("en", "fr")
    catalog = read_po(take_out(report, "fr", "po").decode().splitlines(keepends=True))
    assert {message.context for message in catalog if message.id} >= {"title", "p1"}
