"""Redlines as a person reads them: [-went-], [+came+], <n moved away, >n moved here."""

import time

import pytest

from comitia.documents.redline import compare, normal, summary
from comitia.papers.blocks import (
    Block,
    Cell,
    Equation,
    Note,
    Paper,
    Paragraph,
    Row,
    Run,
    Table,
)
from comitia.papers.changes import accepted, rejected

_SIGNS = {"inserted": "+", "deleted": "-", "moved_here": ">", "moved_away": "<"}


def paper(*blocks: str | Block) -> Paper:
    return Paper(
        tuple(Paragraph((Run(each),)) if isinstance(each, str) else each for each in blocks)
    )


def table(*rows: tuple[str, ...]) -> Table:
    cells = [tuple(Cell((Paragraph((Run(text),)),)) for text in row) for row in rows]
    return Table(tuple(Row(each) for each in cells))


def item(label: str, text: str) -> Paragraph:
    return Paragraph((Run(text),), "item", label=label)


def in_signs(redline: Paper) -> list[str]:
    return [line for block in redline.blocks for line in _lines(block)]


def _lines(block: Block) -> list[str]:
    if isinstance(block, Table):
        return [
            _sign(row.change) + " | ".join("".join(in_signs(Paper(c.blocks))) for c in row.cells)
            for row in block.rows
        ]
    if not isinstance(block, Paragraph):
        return [_sign(block.change) + type(block).__name__]
    label = block.label and f"{block.label} "
    if block.label_before is not None:
        label = f"{block.label_before}→{block.label} "
    if block.change is not None and {run.change for run in block.runs} == {block.change}:
        return [_sign(block.change) + label + "".join(run.text for run in block.runs)]
    text = "".join(
        f"[{_sign(run.change)}{run.text}]" if run.change else run.text for run in block.runs
    )
    return [_sign(block.change) + label + text]


def _sign(change) -> str:
    return _SIGNS[change.kind] + change.move.removeprefix("move-") if change else ""


WORDS = [
    (
        "The group meets in July and reports to TSAG by 25 November 2011.",
        "The group meets in August and reports to TSAG by 2 December 2011.",
        "The group meets in [-July][+August] and reports to TSAG by [-25 November][+2 December] "
        "2011.",
    ),
    # A sentence comes whole, from its first word.
    (
        "The convener tests consensus. Objections are recorded.",
        "The convener tests consensus. A call is open for two weeks. Objections are recorded.",
        "The convener tests consensus. [+A call is open for two weeks. ]Objections are recorded.",
    ),
    # No letters are picked out of words, however much two of them share.
    ("Each member reports.", "Each membership reports.", "Each [-member][+membership] reports."),
    # Numbers are whole, signs apart.
    ("It costs 1,250.50 francs.", "It costs 1,275.50 francs!",
     "It costs [-1,250.50][+1,275.50] francs[-.][+!]"),
    (
        "研究组应在2011年11月25日之前提交中期报告。",
        "研究组须在2011年11月25日之前提交中期报告。",
        "研究组[-应][+须]在2011年11月25日之前提交中期报告。",
    ),
    (
        "يقدم الفريق تقريره المرحلي إلى الفريق الاستشاري.",
        "يقدم الفريق تقريره النهائي إلى الفريق الاستشاري.",
        "يقدم الفريق تقريره [-المرحلي][+النهائي] إلى الفريق الاستشاري.",
    ),
    # A vowel sign is part of its word.
    ("قرار مُلزِم للجميع.", "قرار مُلزَم للجميع.", "قرار [-مُلزِم][+مُلزَم] للجميع."),
    (
        "Группа представляет отчет до 25 ноября 2011 года.",
        "Группа представляет промежуточный отчет до 25 ноября 2011 года.",
        "Группа представляет [+промежуточный ]отчет до 25 ноября 2011 года.",
    ),
    ("Les membres de l’Union décident.", "Les membres de l’Assemblée décident.",
     "Les membres de [-l’Union][+l’Assemblée] décident."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "shown"), WORDS)
def test_by_words(old, new, shown):
    assert in_signs(compare(paper(old), paper(new))) == [shown]


def test_a_sentence_written_anew_is_not_cut_to_confetti():
    old = "Silence is taken as agreement unless a member objects within two weeks of the call."
    new = "Nobody who is silent agrees: the convener asks each of the members who did not answer."
    assert in_signs(compare(paper(old), paper(new))) == [f"-{old}", f"+{new}"]
    # In one cell it is one text out, one in.
    one, other = (table(("No.", "Text of the options"), ("1", text)) for text in (old, new))
    shown = in_signs(compare(paper(one), paper(other)))
    assert shown == ["No. | Text of the options", f"1 | [-{old}][+{new}]"]


def test_a_moved_paragraph_is_known_with_what_was_edited_in_it():
    first, second = "The convener reports to the parent.", "Each member names a focal point."
    moved = "The register is kept by the secretariat and is open to all members."
    edited = moved.replace("is open", "remains open")
    redline = compare(paper(first, moved, second), paper(first, second, edited))
    assert in_signs(redline) == [
        first,
        "<1[<1The register is kept by the secretariat and ][-is][<1 open to all members.]",
        second,
        ">1[>1The register is kept by the secretariat and ][+remains][>1 open to all members.]",
    ]
    assert [each.kind for each in summary(redline)] == ["moved_away", "moved_here"]


