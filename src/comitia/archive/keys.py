"""Keys of the index: what stands behind them, and those that the words of a question stand for."""

from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from comitia.archive.models import Message
from comitia.base.prepared import Prepared
from comitia.config.searched import SEARCHED
from comitia.groups.models import Group
from comitia.search.ask import Ask
from comitia.search.find import Known, Scope
from comitia.search.schema import key_of, own_key
from comitia.search.sources import Thing

MAIL_SOURCE = 0
MOST_NAMED = 5
# Of a thread that is asked for, so many messages are found at most.
MOST_MESSAGES = 5_000
# What results show of a message.
_SHOWN = (
    "number", "message_id", "subject", "from_name", "from_address", "received_at", "dated_at",
    "redacted_at", "redaction_reason", "raw__packed", "raw__size_bytes", "group__name",
    "entity__name", "entity__acronym",
)  # fmt: skip
# As many as stand on a page, asked for at once; fewer are asked for with none besides.
AT_ONCE = 20
_shown = Prepared(
    lambda **keys: (
        Message.objects.filter(pk__in=list(keys.values()))
        .select_related("group", "entity", "raw")
        .only(*_SHOWN)
    ),
    **{f"key{place}": int for place in range(AT_ONCE)},
)


def _messages_shown(keys: Sequence[int]) -> Iterator[Message]:
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        asked = [*part, *[0] * (AT_ONCE - len(part))]
        yield from _shown(**{f"key{place}": key for place, key in enumerate(asked)})


def things_of(keys: Sequence[int]) -> tuple[dict[int, Message], dict[int, Thing]]:
    """The messages and the other things that these are the keys of, as far as they are there."""
    own: dict[int, list[int]] = {}
    for key in keys:
        number, inside = own_key(key)
        own.setdefault(number, []).append(inside)
    messages = {each.pk: each for each in _messages_shown(own.get(MAIL_SOURCE, []))}
    things = {
        key_of(source.number, thing.key): thing
        for source in SEARCHED
        if source.number in own
        for thing in source.gives.things(own[source.number])
    }
    return messages, things


def known(ask: Ask, scope: Scope) -> tuple[Known, tuple[str, ...]]:
    """The keys that groups, threads and Message-IDs in a question stand for, and what to say of it.

    What may not be seen may be among them: it is not found for that.
    """
    fields = ("group", "thread", "id")
    named = [each for each in ask.clauses(unwanted=True) if each.field in fields]
    named.sort(key=lambda each: fields.index(each.field))
    notes = []
    if len(named) > MOST_NAMED:
        sentence = _("Only the first %(count)s of groups, threads and Message-IDs were used.")
        notes.append(sentence % {"count": MOST_NAMED})
    within = set(scope.within or ())
    found: dict[tuple[str, str], Collection[int]] = {}
    for clause in named[:MOST_NAMED]:
        keys: Collection[int]
        if clause.field == "group":
            keys = _groups(clause.value)
            within.update(keys)
        elif clause.field == "id":
            keys = _messages(clause.value)
        else:
            # With one group to read there is no question which.
            groups = within or (scope.groups if len(scope.groups) == 1 else set())
            keys = _thread(clause.value, groups)
            if not groups:
                sentence = _("Thread %(number)s of which group? Write it too, as in group:NAME.")
                notes.append(sentence % {"number": clause.value[:20]})
        found[clause.field, clause.value] = keys
    return found, tuple(notes)


def _groups(name: str) -> list[int]:
    return list(Group.objects.filter(name=name.lower()).values_list("pk", flat=True))


def _messages(message_id: str) -> list[int]:
    rows = Message.objects.filter(message_id=message_id.strip("<>"))
    return list(rows.values_list("pk", flat=True)[:MOST_MESSAGES])


def _thread(number: str, groups: Collection[int]) -> list[int]:
    """The messages of the threads that hold the message of this number."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return []
    holding = Message.objects.filter(group__in=groups, number=int(number))
    threads = list(holding.values_list("thread", flat=True)[:MOST_NAMED])
    rows = Message.objects.filter(thread__in=threads).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:MOST_MESSAGES])
