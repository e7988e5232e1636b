"""The register: numbers without gaps in each series, and files that are the bytes that came."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, Max
from django.utils.translation import gettext_noop as _

from comitia.base.packing import Damaged
from comitia.documents.filing import content_of
from comitia.documents.models import Counter, Document, File
from comitia.reconcile.check import Check, Found, every

FILES_PAGE = 20


def numbers_with_gaps(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Series whose documents are not 1, 2, 3 … up to the last number given."""
    for counter in Counter.objects.filter(pk__in=keys).select_related("group").order_by("pk"):
        rows = Document.objects.filter(group=counter.group, series=counter.series)
        there = rows.exclude(number=None).aggregate(count=Count("pk"), last=Max("number"))
        if there["count"] == counter.last == (there["last"] or 0):
            continue
        facts = {
            "group": counter.group.name,
            "series": counter.series,
            "last": counter.last,
            "count": there["count"],
        }
        yield Found(counter.pk, facts, counter.group.name)


def altered(keys: Sequence[int], at: datetime) -> Iterator[Found]:
    """Files whose bytes are not those that came, by their hash."""
    for file in File.objects.filter(pk__in=keys).order_by("pk").iterator(chunk_size=5):
        try:
            data = content_of(file)
            sound = len(data) == file.size_bytes and sha256(data).hexdigest() == file.sha256
        except Damaged:
            sound = False
        if not sound:
            names = file.versions.values_list("name", "issue__document__group__name")[:3]
            where = ", ".join(f"{name} ({group})" for name, group in names)
            yield Found(file.pk, {"hash": file.sha256[:16], "where": where or "-"})


CHECKS = (
    Check(
        "document-number-missing",
        _(
            "In %(group)s %(last)s documents of the series %(series)s were given numbers, and"
            " %(count)s are there."
        ),
        _("Restore the database from a backup: a document was taken out of the register."),
        numbers_with_gaps,
        every(Counter),
        small=True,
    ),
    Check(
        "file-altered",
        _("The bytes of a document are not those that came (%(where)s, hash %(hash)s)."),
        _("Restore the database from a backup; the ledger proves which bytes are the right ones."),
        altered,
        every(File),
        page=FILES_PAGE,
    ),
)
