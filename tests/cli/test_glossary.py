"""comitia glossary: thin, scriptable, and what goes out comes back the same."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from comitia.base.languages import LANGUAGES
from comitia.cli.frame import main
from comitia.glossary.actions import load_shipped, retire_concept
from comitia.glossary.exchange import COLUMNS, line_of
from comitia.glossary.models import Concept, Term
from comitia.glossary.queries import also, concept_named
from comitia.glossary.shipped import shipped
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry


@pytest.fixture
def comitia(world):
    load_shipped(at=world.now)

    def run(*words, status=0, stdin=None):
        answer = CliRunner().invoke(main, ["glossary", *words], input=stdin)
        assert answer.exit_code == status, answer.output + answer.stderr
        assert "Traceback" not in answer.output
        return answer

    return run


def objects(answer):
    return [json.loads(line) for line in answer.stdout.splitlines()]


def everything():
    return sorted(
        Term.objects.values_list(
            "concept__key", "language", "place", "text", "is_preferred", "is_abbreviation"
        )
    )


def table(*rows, columns=COLUMNS):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_concepts_are_listed_by_subject_and_language(comitia):
    found = objects(
        comitia("list", "--subject", "bodies", "--language", "ru", "--language", "en", "--json")
    )
    assert {"key", "subject", "ru", "en"} == set(found[0])
    assert {row["subject"] for row in found} == {"bodies"}
    names = [row["ru"].casefold() for row in found]
    assert names == sorted(names)
    (row,) = objects(comitia("list", "互通性", "--json"))
    assert row["key"] == "interoperability"
    assert "No concept is so" in comitia("list", "qqqq").stdout


@pytest.mark.parametrize("term", ["WTSA", "wtsa", "ВАСЭ", "世界电信标准化全会"])
def test_a_term_of_any_language_is_shown(comitia, term):
    assert "AMNT" in comitia("show", term).stdout
    (found,) = objects(comitia("show", term, "--json"))
    assert set(found["terms"]) == set(LANGUAGES)


def test_a_term_of_several_concepts_shows_them_all(comitia):
    assert {row["key"] for row in objects(comitia("show", "SG", "--json"))} == {
        "study-group",
        "secretary-general",
    }
    assert "No concept is called" in comitia("show", "qqqq", status=1).stderr


def test_a_concept_is_added_retired_and_restored(comitia):
    comitia("add", "--subject", "meetings", "en=tea break; [TB]", "zh-hans=茶歇")
    assert ("zh-hans", "茶歇") in also("tea break")[0].others
    comitia("retire", "tea-break")
    assert also("tea break") == []
    comitia("restore", "tea-break")
    assert also("tea break")
    comitia("retire", "qqqq", status=1)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("en",), 2, "is not LANGUAGE=TERMS"),
        (("de=Pause",), 2, "is not LANGUAGE=TERMS"),
        (("ru=tea",), 1, "not in the letters of this language"),
        (("en= ",), 1, "Write a term in one language at least."),
        (("--key", "wtsa", "en=tea"), 1, "There is such a concept already."),
        (("--key", "a b", "en=tea"), 1, "small letters"),
        (("--key", "new", "en=tea"), 1, "small letters"),
    ],
)
def test_a_bad_concept_is_refused(comitia, words, status, said):
    before = Concept.objects.count()
    assert said in comitia("add", "--subject", "meetings", *words, status=status).stderr
    assert Concept.objects.count() == before


def test_what_goes_out_and_comes_back_changes_nothing(comitia, world, tmp_path):
    comitia("add", "--subject", "meetings", "en==SUM(A1); -x; [@y]", "fr='=quoted")
    retire_concept(concept=concept_named("tsag"), by=SYSTEM, at=world.now)
    before, entries = everything(), Entry.objects.count()
    file = tmp_path / "terms.csv"
    comitia("export", "--output", str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    answer = comitia("import", str(file), "--apply")
    assert "0 to add, 0 to change, 0 refused" in answer.stdout
    assert everything() == before
    assert Entry.objects.count() == entries


def test_an_empty_house_is_filled_from_a_file(comitia):
    exported = comitia("export").stdout
    before = everything()
    Concept.objects.all().delete()
    assert f"{len(shipped())} to add" in comitia("import", "-", "--apply", stdin=exported).stdout
    assert everything() == before


def test_no_cell_of_the_export_is_a_formula(comitia):
    comitia("add", "--subject", "meetings", "en==HYPERLINK(1)", "fr=+1", "es=-1", "ru=@я", "ar=＝م")
    lines = csv.reader(io.StringIO(comitia("export").stdout))
    assert not [cell for line in lines for cell in line if cell[:1] in set("=+-@\t\r＝＋－＠")]


def test_a_dry_run_says_what_it_would_do_and_does_nothing(comitia):
    line = line_of(concept_named("tsag")) | {"fr": "Groupe consultatif", "retired": "yes"}
    new = {"subject": "meetings", "en": "tea break", "zh-hans": "茶歇"}
    file, before, entries = table(line, new), everything(), Entry.objects.count()
    said = comitia("import", "-", stdin=file).stdout
    assert "tsag: change" in said
    assert "fr: Groupe consultatif de la normalisation des télécommunications; [GCNT] →" in said
    assert "tea-break: add" in said
    assert "Nothing is done yet (--apply): 1 to add, 1 to change, 0 refused." in said
    assert (everything(), Entry.objects.count()) == (before, entries)
    comitia("import", "-", "--apply", stdin=file)
    assert concept_named("tsag").retired_at
    assert also("a tea break")
    changed = objects(comitia("import", "-", "--json", stdin=file))
    # The key of what was added stands in no file yet.
    assert [each["key"] for each in changed] == ["tea-break-2"]


def test_columns_and_concepts_that_are_missing_stay_as_they_are(comitia):
    file = "key;fr\ntsag;Groupe consultatif\n"
    comitia("import", "-", "--apply", stdin=file)
    line = line_of(concept_named("tsag"))
    assert line["fr"] == "Groupe consultatif"
    assert "TSAG" in line["en"]
    assert not concept_named("wtsa").is_edited


def test_one_bad_line_bars_the_others(comitia):
    good = {"subject": "meetings", "en": "tea break"}
    bad = {"subject": "cooking", "en": "tea", "ru": "tea"}
    twice = {"key": "wtsa", "subject": "bodies", "en": "WTSA"}
    before = everything()
    answer = comitia("import", "-", "--apply", stdin=table(good, bad, twice, twice), status=1)
    assert "line 3, subject: Choose one of" in answer.stderr
    assert "line 3, ru:" in answer.stderr
    assert "line 5, key: Another line has this key." in answer.stderr
    assert "Nothing is done: " in answer.stdout
    assert everything() == before


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\xff\xfe\x00",
        b"a,b\n1,2\n",
        b"subject,note\nbodies,x\n",
        b"key,en,cooking\n",
        "key,en\n".encode("utf-16"),
        b'key,en\nx,"' + b"a" * 200_000,
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_table_of_terms_is_said_so(comitia, file):
    answer = comitia("import", "-", "--apply", stdin=file, status=1)
    assert answer.stderr.startswith("comitia: ")


def test_tbx_is_xml_with_every_term_in_use(comitia, world):
    retire_concept(concept=concept_named("tsag"), by=SYSTEM, at=world.now)
    comitia("add", "--subject", "meetings", "en=<tea> & break")
    root = ET.fromstring(comitia("export", "--format", "tbx").stdout.encode())
    name = "{urn:iso:std:iso:30042:ed-2}"
    terms = [each.text for each in root.iter(f"{name}term")]
    assert len(terms) == Term.objects.filter(concept__retired_at=None).count()
    assert "<tea> & break" in terms
    assert len(list(root.iter(f"{name}conceptEntry"))) == len(shipped())
    languages = {each.get("{http://www.w3.org/XML/1998/namespace}lang") for each in root.iter()}
    assert {"zh-Hans", "ar"} <= languages


def test_json_has_one_object_for_each_concept(comitia):
    found = objects(comitia("export", "--format", "json"))
    assert len(found) == len(shipped())
    assert found[0]["terms"]["en"][0]["text"]


def test_where_it_cannot_be_written_it_says_so(comitia, tmp_path):
    answer = comitia("export", "--output", str(tmp_path / "no" / "such.csv"), status=1)
    assert "cannot be written" in answer.stderr
