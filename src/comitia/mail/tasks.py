"""What `comitia work` does for the road: one arrival at a time, and what nobody decided on."""

import logging
from datetime import timedelta

from comitia.base import clock
from comitia.base.dns import system_dns
from comitia.groups.models import Group
from comitia.jobs.task import Task
from comitia.jobs.worker import Park
from comitia.mail import actions
from comitia.mail import restored as restoring
from comitia.mail.delivery import end_pauses
from comitia.mail.digests.run import send, start_due
from comitia.mail.models import Arrival, AutoReply
from comitia.mail.moderate.waiting import expire, remind
from comitia.mail.obey.bounces import count_refusal

log = logging.getLogger(__name__)


def _arrival(arrival_id: int) -> Arrival:
    try:
        return Arrival.objects.select_related("raw").get(pk=arrival_id)
    except Arrival.DoesNotExist:
        raise Park(f"there is no arrival {arrival_id}") from None


def _look(arrival_id: int) -> tuple[Arrival, actions.Seen]:
    arrival = _arrival(arrival_id)
    return arrival, actions.look(arrival, dns=system_dns())


def _go(prepared: tuple[Arrival, actions.Seen], arrival_id: int) -> None:
    arrival, seen = prepared
    try:
        actions.travel(arrival=arrival, seen=seen, at=clock.now())
    except actions.NoSuchAddress as why:
        raise Park(str(why)) from why


def _parked(reason: str, arrival_id: int) -> None:
    actions.park(arrival=Arrival(pk=arrival_id), reason=reason)


travel = Task(prepare=_look, act=_go, parked=_parked)


def copy_bounced(batch_id: int, index: int, reply: str) -> None:
    """The relay itself refused a recipient: that counts as a bounce does."""
    count_refusal(batch_id=batch_id, index=index, reply=reply, at=clock.now())


def restored(suspension_id: int) -> None:
    """Tell a member whose mail works again what they missed."""
    restoring.welcome_back(suspension_id=suspension_id, at=clock.now())


def start_digests() -> None:
    """Let each group's digests wait that are due."""
    start_due(at=clock.now())


def send_digest(group_id: int, period: str) -> None:
    """Send the digests of one group."""
    send(group=Group.objects.get(pk=group_id), period=period, at=clock.now())


def welcome_back() -> None:
    """Tell those whose pause is over what they have not had."""
    end_pauses(at=clock.now())


def expire_held() -> None:
    """Ask moderators again, send back what none decided on; forget to whom we answered long ago."""
    expire(at=clock.now())
    remind(at=clock.now())
    AutoReply.objects.filter(day__lt=clock.now().date() - timedelta(days=7)).delete()
