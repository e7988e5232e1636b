"""Every template of every kind renders in all six languages, with the same structure."""

from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.base.languages import LANGUAGES
from comitia.official.errors import BadTemplate, Unready
from comitia.official.kinds import all_fields, kinds
from comitia.official.layout import layout_of
from comitia.official.rendering import Correction, Values, hash_of, render, thawed
from comitia.official.wording import wording_in
from comitia.papers.blocks import Paragraph, Table
from comitia.papers.plain import paper_text

KINDS = sorted(kinds())
EXAMPLES = {
    "line": "Example",
    "date": "2012-01-10",
    "text": "First *paragraph*.\n\nSecond.",
    "agenda": "Opening\nOrganization of work | TD 1\n- Documents\nClosing",
    "references": "C 12 | Example Telecom: on numbering\nTD 3",
    "people": "Alice | Examplia | convener\nBob | Example Telecom",
    "annexes": "# Terms of reference\nTo draft a report.\n# Timetable\nMarch 2011",
    "corrections": "",
}
CORRECTIONS = (Correction("subject", "The old one", "The new one"),)


def filled(kind, *, optional=True):
    names = (*kind.required, *(kind.optional if optional else ()))
    fields = all_fields()
    return {name: EXAMPLES[fields[name].shape] for name in names if name != "corrections"}


def shape_of(letter):
    """What must be alike in all languages: kinds and levels of blocks, sizes of tables."""
    found = [len(letter.facts)]
    for block in letter.paper.blocks:
        if isinstance(block, Paragraph):
            found.append((block.kind, block.level))
        elif isinstance(block, Table):
            found.append((len(block.rows), len(block.rows[0].cells)))
        else:
            found.append(type(block).__name__)
    return found


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("name", KINDS)
def test_all_six_languages_have_the_same_structure(name, optional):
    kind = kinds()[name]
    values = Values(filled(kind, optional=optional), CORRECTIONS)
    letters = [render(kind, language, values) for language in LANGUAGES]
    assert {str(shape_of(letter)) for letter in letters} == {str(shape_of(letters[0]))}
    for letter in letters:
        assert "{" not in paper_text(letter.paper) + str(letter.facts)
        assert "[" not in paper_text(letter.paper) + "".join(fact.label for fact in letter.facts)


def test_the_words_of_all_languages_have_the_same_keys_and_fields():
    english = wording_in("en").sections
    for language in LANGUAGES:
        wording = wording_in(language)
        for kind in ("all", *KINDS):
            for key, words in english[kind].items():
                said = wording.word(kind, key)
                assert said.strip(), (language, kind, key)
                if kind != "all":
                    assert sorted(said.split("{")[1:]) or "{" not in words, (language, kind, key)
                    names = sorted(part.split("}")[0] for part in words.split("{")[1:])
                    assert sorted(part.split("}")[0] for part in said.split("{")[1:]) == names


def test_what_wants_a_review_is_there():
    for language in LANGUAGES:
        wording = wording_in(language)
        for key in wording.review:
            section, _, word = key.rpartition(".")
            assert word in wording.sections[section or "all"], (language, key)


@given(st.sampled_from(KINDS), st.sampled_from(LANGUAGES), st.data())
def test_a_missing_field_is_refused_by_name(name, language, data):
    kind = kinds()[name]
    usual = {"salutation", "closing", "signatory_title"}
    needed = [each for each in kind.required if each not in usual | {"corrections"}]
    gone = data.draw(st.sets(st.sampled_from(needed), min_size=1))
    written = {key: text for key, text in filled(kind).items() if key not in gone}
    with pytest.raises(Unready) as refused:
        render(kind, language, Values(written, CORRECTIONS))
    # Who signs brings the title with it; without the one, the other is missing too.
    assert refused.value.errors.keys() - {"signatory_title"} == gone
    assert all(f"({key})" in text for key, text in refused.value.errors.items())


