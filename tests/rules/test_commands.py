"""Commands are understood in six languages, and sentences are not taken for commands."""

import tomllib
from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.mail.obey.commands.parse import (
    MOST_COMMANDS,
    commands_in,
    day_in,
    language_in,
    numbers_in,
    option_in,
)
from comitia.mail.words import OPTIONS, REQUESTS, THINGS, VALUES, folded


def names(subject="", opening=""):
    return [(command.name, command.rest) for command in commands_in(subject, opening)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("who", ("who", "")),
        ("WHO!", ("who", "")),
        ("get 12", ("get", "12")),
        ("Get <a.B@c.example>", ("get", "<a.B@c.example>")),
        ("get thread 12", ("get", "thread 12")),
        ("search cost of a SEG", ("search", "cost of a SEG")),
        ("поиск стоимость", ("search", "стоимость")),
        ("搜索标准化差距", ("search", "标准化差距")),
        ("بحث الكلفة", ("search", "الكلفة")),
        ("hold until 2011-05-01", ("hold", "2011-05-01")),
        ("Pause jusqu'au 2011-05-01", ("hold", "2011-05-01")),
        ("暂停至 2011-05-01", ("hold", "2011-05-01")),
        ("set delivery daily", ("set", "delivery daily")),
        ("set", ("set", "")),
        ("langue français", ("language", "français")),
        ("calendrier", ("timetable", "")),
        ("Отписаться", ("unsubscribe", "")),
        ("split 12 off topic", ("split", "12 off topic")),
        ("Détacher #12", ("split", "#12")),
        ("拆分12", ("split", "12")),
        ("put back 12", ("restore", "12")),
        ("نقل 12 تحت 5", ("move", "12 تحت 5")),
    ],
)
def test_commands_as_people_write_them(line, found):
    assert names(line) == [found]
    assert names("", f"{line}\r\n-- \r\nBob\r\n") == [found]
    assert names(f"Re: {line}") == [found]


def test_several_end_with_the_first_line_that_is_none():
    said = "who\r\ntimetable\r\n\r\nThanks a lot\r\nunsubscribe\r\n"
    assert names("", said) == [("who", ""), ("timetable", "")]
    assert names("set delivery none; language fr") == [
        ("set", "delivery none"),
        ("language", "fr"),
    ]
    assert names("who", "who\r\n") == [("who", "")]
    assert len(names("", "".join(f"get {n}\r\n" for n in range(50)))) == MOST_COMMANDS


@pytest.mark.parametrize(
    "line",
    [
        "Who decides on this?",
        "Help me with section 2",
        "",
        "unsubscribe him",
        "1 2 3",
        "split",
        "Move on to section 2",
        "Split section 2",
    ],
)
def test_a_sentence_is_no_command(line):
    assert names(line) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 under 5", (12, 5, "")),
        ("#12 under #5: off topic", (12, 5, "off topic")),
        ("12 5", (12, 5, "")),
        ("12到5", (12, 5, "")),
        ("12 right below message 5 by 3 votes", (12, 5, "by 3 votes")),
        ("١٢ تحت ٥", (12, 5, "")),
        ("12", (12, None, "")),
        ("12 a b c d e 5", (12, None, "a b c d e 5")),
        ("1234567890 5", (None, None, "1234567890 5")),
        ("under 5", (None, None, "under 5")),
    ],
)
def test_numbers_of_messages(text, found):
    assert numbers_in(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("delivery daily", ("delivery", "daily")),
        ("delivery = weekly", ("delivery", "weekly")),
        ("digest plain", ("digest_form", "plain")),
        ("own off", ("own_posts", "no")),
        ("my posts yes", ("own_posts", "yes")),
        ("envoi quotidien", ("delivery", "daily")),
        ("доставка еженедельно", ("delivery", "weekly")),
        ("投递 每日", ("delivery", "daily")),
        ("التسليم يومي", ("delivery", "daily")),
        ("delivery plain", None),
        ("own daily", None),
        ("colour red", None),
        ("delivery", None),
    ],
)
def test_options(text, found):
    assert option_in(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2011-05-01", date(2011, 5, 1)),
        ("until 1.5.2011", date(2011, 5, 1)),
        ("01/05/2011", date(2011, 5, 1)),
        ("2011年5月1日", date(2011, 5, 1)),
        ("2011-02-30", None),
        ("Friday", None),
    ],
)
def test_days(text, found):
    assert day_in(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [("fr", "fr"), ("ZH", "zh-hans"), ("中文", "zh-hans"), ("Español", "es"), ("русский", "ru"),
     ("العربية", "ar"), ("zh-Hans", "zh-hans"), ("Klingon", None), ("", None)],
)  # fmt: skip
def test_languages(text, code):
    assert language_in(text) == code


def test_no_word_asks_for_two_things():
    """Of a table the later would silently win."""
    words = tomllib.loads(resources.files("comitia.mail").joinpath("words.toml").read_text())
    asked = [(folded(word), name) for table in ("commands", "requests")
             for name, those in words[table].items() for word in those]  # fmt: skip
    names = dict(asked)
    assert all(names[word] == name for word, name in asked)


def test_every_word_is_found_as_it_is_looked_for():
    for table in (REQUESTS, OPTIONS, VALUES, THINGS):
        assert all(word == folded(word) for word in table)


@given(st.text(max_size=200), st.text(max_size=400))
def test_no_text_raises(subject, opening):
    for command in commands_in(subject, opening):
        option_in(command.rest)
        day_in(command.rest)
        language_in(command.rest)
        numbers_in(command.rest)
