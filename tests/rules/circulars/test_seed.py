"""TSB Circular 174 in Chinese: everything DOMAIN section 1 says of it."""

import pytest

from comitia.circulars.reading import read_circular_file
from tests.rules.circulars.spans import check_places


@pytest.fixture(scope="module")
def reading(shared):
    return read_circular_file(shared / "circular-174.zh.txt")


@pytest.fixture(scope="module")
def shown(reading):
    return reading.as_json()


def codes(shown):
    return [warning["code"] for warning in shown["warnings"]]


def test_envelope(shown):
    assert shown["number"] == "174"  # C-01
    assert shown["series"] == "TSB"
    assert shown["found"]["number"]["where"]["line"] == 49
    assert shown["language"] == "zh"  # C-06
    assert shown["date"] is None  # C-02
    assert shown["date_inferred"] == "2011-03"
    assert shown["found"]["date_inferred"]["sure"] == "inferred"
    assert shown["subject"] == "为就第178号决议（2010年，瓜达拉哈拉）开展磋商成立通信小组"  # C-03
    assert shown["found"]["subject"]["where"]["line"] == 2
    assert shown["salutation"] == "尊敬的先生/女士："  # C-04
    assert shown["closing"] == "顺致敬意!"
    assert shown["signatory"] == {"name": "马尔科姆•琼森", "title": "电信标准化局主任"}
    assert shown["annexes_declared"] == len(shown["annexes"]) == 1  # C-05
    assert shown["annexes"][0]["kind"] == "resolution"


def test_decision(shown):
    parent = shown["parent"]  # C-14
    assert parent["body"] == "TSAG"
    assert (parent["meeting"]["start"], parent["meeting"]["end"]) == ("2011-02-08", "2011-02-11")
    assert parent["decision"] == "决定就此议题成立一个通信小组"
    assert shown["found"]["parent.meeting"]["where"]["line"] == 16


def test_group(shown):
    assert shown["eligibility"] == ["member_state", "sector_member"]  # C-15
    assert shown["reflector"] == "t09tsag178"  # C-17
    assert shown["sign_up"] == "http://www.itu.int/ITU-T/services/"
    assert shown["convener"] == {  # C-19
        "name": "Bruno Ramos",
        "title": "先生",
        "organisation": "ANATEL",
        "country": "巴西",
        "country_code": "BR",
    }
    assert shown["purpose"] == "起草一份提交WTSA-12的报告"  # C-20
    for field in ("eligibility", "reflector", "convener", "purpose", "parent"):
        assert shown["found"][field]["sure"] == "certain"


def test_timetable(shown):
    rows = [
        (row["when"], row["kind"], row["start"], row["end"], row["action"], row["line"])
        for row in shown["timetable"]
    ]
    assert rows == [  # DOMAIN 1.3, T1 to T7
        ("2011年3月", "month", "2011-03", "2011-03", "发出TSB通函以便开始工作", 20),
        ("2011年4月-11月", "range", "2011-04", "2011-11", "通过电子邮件通信录开展讨论", 23),
        ("2011年11月", "month", "2011-11", "2011-11", "将临时报告发送TSAG", 26),
        ("TSAG 2012年1月会议", "meeting", "2012-01", "2012-01", "就中期报告开展磋商", 29),
        ("2012年2月", "month", "2012-02", "2012-02", "将修改的报告发送TSAG", 32),
        (
            "2012年2月-6月",
            "range",
            "2012-02",
            "2012-06",
            "在WTSA-12区域性筹备会议中就修订的报告开展磋商",
            35,
        ),
        ("TSAG 2012年6月会议", "meeting", "2012-06", "2012-06", "敲定提交WTSA-12的报告", 39),
    ]
    actors = [(row["actor"], row["recipient"], row["report"]) for row in shown["timetable"]]
    assert actors == [
        ("TSB", None, None),
        ("group", None, None),
        ("convener", "TSAG", "interim"),
        ("TSAG", None, "interim"),
        ("convener", "TSAG", "revised"),
        ("regions", None, "revised"),
        ("TSAG", None, "final"),
    ]
    assert shown["timetable"][3]["meeting"]["body"] == "TSAG"
    assert shown["timetable"][3]["meeting"]["month"] == "2012-01"


