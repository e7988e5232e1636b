"""One resolution in six languages is in step; what one version lacks is found and said."""

import tarfile
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given

from comitia.papers.blocks import Cell, Paper, Paragraph, Row, Run, Table
from comitia.papers.docx.reading import docx_paper
from comitia.reports.aligning import Structure, differences, structure_of
from comitia.reports.aligning.facts import Facts, facts_of
from comitia.reports.aligning.words import said
from tests.documents import made_papers

# noting a) to d), resolves, instructs the Director 1 and 2; the same facts in each.
TEXTS = {
    "en": """\
noting
a)\tthat 1,250 harbours announce the tide, each in its own way;
b)\tthat Resolution 57 was adopted in May 2034;
c)\tthe report of 14 March 2035;
d)\tthe instruments that the harbour offices have lent,
resolves
to set up a common language for announcing the tides,
instructs the Director of the Telecommunication Standardization Bureau
1\tto collect the announcements in use, at a cost of 3.5 million at most;
2\tto report by 25 November 2036.""",
    "fr": """\
notant
a)\tque 1 250 ports annoncent la marée, chacun à sa façon;
b)\tque la Résolution 57 a été adoptée en mai 2034;
c)\tle rapport du 14 mars 2035;
d)\tles instruments que les capitaineries ont prêtés,
décide
d'établir un langage commun pour annoncer les marées,
charge le Directeur du Bureau de la normalisation des télécommunications
1\tde recueillir les annonces en usage, pour un coût de 3,5 millions au plus;
2\tde faire rapport avant le 25 novembre 2036.""",
    "es": """\
observando
a)\tque 1.250 puertos anuncian la marea, cada uno a su manera;
b)\tque la Resolución 57 se adoptó en mayo de 2034;
c)\tel informe del 14 de marzo de 2035;
d)\tlos instrumentos que las capitanías han prestado,
resuelve
crear un lenguaje común para anunciar las mareas,
encarga al Director de la Oficina de Normalización de las Telecomunicaciones
1\tque recopile los anuncios en uso, a un costo de 3,5 millones como máximo;
2\tque presente un informe antes del 25 de noviembre de 2036.""",
    "ru": """\
отмечая,
a)\tчто 1250 портов объявляют о приливе, каждый по-своему;
b)\tчто Резолюция 57 была принята в мае 2034 года;
c)\tотчет от 14 марта 2035 года;
d)\tприборы, предоставленные капитанами портов,
решает
создать общий язык для объявления приливов,
поручает Директору Бюро стандартизации электросвязи
1\tсобрать используемые объявления при затратах не более 3,5 млн.;
2\tпредставить отчет до 25 ноября 2036 года.""",
    "zh": """\
注意到
a)\t1250个港口各以自己的方式公布潮汐；
b)\t第57号决议于2034年5月通过；
c)\t2035年3月14日的报告；
d)\t港务局借出的仪器，
做出决议
建立公布潮汐的通用语言，
责成电信标准化局主任
1\t收集现行的公告，费用最多为3.5百万；
2\t在2036年11月25日之前提交报告。""",
    "ar": """\
وإذ يلاحظ
أ )\tأن ١٬٢٥٠ ميناء تعلن عن المد كل بطريقته؛
ب)\tأن القرار 57 اعتُمد في مايو 2034؛
ج)\tتقرير 14 مارس 2035؛
د )\tالأدوات التي أعارتها مكاتب الموانئ،
يقرر
وضع لغة مشتركة للإعلان عن المد،
يكلف مدير مكتب تقييس الاتصالات
1\tبجمع الإعلانات المستعملة بتكلفة لا تتجاوز 3.5 مليون؛
2\tبتقديم تقرير قبل 25 نوفمبر 2036.""",
}
LANGUAGES = list(TEXTS)