FIRST = "The first sentence is long enough to be told. "
SECOND = "So is the second, though it says rather less."


def test_a_paragraph_split_or_joined_is_a_move_of_its_part():
    whole, parts = paper(FIRST + SECOND), paper(FIRST, SECOND)
    assert in_signs(compare(whole, parts)) == [f"{FIRST}[<1{SECOND}]", f">1{SECOND}"]
    assert in_signs(compare(parts, whole)) == [f"{FIRST}[>1{SECOND}]", f"<1{SECOND}"]


def test_an_item_put_in_renumbers_those_behind_it():
    old = paper(item("a)", "the rate of growth"), item("b)", "the resources in place"))
    new = paper(
        item("a)", "another matter altogether"),
        item("b)", "the rate of growth"),
        item("c)", "the resources in use"),
    )
    assert in_signs(compare(old, new)) == [
        "+a) another matter altogether",
        "a)→b) the rate of growth",
        "b)→c) the resources in [-place][+use]",
    ]


def test_tables_are_compared_row_by_row_and_cell_by_cell():
    old = table(("Option", "Support"), ("A", "14"), ("B", "3"), ("D", "2"))
    new = table(("Option", "Support"), ("A", "15"), ("A bis", "1"), ("B", "3"))
    assert in_signs(compare(paper(old), paper(new))) == [
        "Option | Support",
        "A | [-14][+15]",
        "+A bis | 1",
        "B | 3",
        "-D | 2",
    ]
    wider = table(("Option", "Support", "Against"), ("A", "14", "2"))
    redline = compare(paper(old), paper(wider))
    assert [block.change.kind for block in redline.blocks] == ["deleted", "inserted"]


def test_notes_are_renumbered_and_edited_in_place():
    old = Paper(
        (Paragraph((Run("Text"), Run("1", note="a"), Run(".")),),),
        (Note("a", "1", (Paragraph((Run("See clause 3."),)),)),),
    )  # fmt: skip
    new = Paper(
        (
            Paragraph((Run("A new title"), Run("1", note="a"))),
            Paragraph((Run("Text"), Run("2", note="b"), Run("."))),
        ),
        (
            Note("a", "1", (Paragraph((Run("Agreed in May by all."),)),)),
            Note("b", "2", (Paragraph((Run("See clause 4."),)),)),
        ),
    )
    redline = compare(old, new)
    assert in_signs(redline) == ["+A new title1", "Text2."]
    edited = next(note for note in redline.notes if note.key == "b")
    assert (edited.label, edited.label_before) == ("2", "1")
    assert _lines(edited.blocks[0]) == ["See clause [-3][+4]."]
    assert normal(rejected(redline)) == normal(old)
    assert rejected(redline).notes[0].label == "1"
    assert [note.key for note in accepted(redline).notes] == ["a", "b"]


def test_a_note_that_goes_cites_another_by_the_number_it_had():
    def note(key: str, *runs: Run) -> Note:
        return Note(key, key, (Paragraph(runs),))

    old = Paper(
        (Paragraph((Run("1", note="1"), Run("2", note="2"))),),
        (note("1", Run("See "), Run("2", note="2")), note("2", Run("The report"))),
    )
    new = Paper((Paragraph((Run("1", note="1"),)),), (note("1", Run("The report")),))
    assert normal(rejected(compare(old, new))) == normal(old)
    assert normal(accepted(compare(old, new))) == normal(new)


def test_what_has_no_words_comes_and_goes_whole():
    old, new = Equation("a/b", "(1)"), Equation("a/c", "(1)")
    assert in_signs(compare(paper(old), paper(new))) == ["-Equation", "+Equation"]


def test_a_list_of_what_changed():
    heading = Paragraph((Run("Progress"),), "heading", 1, "2", anchor="s2")
    old = paper(heading, Paragraph((Run("Nothing was decided in May."),), anchor="p4"))
    new = paper(heading, Paragraph((Run("Nothing was agreed in May or June."),), anchor="p5"))
    (changed,) = summary(compare(old, new))
    assert (changed.kind, changed.anchor, changed.under) == ("edited", "p5", "Progress")
    assert (changed.came, changed.went) == (("agreed", " or June"), ("decided",))
    assert (changed.words_in, changed.words_out) == (3, 1)


def test_two_texts_with_nothing_in_common_take_no_longer_than_a_bound():
    old = [" ".join(f"a{n}w{m}" for m in range(40)) for n in range(600)]
    new = [" ".join(f"b{n}w{m}" for m in range(40)) for n in range(600)]
    begun = time.process_time()
    redline = compare(paper(*old), paper(*new))
    compare(paper(*["–"] * 3_000, "x"), paper("x", *["–"] * 2_000))
    compare(paper("a b " * 10_000), paper("b a a " * 7_000))
    # Seconds would be right; a busy machine is given ten times as many.
    assert time.process_time() - begun < 20
    assert sum(block.change is not None for block in redline.blocks) == 1_200
