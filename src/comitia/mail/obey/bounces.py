"""Mail to a return path of ours: count what it reports against the seat the copy was for."""

from comitia.groups import seats
from comitia.groups.models import Membership
from comitia.mail.models import Arrival
from comitia.mail.obey.letter import Done, Letter, discarded
from comitia.outbox.bounce import read
from comitia.outbox.personal import addressee, read_copy_token


def bounces(letter: Letter) -> Done:
    """A report counts only with a return path that we made for the copy it tells of."""
    copy = read_copy_token(letter.address.token)
    whom = addressee(copy) if copy else None
    if whom is None:
        return discarded("came back without a return path of ours")
    report = read(letter.data)
    if report.kind in {"none", "delayed"}:
        return discarded("no delivery report: an automatic answer, or a warning of delay")
    reason = f"{report.kind} {report.status} {report.reason}".strip()
    seat = seat_of_key(whom.key)
    if seat is not None:
        if report.kind == "complaint":
            seats.complain(seat=seat, at=letter.at)
        elif report.kind in {"permanent", "soft", "temporary"}:
            permanent = report.kind == "permanent"
            seats.bounce(seat=seat, permanent=permanent, reason=reason, at=letter.at)
    return Done(Arrival.Outcome.COUNTED, f"{whom.address}: {reason}")


def seat_of_key(key: str) -> Membership | None:
    """The seat behind a recipient's key, where it was one."""
    kind, _, number = key.partition(":")
    if kind != "membership" or not number.isdecimal():
        return None
    return (
        Membership.objects.filter(pk=int(number))
        .select_related("group__parent", "person", "entity")
        .first()
    )