def paper(language: str, *, without: str = "") -> Paper:
    blocks = []
    for line in TEXTS[language].split("\n"):
        label, _, text = line.rpartition("\t")
        if without and label == without:
            continue
        blocks.append(Paragraph((Run(text),), "item" if label else "text", label=label))
    return Paper(tuple(blocks), language="zh-hans" if language == "zh" else language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_versions_are_in_step(language):
    other = structure_of(paper(language))
    assert [section.code for section in other.sections] == ["noting", "resolves", "instructs"]
    assert [item.path for item in other.sections[0].items] == [("a",), ("b",), ("c",), ("d",)]
    for original in LANGUAGES:
        assert differences(structure_of(paper(original)), other) == []


def test_what_differs_has_the_addresses_that_both_versions_have_for_it():
    blocks = {"en": list(paper("en").blocks), "fr": list(paper("fr", without="d)").blocks)}
    # The last item has another date there, and one more comes after it.
    blocks["fr"][-1] = replace(blocks["fr"][-1], runs=(Run("avant le 2 décembre 2036;"),))
    blocks["fr"].append(Paragraph((Run("de publier."),), "item", label="3"))
    one, two = (
        Paper(
            tuple(replace(block, anchor=f"{language}-{place}") for place, block in enumerate(rows)),
            language=language,
        )
        for language, rows in blocks.items()
    )
    found = differences(structure_of(one), structure_of(two))
    assert [(each.code, each.anchors) for each in found] == [
        ("item_missing", ("en-4", "")),
        ("date_missing", ("en-9", "fr-8")),
        ("date_extra", ("en-9", "fr-8")),
        ("item_extra", ("", "fr-9")),
    ]
    short = Paper(one.blocks[:5] + one.blocks[7:], language="en")
    (section,) = differences(structure_of(one), structure_of(short))
    assert (section.code, section.anchors) == ("section_missing", ("en-5", ""))


@pytest.mark.parametrize("original", ["zh", "ar", "en"])
def test_an_item_missing_in_french_is_named(original):
    found = differences(structure_of(paper(original)), structure_of(paper("fr", without="d)")))
    assert [(each.code, each.section, each.path) for each in found] == [
        ("item_missing", "noting", ("d",))
    ]
    with translation.override("en"):
        assert said(found[0], language="fr") == "noting d) missing in fr"
    with translation.override("zh-hans"):
        assert said(found[0], language="fr").startswith("注意到 d)")
    # Within a line from right to left, what is written from left to right stays so.
    with translation.override("ar"):
        assert said(found[0], language="fr").startswith("وإذ يلاحظ \u2068d)\u2069")
        assert said(found[0], language="fr").endswith("\u2068fr\u2069")


def test_an_item_missing_is_found_though_those_behind_it_took_its_label():
    blocks = [
        replace(block, label={"c)": "b)", "d)": "c)"}.get(block.label, block.label))
        for block in paper("fr", without="b)").blocks
    ]
    found = differences(
        structure_of(paper("en")), structure_of(Paper(tuple(blocks), language="fr"))
    )
    assert [(each.code, each.path) for each in found] == [("item_missing", ("b",))]


def test_other_dates_and_numbers_are_found_where_they_are():
    changed = [
        replace(
            block,
            runs=tuple(
                replace(
                    run, text=run.text.replace("25 novembre", "2 décembre").replace("3,5", "35")
                )
                for run in block.runs
            ),
        )
        for block in paper("fr").blocks
    ]
    found = differences(
        structure_of(paper("en")), structure_of(Paper(tuple(changed), language="fr"))
    )
    assert [(each.code, each.section, each.path, each.what) for each in found] == [
        ("number_missing", "instructs", ("1",), "3.5"),
        ("number_extra", "instructs", ("1",), "35"),
        ("date_missing", "instructs", ("2",), "2036-11-25"),
        ("date_extra", "instructs", ("2",), "2036-12-02"),
    ]


def test_a_whole_section_and_a_tables_row_are_missed():
    blocks = list(paper("es").blocks)
    short = Paper(tuple(blocks[:5] + blocks[7:]), language="es")
    found = differences(structure_of(paper("en")), structure_of(short))
    assert [(each.code, each.section) for each in found] == [("section_missing", "resolves")]
    cell = Cell((Paragraph((Run("x"),)),))
    one, two = Table((Row((cell,)), Row((cell,)))), Table((Row((cell,)),))
    heading = Paragraph((Run("Marées"),), "heading", 1, "2")
    (shape,) = differences(
        structure_of(Paper((heading, one), language="en")),
        structure_of(Paper((heading, two), language="fr")),
    )
    assert (shape.code, shape.section, shape.what) == ("table_shape", "1 2", "1 × 1")
    with translation.override("en"):
        assert said(shape, language="fr") == "table 1 in “Marées” has 1 × 1 cells in fr"


def test_headings_below_another_are_the_same_whichever_way_they_are_read():
    headings = {"en": ("7", "7-1", "7-2"), "ar": ("7", "1-7", "2-7")}
    one, two = (
        structure_of(
            Paper(
                tuple(
                    Paragraph((Run("x"),), "heading", 1 + (len(label) > 1), label)
                    for label in labels
                ),
                language=language,
            )
        )
        for language, labels in headings.items()
    )
    assert differences(one, two) == []


@pytest.fixture(scope="module")
def recommendation(shared) -> dict[str, Structure]:
    """One Recommendation as the ITU publishes it in three languages."""
    found = {}
    with tarfile.open(shared / "data" / "documents" / "itu.tar.gz") as archive:
        for language, letter in (("en", "E"), ("es", "S"), ("fr", "F")):
            name = f"references/itu-t/T-REC-E.119-201704-I!!MSW-{letter}.docx"
            held = archive.extractfile(name)
            assert held is not None
            found[language] = structure_of(docx_paper(held.read()), language=language)
    return found


def test_a_published_recommendation_is_in_step_but_for_its_bibliography(recommendation):
    assert differences(recommendation["en"], recommendation["es"]) == []
    found = differences(recommendation["en"], recommendation["fr"])
    assert [(each.code, each.what) for each in found] == [
        ("number_missing", "7817"),
        ("item_extra", ""),
    ]
    assert {each.title for each in found} == {"Bibliography"}


FACTS = [
    ("en", "on 14 March 2011 and 1,250.5 of 10,000", ("2011-03-14",), ("1250.5", "10000")),
    ("fr", "le 14 mars 2011, 1 250,5 sur 10 000", ("2011-03-14",), ("1250.5", "10000")),
    ("es", "el 14 de marzo de 2011, 1.250,5 de 10.000", ("2011-03-14",), ("1250.5", "10000")),
    ("ru", "14 марта 2011 года, 1 250,5 из 10 000", ("2011-03-14",), ("1250.5", "10000")),
    ("zh", "2011年3月14日，10,000中的1,250.5", ("2011-03-14",), ("10000", "1250.5")),
    ("ar", "في ١٤ مارس ٢٠١١، ١٢٥٠٫٥ من ١٠٬٠٠٠", ("2011-03-14",), ("1250.5", "10000")),
    ("ru", "в 2016 г. и 2017 году", (), ("2016", "2017")),
    ("en", "8-11 February 2011, clause 3.2.5, T09, 5", ("2011-02-08/2011-02-11",), ("3.2.5",)),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "dates", "numbers"), FACTS)
def test_facts_are_alike_in_all_languages(language, text, dates, numbers):
    assert facts_of(text, language) == Facts(dates, numbers)


@given(made_papers.PAPERS)
def test_any_paper_is_in_step_with_itself(some):
    structure = structure_of(some, language="en")
    assert differences(structure, structure) == []
