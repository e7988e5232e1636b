"""Mail to a return path of ours: count what it reports against the seat the copy was for."""

from datetime import datetime

from django.db import transaction

from comitia.base.text import storable
from comitia.groups import bouncing
from comitia.groups.bounce_notices import REFUSALS
from comitia.groups.bouncing import CameBack
from comitia.mail.models import Arrival
from comitia.mail.obey.letter import Done, Letter, discarded
from comitia.mail.obey.proof import Proven, copy_at, copy_enclosed, copy_named
from comitia.outbox.bounce import Failure, Report, read
from comitia.outbox.bounce.judge import blames_us, judged
from comitia.outbox.bounce.traces import is_complaint
from comitia.outbox.personal import CopyRef


def bounces(letter: Letter) -> Done:
    """A report counts only with a return path that we made for the copy it tells of."""
    return count_report(letter.address.token, letter.data, at=letter.at)


def count_report(token: str, data: bytes, *, at: datetime) -> Done:
    """Count the report in `data` against the copy that `token`, or what it encloses, proves."""
    proven = copy_at(token) or copy_enclosed(data)
    if proven is None:
        return discarded("came back without a return path of ours")
    report = read(data)
    if report.kind in {"none", "delayed"}:
        return discarded("no delivery report: an automatic answer, or a warning of delay")
    return _count(proven, _about(proven.address, report), at=at)


def count_complaint(data: bytes, *, at: datetime) -> Done | None:
    """Count a complaint (RFC 5965) that came to another address; None where it is none.

    Providers send them to one address for all mail, so what it encloses must prove the copy.
    """
    if not is_complaint(data):
        return None
    report = read(data)
    if report.kind != "complaint":
        return None
    proven = copy_enclosed(data)
    if proven is None:
        return discarded("a complaint that encloses no copy of ours")
    return _count(proven, _about(proven.address, report), at=at)


@transaction.atomic
def count_refusal(*, batch_id: int, index: int, reply: str, at: datetime) -> None:
    """The relay refused a copy, or we gave up offering it: that counts as a report does."""
    proven = copy_named(CopyRef(batch_id, index), proof="relay")
    if proven is not None:
        kind, status = judged(reply, otherwise="permanent")
        _count(proven, Failure(proven.address, kind, status, reply), at=at)


def _about(address: str, report: Report) -> Failure:
    """What a report says of one address; where it names only others (the address forwards its
    mail, or is a list of theirs), the gravest it says."""
    for each in report.failures:
        if each.recipient.lower() == address.lower():
            return each
    return Failure("", report.kind, report.status, report.reason)


def _count(proven: Proven, failure: Failure, *, at: datetime) -> Done:
    if proven.seat is not None and proven.seat.address.lower() != proven.address.lower():
        return discarded("came back from an address the member no longer has")
    # Given up since they would not take it from us: no fault of the member either.
    is_ours = failure.kind == "temporary" and blames_us(failure)
    came_back = CameBack(
        kind="policy" if is_ours else failure.kind,
        status=storable(failure.status),
        reason=storable(" ".join(failure.reason.split())),
        copy=proven.copy,
        letter=proven.letter,
        queued_at=proven.queued_at,
        proof=proven.proof,
    )
    if proven.seat is not None and failure.kind == "complaint":
        bouncing.complain(seat=proven.seat, came_back=came_back, at=at)
    elif proven.seat is not None:
        bouncing.bounce(seat=proven.seat, came_back=came_back, at=at)
    elif _is_officers(proven) and came_back.kind in bouncing.WEIGHED:
        bouncing.note(address=proven.address, seat=None, came_back=came_back, at=at)
    said = f"{failure.kind} {failure.status} {failure.reason}".strip()
    return Done(Arrival.Outcome.COUNTED, f"{proven.address}: {said}")


def _is_officers(proven: Proven) -> bool:
    """Whether it was a notice to a focal point or the secretariat; but not the one that tells of
    such notices, or it would be told of for ever."""
    return proven.key.startswith("person:") and proven.letter != REFUSALS
