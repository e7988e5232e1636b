"""The commands in a mail to -request@: in its subject, parted by `;`, and on its lines. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from comitia.base.languages import LANGUAGES
from comitia.mail.words import OPTIONS, REQUESTS, VALUES, command_in, folded, lines_of_reply

MOST_COMMANDS = 10
MOST_LETTERS = 300
_ANSWER = re.compile(r"^\s*(?:(?:re|aw|sv|rép|tr|回复|答复|رد)\s*[:：]\s*)+", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
# What tends threads speaks of messages by their numbers; else its words begin a sentence.
TENDING = frozenset({"split", "move", "restore"})
_NUMBER = re.compile(r"\s*#?(\d{1,9})(?!\d)[\s.:,;，。：、—–-]*")
# In Chinese the last of them stands right before the number.
_BETWEEN = re.compile(r"(?:[^\W\d]+\s+){0,3}[^\W\d]*\s*(?=#?\d)")
_ALLOWED = {
    "delivery": ("each", "daily", "weekly", "none"),
    "digest_form": ("mime", "plain"),
    "own_posts": ("yes", "no"),
    "duplicates": ("yes", "no"),
}
# Languages by what they are called, in their own words and in ours.
_LANGUAGES = {
    "ar": "ar arabic arabe árabe арабский 阿拉伯文 阿拉伯语 العربية عربي",
    "zh-hans": "zh chinese chinois chino китайский 中文 汉语 الصينية",
    "en": "en english anglais inglés английский 英文 英语 الإنجليزية",
    "fr": "fr french français francés французский 法文 法语 الفرنسية",
    "ru": "ru russian russe ruso русский 俄文 俄语 الروسية",
    "es": "es spanish espagnol español испанский 西班牙文 西班牙语 الإسبانية",
}
_LANGUAGE = {folded(word): code for code, words in _LANGUAGES.items() for word in words.split()}


@dataclass(frozen=True)
class Command:
    """What is asked, by its name in REQUESTS, and of what; `line` as it was written."""

    name: str
    rest: str
    line: str


def commands_in(subject: str, opening: str) -> list[Command]:
    """The commands, at most MOST_COMMANDS; after the first, a line that is none ends them."""
    found: list[Command] = []
    lines = [*_ANSWER.sub("", subject).split(";"), *lines_of_reply(opening)]
    for number, line in enumerate(lines):
        line = line.strip()[:MOST_LETTERS]
        name, rest = command_in(line, REQUESTS)
        # Words of several kinds begin sentences: what takes nothing after it stands alone.
        if name in TENDING and not _NUMBER.match(rest):
            name = ""
        if name in {"subscribe", "unsubscribe", "help", "who", "timetable", "resume"} and rest:
            name = ""
        if name:
            found.append(Command(name, rest, line))
        elif line and (found or number > 5):
            break
    # A mail whose subject says again what its text says asks once.
    return list(dict.fromkeys(found))[:MOST_COMMANDS]


def option_in(text: str) -> tuple[str, str] | None:
    """The option that is set and its value, by their names: (“delivery”, “daily”)."""
    option, rest = command_in(text.replace("=", " ").replace(":", " "), OPTIONS)
    if not option:
        return None
    value = VALUES.get(folded(rest), "")
    return (option, value) if value in _ALLOWED[option] else None


def day_in(text: str) -> date | None:
    """A day written 2026-12-31, 31.12.2026, 31/12/2026 or 2026年12月31日."""
    for pattern, order in ((_ISO, (0, 1, 2)), (_CHINESE, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0))):
        found = pattern.search(text)
        if found:
            parts = [int(part) for part in found.groups()]
            try:
                return date(*(parts[place] for place in order))
            except ValueError:
                return None
    return None


def number_in(text: str) -> tuple[int | None, str]:
    """The message number that `text` begins with, and what follows it."""
    found = _NUMBER.match(text)
    return (int(found[1]), text[found.end() :].strip()) if found else (None, text.strip())


def numbers_in(text: str) -> tuple[int | None, int | None, str]:
    """Of “12 under 5 off topic”: 12, 5, and “off topic”. A few words may stand between them."""
    first, rest = number_in(text)
    between = _BETWEEN.match(rest)
    if first is None or between is None:
        return first, None, rest
    second, reason = number_in(rest[between.end() :])
    return first, second, reason


def language_in(text: str) -> str | None:
    """The code of the language that is named, by its code or its name in any of the six."""
    word = folded(text)
    if word in LANGUAGES:
        return word
    return _LANGUAGE.get(word) or _LANGUAGE.get(word.split(" ")[0])