@given(st.sampled_from(KINDS), st.sampled_from(LANGUAGES), st.data())
def test_whatever_is_written_is_set_or_refused_and_comes_back_as_it_was_kept(name, language, data):
    kind = kinds()[name]
    written = filled(kind)
    for key in data.draw(st.sets(st.sampled_from(sorted(written)))):
        written[key] = data.draw(
            st.text(max_size=200) | st.text(f"{ascii_letters}|#-\n ", max_size=60)
        )
    try:
        letter = render(kind, language, Values(written, CORRECTIONS))
    except Unready as refused:
        letter, said = None, refused.errors
    if letter is None:
        assert said
        assert all(said.values())
    else:
        frozen = letter.frozen()
        assert thawed(frozen) == letter
        assert hash_of(thawed(frozen).frozen()) == hash_of(frozen)


def test_what_is_optional_and_empty_leaves_no_trace():
    kind = kinds()["collective_letter"]
    usual = ("salutation", "closing", "signatory_title")
    written = {k: v for k, v in filled(kind, optional=False).items() if k not in usual}
    letter = render(kind, "fr", Values(written))
    text = paper_text(letter.paper)
    assert "Ordre du jour" not in text
    assert "Tél." not in str(letter.facts)
    assert "Madame, Monsieur," in text
    assert "Directeur du Bureau de la normalisation des télécommunications" in text


def test_an_agenda_is_numbered_and_its_annexes_named():
    kind = kinds()["collective_letter"]
    letter = render(kind, "en", Values({**filled(kind), "reference": "TSB Collective letter 1/T"}))
    agenda = next(block for block in letter.paper.blocks if isinstance(block, Table))
    text = paper_text(letter.paper)
    assert [row.cells[0].blocks[0].runs[0].text for row in agenda.rows[1:]] == [
        "1",
        "2",
        "2.1",
        "3",
    ]
    assert "Annex 1 (to TSB Collective letter 1/T)" in text
    assert "Annex 2 (to TSB Collective letter 1/T)" in text
    assert ("Annex:", "2") in [
        (fact.label, fact.value)
        for fact in render(
            kind, "en", Values({k: v for k, v in filled(kind).items() if k != "enclosures"})
        ).facts
    ]


def test_a_house_has_words_and_layouts_of_its_own(tmp_path):
    kind = kinds()["circular"]
    (tmp_path / "en.toml").write_text('[all]\nclosing = "With kind regards,"\n')
    (tmp_path / "circular.fr.md").write_text(
        "{reference} {date} {subject} {signatory} {signatory_title}\n{addressees}\n{salutation}\n"
        "{body}\n{closing}\n"
    )
    values = Values({k: v for k, v in filled(kind).items() if k != "closing"})
    english = render(kind, "en", values, house=tmp_path)
    assert "With kind regards," in paper_text(english.paper)
    assert english.facts
    assert render(kind, "fr", values, house=tmp_path).facts == ()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("circular.md", "{body}", "must show"),
        ("circular.md", "{body} {bodie}", "bodie"),
        ("circular.md", "[no_such_word]", "no_such_word"),
        ("circular.md", "x\n" * 3000, "too large"),
        ("en.toml", "[all]\nclosing = 3", "words only"),
        ("en.toml", "[all", "cannot be used"),
        ("en.toml", "x" * 300_000, "too large"),
    ],
)
def test_a_house_template_that_cannot_be_is_named(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(BadTemplate, match=said):
        render(kinds()["circular"], "en", Values(filled(kinds()["circular"])), house=tmp_path)


def test_a_house_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "circular.md").write_bytes(b"\xff\xfe{body}")
    with pytest.raises(BadTemplate):
        layout_of(kinds()["circular"], wording_in("en"), tmp_path)


def test_bounds():
    kind = kinds()["circular"]
    for key, text in {
        "subject": "x" * 1001,
        "body": "x" * 200_001,
        "deadline": "tomorrow",
        "annexes": "text without a title",
    }.items():
        with pytest.raises(Unready) as refused:
            render(kind, "en", Values({**filled(kind), key: text}))
        assert key in refused.value.errors
    report = kinds()["meeting_report"]
    for key, text in {"participants": "Bob", "contributions": "a | b | c"}.items():
        with pytest.raises(Unready) as refused:
            render(report, "en", Values({**filled(report), key: text}))
        assert key in refused.value.errors
    many = "\n".join("C 1" for _ in range(2001))
    with pytest.raises(Unready):
        render(report, "en", Values({**filled(report), "contributions": many}))
