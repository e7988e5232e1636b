"""Other questions, where one finds nothing: with words that do occur in place of some that do not.

Words are taken only out of what the asker may read, so that none of a closed group gets out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localtime

from comitia.archive.extracts import extracts
from comitia.archive.keys import known, things_of
from comitia.archive.texts import renderings
from comitia.search.ask import NAMES, TEXTS, Ask, Clause, read
from comitia.search.find import Scope, find
from comitia.search.spelling import closest, near
from comitia.search.store import Store

MOST_WORDS = 2


def guesses(text: str, ask: Ask, scope: Scope, index: Store, *, at: datetime) -> tuple[str, ...]:
    """Questions much like `text`, each of which finds something. Raises Unusable."""
    lost = [each for each in ask.clauses() if _is_word(each) and not _is_found(each, scope, index)]
    choices = [text]
    # From the end, so that the places of those before stay what they are.
    for clause in sorted(lost, key=lambda each: -each.span[0])[:MOST_WORDS]:
        likely = closest(clause.value, _texts(near(index, clause, scope), clause))
        begin, end = clause.span
        before, _, after = text[begin:end].partition(clause.value)
        first = choices[0]
        choices = [first[:begin] + before + each + after + first[end:] for each in likely]
        if not choices:
            return ()
    return tuple(each for each in choices if each != text and _finds(each, scope, index, at))


def _is_word(clause: Clause) -> bool:
    return clause.field in TEXTS | NAMES and not clause.prefix and " " not in clause.value


def _is_found(clause: Clause, scope: Scope, index: Store) -> bool:
    # Not by most of its pairs, if it is Chinese.
    return find(index, Ask(replace(clause, is_phrase=True)), scope, limit=1).count > 0


def _finds(text: str, scope: Scope, index: Store, at: datetime) -> bool:
    ask = read(text, at=localtime(at))
    keys, _notes = known(ask, scope)
    return find(index, ask, scope, known=keys, limit=1).count > 0


def _texts(keys: Sequence[int], clause: Clause) -> Iterable[str]:
    """What may hold a word like that of the clause, in these things."""
    messages, things = things_of(keys)
    for thing in things.values():
        yield f"{thing.title}\n{thing.by}\n{thing.text}"
    if clause.field in TEXTS:
        texts = extracts(messages.values())
        for key, message in messages.items():
            yield f"{message.subject}\n{texts.get(key, '')}"
    elif clause.field == "recipient":
        for each in renderings(list(messages.values())).values():
            yield "\n".join(name for name, _ in each.recipients if "@" not in name)
    else:
        for message in messages.values():
            yield "" if "@" in message.from_name else message.from_name
            yield f"{message.entity.acronym} {message.entity.name}" if message.entity else ""
