"""The mailing list that the group works on, and the page where one signs up for it."""

import re
from collections.abc import Sequence

from comitia.circulars.reading.prose import Sentence
from comitia.circulars.reading.reading import Found, Sure
from comitia.papers.folding import one_line
from comitia.papers.terms import Terms

# t, the year the study period began, the parent body, the topic: t09tsag178.
_ITU_NAME = re.compile(
    r"(?<![A-Za-z0-9@/_-])(?<![A-Za-z0-9]\.)t\d{2}[a-z0-9][a-z0-9_-]{1,40}(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z0-9][A-Za-z0-9._+-]{0,63})@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})"
)
_NAME = re.compile(
    r"(?<![A-Za-z0-9@/._-])[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*(?![A-Za-z0-9@_]|-[A-Za-z])"
)
_URL = re.compile(r"(?:https?://|www\.)[!-;=?-~]{3,300}", re.IGNORECASE)
_LONGEST = 41
_LIST_DOMAIN = re.compile(r"(?:^|[.-])lists?[.-]|listserv|groups", re.IGNORECASE)
_NEVER = frozenset(
    {"e-mail", "on-line", "sign-up", "web-site", "e-mails", "co-ordination", "correo-e"}
)


def read_reflector(prose: Sequence[Sentence], terms: Terms) -> Found[str] | None:
    """The list's name, without its domain."""
    words = terms.word("words", "reflector")
    told = [sentence for sentence in prose if words.find(sentence.folded)]
    for sentence in [*told, *(each for each in prose if each not in told)]:
        raw = sentence.text.raw[sentence.start : sentence.end]
        sure, why = (Sure.CERTAIN, "list_named") if sentence in told else (Sure.LIKELY, "list_form")
        if found := _ITU_NAME.search(raw):
            # The form is the ITU's own, so one word of a list anywhere in the letter is enough.
            if told:
                sure, why = Sure.CERTAIN, "list_named"
            return _found(sentence, found.start(), found.end(), sure, why)
        for address in _ADDRESS.finditer(raw):
            if _LIST_DOMAIN.search(address[2]) or sentence in told:
                sure = sure if _LIST_DOMAIN.search(address[2]) else Sure.LIKELY
                return _found(sentence, address.start(1), address.end(1), sure, "list_address")
    for sentence in told:
        if span := _named_beside(sentence, terms):
            return _found(sentence, *span, Sure.LIKELY, "list_beside")
    return None


def _named_beside(sentence: Sentence, terms: Terms) -> tuple[int, int] | None:
    """A name in small letters with a figure or a hyphen, or in quotation marks."""
    raw = sentence.text.raw[sentence.start : sentence.end]
    blanked = _URL.sub(lambda url: " " * len(url[0]), raw)
    best = None
    for found in _NAME.finditer(blanked):
        name = found[0]
        if name in _NEVER or not 3 <= len(name) <= _LONGEST:
            continue
        quoted = blanked[found.start() - 1 : found.start()] in {
            '"',
            "\u201c",
            "\u00ab",
            "'",
            "\u2018",
        }
        if re.search(r"[a-z]\d|\d[a-z]|-\d", name) or (
            quoted and name.isascii() and " " not in name
        ):
            return found.start(), found.end()
        if "-" in name and terms.language in {"zh", "ar", "ru"}:
            best = best or (found.start(), found.end())
    return best


def _found(sentence: Sentence, start: int, end: int, sure: Sure, why: str) -> Found[str]:
    place = sentence.text.place(sentence.start + start, sentence.start + end)
    return Found(sentence.text.at(place), place, sure, why)


def read_sign_up(prose: Sequence[Sentence], terms: Terms) -> Found[str] | None:
    """The page to sign up at: the first address of the web in a sentence that speaks of one."""
    website = terms.word("words", "website")
    reflector = terms.word("words", "reflector")
    for likely in (True, False):
        for sentence in prose:
            if likely and not (website.find(sentence.folded) or reflector.find(sentence.folded)):
                continue
            raw = sentence.text.raw[sentence.start : sentence.end]
            if found := _URL.search(raw):
                url = found[0].rstrip(".,;:!?)]}'\"")
                place = sentence.text.place(
                    sentence.start + found.start(), sentence.start + found.start() + len(url)
                )
                sure = Sure.CERTAIN if likely else Sure.LIKELY
                return Found(one_line(url), place, sure, "page_named" if likely else "page_only")
    return None
