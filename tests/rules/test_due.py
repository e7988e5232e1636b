"""The assembly a clause is to be ready for, as texts in six languages name it."""

import pytest

from comitia.mandates.due import due_event


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("to submit to WTSA-12 the conclusions of the assessment", "WTSA-12"),
        ("3 向2012年世界电信标准化全会（WTSA）提交上述第2项所涉及的评估结论，", "WTSA-12"),
        ("请2012年世界电信标准化全会", "WTSA-12"),
        ("invite l'AMNT de 2012", "WTSA-12"),
        ("起草一份提交WTSA-12的报告", "WTSA-12"),
        ("предлагает ВАСЭ 2012 года", "WTSA-12"),
        ("يدعو الجمعية العالمية لتقييس الاتصالات لعام 2012", "WTSA-12"),
        ("the World Telecommunication Standardization Assembly (Dubai, 2012)", "WTSA-12"),
        ("to hold open consultation meetings", ""),
        ("Resolution 75 (Johannesburg, 2008) of WTSA", ""),
        ("WTSA Resolution 50 on cybersecurity", ""),
        ("根据世界电信标准化全会（WTSA）第75号决议", ""),
        ("", ""),
    ],
)
def test_due_event(text, event):
    assert due_event(text) == event


def test_the_first_text_that_names_one_counts():
    assert due_event("nothing", "WTSA-16", "WTSA-12") == "WTSA-16"
