"""Every file of the real material has an envelope, and in little time."""

import time
from pathlib import Path

from comitia.archive.envelope import read
from tests.corpus.material import members, small_sets

SECONDS_A_MESSAGE = 1.0


def test_nothing_raises_and_nothing_takes_long(shared: Path) -> None:
    count = 0
    for name, data in small_sets(shared / "data"):
        start = time.monotonic()
        envelope = read(data)
        assert time.monotonic() - start < SECONDS_A_MESSAGE, name
        envelope.subject.encode()
        assert envelope.size_bytes == len(data), name
        count += 1
    assert count > 3000


def test_list_mail_is_read_whole(shared: Path) -> None:
    """On mail of a well-kept list no field goes unread."""
    path = shared / "data" / "mail" / "usrp-users-slice.mboxrd.gz"
    for name, data in members(path):
        envelope = read(data)
        assert envelope.author.address, name
        assert envelope.sent_at, name
        assert not envelope.made_id, name
