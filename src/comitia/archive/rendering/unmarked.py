"""Where the words of others begin in a reply that does not mark them, and a device signs. Pure.

Programs that write the answer above put a line or a small header over what they answer, in the
language they speak to their user. What is not surely that stays the author's.
"""

import re

MOST_LINES = 3_000
MOST_LETTERS = 300
_MOST_FOLDED = 3
# Of a line that is long and full of addresses, looking takes a while; no answer has many such.
_MOST_LOOKED_AT = 100
_MOST_HEADER_LINES = 9

# The fields of the small header, in the six languages and those of neighbours.
_FROM = re.compile(
    r"[*_]{0,2}(?:from|de|von|van|da|fra|från|lähettäjä|od|от|发件人|寄件者|寄件人|من|المرسل)"
    r"\s?[*_]{0,2}\s?[:：]",
    re.IGNORECASE,
)
_OTHER_FIELD = re.compile(
    r"""[*_]{0,2}(?:sent|date|to|cc|subject
      |envoyé(?:\ le)?|à|objet|enviado(?:\ el)?|fecha|para|asunto|data|a|oggetto|inviato
      |gesendet|datum|an|betreff|verzonden|aan|onderwerp|dato|sendt|til|emne|skickat|till|ämne
      |дата|отправлено|кому|тема|копия|发送时间|发送日期|日期|收件人|抄送|主题|寄件日期|收件者|主旨
      |التاريخ|تاريخ\ الإرسال|أرسلت|إلى|الموضوع|نسخة)\s?[*_]{0,2}\s?[:：]""",
    re.IGNORECASE | re.VERBOSE,
)
_RULE = re.compile(r"[-_=*—\s]{3,}[^-_=*—]{0,60}[-_=*—\s]*$|_{10,}$")
_WROTE = (
    r"(?:wrote|writes|a\ écrit|escribió|escreveu|schrieb|ha\ scritto|skrev|schreef|napisał\(?a?\)?"
    r"|kirjoitti|написал(?:а|\(а\))?|пишет|写道|寫道|كتب|كتبت)"
)
_ADDRESS = r"[<(\[]?\ ?(?:mailto:)?[^\s<>()\[\]@]{1,80}@[^\s<>()\[\]@]{1,80}"
_WHEN = re.compile(
    r"\d{1,2}[:.]\d{2}|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{4}年|\b(?:19|20)\d\d\b", re.IGNORECASE
)
# How such a line ends: who, by address, and that they wrote; or, after a word for "on", the latter.
_TAIL_LETTERS = 160
_ENDS_WITH_ADDRESS = re.compile(
    rf"{_ADDRESS}.{{0,20}}(?:[:：]|{_WROTE}\s*[:：]?)\s*$", re.IGNORECASE
)
_ENDS_WITH_WROTE = re.compile(rf"{_WROTE}\s*[:：]\s*$", re.IGNORECASE)
_WROTE_ADDRESS = re.compile(rf"\b{_WROTE}.*{_ADDRESS}.{{0,3}}[:：]?\s*$", re.IGNORECASE)
_ON = re.compile(
    r"(?:on|le|el|am|il|em|den|op|dnia|w\ dniu|in\ data|в|في|在)\b|在|في", re.IGNORECASE
)
_DEVICE = re.compile(
    r"""(?:sent\ (?:from|via|with|using)\ |get\ outlook\ for\ |envoyé\ (?:de(?:puis)?|à\ partir)\b
      |enviado\ (?:desde|do)\b|obtener\ outlook\ |gesendet\ (?:von|mit)\b|von\ meinem\ .*\ gesendet
      |inviato\ da|skickat\ från|verzonden\ vanaf|sendt\ fra|lähetetty\ |отправлено\ (?:с|из)\b
      |发自我?的?|來自我的|أُ?رسلت\ من|تم\ الإرسال\ من|مرسل\ من)""",
    re.IGNORECASE | re.VERBOSE,
)


def begins_at(lines: list[str]) -> int | None:
    """The line where what is answered begins, with what says whose it is; None: no such line."""
    after_blank = True
    looked_at = 0
    for at, line in enumerate(lines[:MOST_LINES]):
        text = line.strip()
        if text and after_blank and len(text) <= MOST_LETTERS:
            if (":" in text or "：" in text) and _FROM.match(text) and _is_header(lines, at):
                return _with_rule(lines, at)
            if ("@" in text or ":" in text or "：" in text) and looked_at < _MOST_LOOKED_AT:
                looked_at += 1
                if _is_attribution(lines, at):
                    return at
        after_blank = not text or bool(_RULE.match(text))
    return None


def _is_header(lines: list[str], at: int) -> bool:
    following = [line.strip() for line in lines[at + 1 : at + 1 + _MOST_HEADER_LINES]]
    return sum(1 for line in following if _OTHER_FIELD.match(line)) >= 2


def _with_rule(lines: list[str], at: int) -> int:
    """The place of the line of dashes above, where there is one."""
    above = at - 1
    while above > 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and at - above <= 2 and _RULE.match(lines[above].strip()) else at


def _is_attribution(lines: list[str], at: int) -> bool:
    """Whether a line, with those into which it was folded, says when who wrote."""
    joined = ""
    for line in lines[at : at + _MOST_FOLDED]:
        text = line.strip()
        if not text or len(joined) + len(text) > MOST_LETTERS:
            return False
        joined = f"{joined} {text}".lstrip()
        # An address or a colon is in every one of them, and in few other lines.
        if (text[-1] in ":：" or "@" in joined) and _says_who_wrote(joined):
            return True
    return False


def _says_who_wrote(line: str) -> bool:
    if not _WHEN.search(line):
        return False
    tail = line[-_TAIL_LETTERS:]
    if "@" in tail and (_ENDS_WITH_ADDRESS.search(tail) or _WROTE_ADDRESS.search(tail)):
        return True
    return bool(_ON.match(line) and _ENDS_WITH_WROTE.search(tail))


def device_signs_at(lines: list[str], end: int) -> int | None:
    """The line before `end` where a telephone tells its make; None where none does."""
    place = end - 1
    for _ in range(2):
        while place >= 0 and not lines[place].strip():
            place -= 1
        if place < 0:
            return None
        text = lines[place].strip()
        alone = place == 0 or not lines[place - 1].strip()
        if len(text) <= 100 and alone and _DEVICE.match(text):
            return place
        place -= 1
    return None
