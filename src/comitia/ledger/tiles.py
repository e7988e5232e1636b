"""The ledger as static tiles (C2SP tlog-tiles): 256 hashes wide, eight levels of the tree high.

Only hashes are published; what the entries say is shown to those whom access lets read it.
"""

import re

from comitia.ledger.models import Entry, Node

HEIGHT = 8
WIDTH = 1 << HEIGHT
PATH = re.compile(r"(?P<level>\d{1,2})/(?P<number>(?:x\d{3}/){0,5}\d{3})(?:\.p/(?P<part>\d{1,3}))?")


def tile(path: str) -> bytes | None:
    """The bytes at tile/<path>, as `0/x001/234` or `1/000.p/17`; None where there is none."""
    found = PATH.fullmatch(path)
    if found is None:
        return None
    level = int(found["level"])
    number = int(found["number"].replace("x", "").replace("/", ""))
    width = int(found["part"]) if found["part"] else WIDTH
    if level > 7 or not 1 <= width <= WIDTH or found["part"] == str(WIDTH):
        return None
    size = Entry.objects.filter(position__isnull=False).count()
    if (number * WIDTH + width) << (level * HEIGHT) > size:
        return None
    first = number * WIDTH
    hashes = (
        Node.objects.filter(level=level * HEIGHT, number__gte=first, number__lt=first + width)
        .order_by("number")
        .values_list("hash", flat=True)
    )
    return b"".join(bytes(hash) for hash in hashes)
