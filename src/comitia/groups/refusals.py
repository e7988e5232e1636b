"""Tells the secretariat, once a day in one mail, what it alone can mend.

That is: domains that refuse us for what we are or sent, and notices that reach nobody.
"""

from datetime import datetime, timedelta

from django.db import transaction

from comitia.groups import bounce_notices as notices
from comitia.groups.models import Bounce
from comitia.outbox import actions as outbox
from comitia.outbox.actions import Recipient
from comitia.people.queries import secretariat

# Of addresses without a seat; a seat's own are bounded by number.
KEPT = timedelta(days=90)


@transaction.atomic
def tell_of_refusals(*, at: datetime) -> int:
    """Queue the day's mail, if there is anything to tell; of how many rows it tells."""
    rows = list(
        Bounce.objects.select_for_update().filter(told=False, day__lt=at.date()).order_by("at")
    )
    Bounce.objects.filter(seat=None, told=True, at__lt=at - KEPT).delete()
    if not rows:
        return 0
    by_domain: dict[str, tuple[int, Bounce]] = {}
    for row in rows:
        if row.kind == "policy":
            domain = row.address.rpartition("@")[2].lower()
            times, _ = by_domain.get(domain, (0, row))
            by_domain[domain] = (times + row.times, row)
    refused = [(domain, times, last) for domain, (times, last) in sorted(by_domain.items())]
    unreached = [row for row in rows if row.kind != "policy"]
    for person in secretariat():
        outbox.queue(
            notice=notices.refusals(refused, unreached, person),
            to=Recipient(person.email, f"person:{person.pk}"),
            once=f"refusals:{rows[-1].pk}:{at:%Y%m%d}:{person.pk}",
            at=at,
        )
    Bounce.objects.filter(pk__in=[row.pk for row in rows]).update(told=True)
    return len(rows)
