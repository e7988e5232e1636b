"""Each message of the archive can be found by its words."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _

from comitia.archive import index
from comitia.archive.models import Message
from comitia.reconcile.check import Check, Found, every
from comitia.search.store import Unusable

log = logging.getLogger(__name__)


def not_indexed(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Messages that this node's index does not know. Without an index that is all of them."""
    try:
        there = index.store().present(keys)
    except Unusable:
        there = set()
    lost = Message.objects.filter(pk__in=[key for key in keys if key not in there])
    for pk, name, number in lost.order_by("pk").values_list("pk", "group__name", "number"):
        yield Found(pk, {"group": name, "number": number}, name)


def index_again(keys: Sequence[int], at: datetime) -> None:
    """Index these messages. Where there is no index, whoever follows the archive builds one."""
    try:
        index.index_again(keys)
    except Unusable:
        log.warning("there is no index; comitia work builds it anew")


CHECKS = (
    Check(
        "message-not-indexed",
        _("Message %(number)s of %(group)s cannot be found by searching."),
        _("Mend it: it is indexed again. Where very many are missing, run: comitia reindex"),
        not_indexed,
        every(Message),
        index_again,
    ),
)
