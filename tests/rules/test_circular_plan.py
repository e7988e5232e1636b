"""From reading and corrections to a plan: nothing guessed, everything missing named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.circulars.corrections import Incomplete, corrected
from comitia.circulars.plan import day_of, make_plan, paragraph_at
from comitia.circulars.proof import proof_of
from tests.circulars.example import NEEDED, TEXT, reading


def plan(corrections=None, **changes):
    return make_plan(reading(**changes), corrections or {}, text=TEXT)


def errors(corrections=None, **changes):
    with pytest.raises(Incomplete) as caught:
        plan(corrections, **changes)
    return caught.value.errors


def test_a_whole_reading_is_a_plan():
    made = plan(NEEDED)
    assert made.name == "EX Circular 7"
    assert (made.parent.kind, made.group) == ("advisory_group", "t09ex7")
    assert [(row.starts, row.ends) for row in made.rows] == [
        (date(2011, 3, 1), date(2011, 3, 31)),
        (date(2011, 4, 1), date(2011, 11, 30)),
        (date(2012, 1, 1), date(2012, 1, 31)),
    ]
    assert [row.proof for row in made.rows] == [
        "circular_issued",
        "discussion",
        "consultation_held",
    ]
    assert (made.issued_on, made.issued_on_inferred) == (date(2011, 3, 1), True)


def test_the_group_is_given_the_items_that_the_body_quotes():
    assert plan().given == ((0, 0),)
    unquoted = make_plan(reading(), {}, text="nothing of it")
    assert unquoted.given == ((0, 0), (1, 0))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("number", {"number": ""}),
        ("subject", {"subject": None}),
        ("language", {"language": "tlh"}),
        ("language", {"language": None}),
        ("reflector", {"reflector": " "}),
        ("purpose", {"purpose": ""}),
        ("parent.body", {"parent": {}}),
        ("parent.kind", {"parent": {"body": "EXAG"}}),
        ("parent.meeting.start", {"parent": {"body": "TSAG", "meeting": None}}),
        (
            "parent.meeting.end",
            {"parent": {"body": "TSAG", "meeting": {"start": "2011-02-08", "end": "2011-02-07"}}},
        ),
        ("parent.meeting.start", {"parent": {"body": "TSAG", "meeting": {"start": "8 February"}}}),
        ("eligibility", {"eligibility": []}),
        ("eligibility", {"eligibility": ["member_state", "friends"]}),
        ("outputs", {"outputs": ["report", "recommendation"]}),
        ("convener.name", {"convener": {"organisation": "X"}}),
        ("convener.organisation", {"convener": {"name": "X"}}),
        ("timetable", {"timetable": []}),
        ("timetable.0.kind", {"timetable": [{"start": "2011-03", "action": "x"}]}),
        ("timetable.0.start", {"timetable": [{"kind": "month", "action": "x"}]}),
        ("timetable.0.action", {"timetable": [{"kind": "month", "start": "2011-03"}]}),
        (
            "timetable.0.kind",
            {"timetable": [{"kind": "unknown", "start": "2011", "action": "x"}]},
        ),
        (
            "timetable.0.end",
            {"timetable": [{"kind": "range", "start": "2011-03", "end": "2011-02", "action": "x"}]},
        ),
        ("date", {"date": "soon"}),
        ("resolution.year", {"resolution": {"number": "5", "year": "10"}}),
        ("resolution.sections", {"resolution": {"number": "5", "year": "2010"}}),
    ],
)
def test_what_is_missing_or_odd_is_named_by_its_field(field, changes):
    assert errors(**changes)[field]


def test_all_that_is_missing_is_named_at_once():
    assert {"number", "subject", "reflector"} <= errors(number="", subject="", reflector="").keys()


def test_a_question_or_recommendation_is_refused_citing_the_convention():
    assert "191B" in errors(outputs=["report", "question"])["outputs"]


def test_corrections_win_and_leave_the_reading_as_it_was():
    found = reading()
    made = make_plan(
        found,
        {
            "convener.name": "Nadia New",
            "timetable.1": None,
            "timetable.2.start": "2012-02",
            "eligibility": "member_state, academia",
        },
        text=TEXT,
    )
    assert made.convener.name == "Nadia New"
    assert [row.starts.month for row in made.rows] == [3, 2]
    assert made.eligibility == ("member_state", "academia")
    assert found == reading()


def makes_a_plan_or_names_fields(found, corrections):
    try:
        return make_plan(found, corrections, text=TEXT)
    except Incomplete as error:
        return error.errors


paths = st.lists(
    st.sampled_from(["convener", "name", "timetable", "0", "3", "x", "²"]), min_size=1, max_size=4
).map(".".join)
values = st.none() | st.text(max_size=5) | st.integers() | st.lists(st.text(max_size=3), max_size=2)


@given(st.dictionaries(paths, values, max_size=4))
def test_any_corrections_make_a_plan_or_name_fields(corrections):
    assert makes_a_plan_or_names_fields(reading(), corrections)


@given(st.recursive(values, lambda inner: st.dictionaries(paths, inner) | st.lists(inner)))
def test_any_reading_makes_a_plan_or_names_fields(value):
    for field in reading():
        assert makes_a_plan_or_names_fields(reading(**{field: value}), {})


def test_a_list_cannot_be_made_to_fill_the_memory():
    with pytest.raises(Incomplete):
        corrected(reading(), {"timetable.999999999.action": "x"})


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2011-02", date(2011, 2, 1), date(2011, 2, 28)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2011-02-08", date(2011, 2, 8), date(2011, 2, 8)),
        ("2011-13", None, None),
        ("2011-02-30", None, None),
        ("11-02", None, None),
    ],
)
def test_days_and_months(text, first, last):
    assert (day_of(text), day_of(text, last=True)) == (first, last)


@pytest.mark.parametrize(
    ("action", "proof"),
    [
        ("发出TSB通函以便开始工作", "circular_issued"),
        ("通过电子邮件通信录开展讨论", "discussion"),
        ("将临时报告发送TSAG", "interim_sent"),
        ("就中期报告开展磋商", "consultation_held"),
        ("将修改的报告发送TSAG", "revised_sent"),
        ("在WTSA-12区域性筹备会议中就修订的报告开展磋商", "consultation_held"),
        ("敲定提交WTSA-12的报告", "final_sent"),
        ("Envoi du rapport intérimaire au GCNT", "interim_sent"),
        ("Обсуждение по электронной почте", "discussion"),
        ("إصدار الرسالة المعممة", "circular_issued"),
        ("Tea", "other"),
    ],
)
def test_what_would_show_a_row_done(action, proof):
    assert proof_of(action) == proof


LETTER = "Subject: x\n1\tOne.\n2 Two quotes:\n\t1\ta\n\t2\tb\n3. Three\nis long.\n7 is a number\n"


@pytest.mark.parametrize(
    ("words", "paragraph"),
    [("Subject", ""), ("One", "1"), ("b\n", "2"), ("is long", "3"), ("7 is", "3")],
)
def test_the_paragraph_of_a_place(words, paragraph):
    assert paragraph_at(LETTER, LETTER.index(words)) == paragraph


def test_the_clause_of_eligibility_is_cited_by_its_paragraph():
    text = "1 One.\n2 Open to Member States.\n"
    found = {"eligibility": {"where": {"start": text.index("Open")}}}
    made = make_plan(reading(eligibility_source=None, found=found), {}, text=text)
    assert made.eligibility_source == "EX Circular 7, § 2"
    nowhere = make_plan(reading(eligibility_source=None), {}, text=text)
    assert nowhere.eligibility_source == "EX Circular 7"


def test_a_date_in_the_text_wins_over_an_inferred_one():
    assert not plan(date="2011-03-14").issued_on_inferred
    inferred = plan(date=None, date_inferred="2011-03")
    assert (inferred.issued_on, inferred.issued_on_inferred) == (date(2011, 3, 1), True)