def test_resolution(shown):
    resolution = shown["resolution"]
    assert resolution["number"] == "178"
    assert (resolution["place"], resolution["year"]) == ("瓜达拉哈拉", 2010)
    assert resolution["title"] == "国际电联在组织支持互联网的电信网络技术工作中的作用"
    assert resolution["adopted_by"] == "国际电联全权代表大会（2010年，瓜达拉哈拉）"
    assert resolution["adopted_by_code"] == "PP"
    assert [
        (section["kind"], section["heading"], len(section["items"]))
        for section in resolution["sections"]
    ] == [
        ("preambular", "考虑到", 2),
        ("preambular", "进一步考虑到", 3),
        ("preambular", "注意到", 4),
        ("preambular", "铭记", 2),
        ("operative", "做出决议", 1),
        ("operative", "责成秘书长和各局主任", 1),
        ("operative", "责成电信标准化局主任与电信标准化顾问组协商", 3),
        ("operative", "请成员国和部门成员", 1),
        ("operative", "请2012年世界电信标准化全会", 2),
    ]
    instructs = resolution["sections"][6]
    assert instructs["addressees"] == ["电信标准化局主任"]
    assert instructs["condition"] == "与电信标准化顾问组协商"
    assert instructs["addressee_codes"] == ["director_tsb"]
    anchors = [item["anchor"] for section in resolution["sections"] for item in section["items"]]
    assert len(anchors) == len(set(anchors)) == 19


def test_quoted_provision(shown):
    item = shown["resolution"]["sections"][3]["items"][1]
    assert [(part["label"], part["kind"], part["provision"]) for part in item["parts"]] == [
        ("3", "provision", None),
        ("...", "omission", None),
        ("f", "provision", "CV 191A"),
        ("g", "provision", "CV 191B"),
    ]
    [rule] = shown["resolution"]["output_rules"]
    assert rule["forbidden"] == ["question", "recommendation"]
    assert rule["anchor"] == item["parts"][3]["anchor"]
    [ref] = item["parts"][3]["refs"]
    assert (ref["outside"], ref["target"]) == ("CV 191A", item["parts"][2]["anchor"])


def test_references(shown):
    sections = {section["key"]: section for section in shown["resolution"]["sections"]}
    found = [
        (item["anchor"], ref["kind"], ref["target"], ref["match"])
        for section in sections.values()
        for item in section["items"]
        for ref in item["refs"]
        if ref["target"]
    ]
    assert found == [
        ("instructs-director-tsb-2", "section", "resolves", "exact"),
        ("instructs-director-tsb-3", "item", "instructs-director-tsb-2", "exact"),
        (
            "invites-member-states-sector-members",
            "item",
            "instructs-director-tsb-2",
            "fuzzy",
        ),
        ("invites-wtsa-2", "section", "resolves", "exact"),
    ]


def test_extracts(shown):
    assert [(each["section"], each["identical"]) for each in shown["extracts"]] == [  # C-13
        ("resolves", True),
        ("instructs_director_tsb", True),
    ]
    assert [each["where"]["line"] for each in shown["extracts"]] == [6, 9]


def test_what_is_odd(shown):
    found = codes(shown)
    for code in (
        "unclosed_quote",
        "tab_inside_word",
        "heading_cited_differently",
        "missing_header_fields",
        "no_date",
        "number_only_in_annex",
        "broken_lines",
        "table_flattened",
    ):
        assert code in found
    assert found.count("term_drift") == 3  # T-03 twice, and 互操作性 with 互通性
    by_code = {warning["code"]: warning for warning in shown["warnings"]}
    assert by_code["unclosed_quote"]["where"]["line"] == 6
    assert by_code["tab_inside_word"]["where"]["line"] == 74
    assert by_code["heading_cited_differently"]["where"]["line"] == 85
    assert by_code["broken_lines"]["facts"]["lines"] == [10, 36, 52, 80]
    fields = by_code["missing_header_fields"]["facts"]["fields"]
    assert fields == ["ref", "date", "tel", "fax", "email", "to"]
    for code in ("annex_count_mismatch", "extract_differs", "row_not_understood", "label_gap"):
        assert code not in found


def test_every_place_holds_what_it_claims(reading):
    check_places(reading)


def test_reading_is_repeatable(reading, shared):
    again = read_circular_file(shared / "circular-174.zh.txt")
    assert again.as_json() == reading.as_json()
