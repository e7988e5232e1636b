"""Which station obeys mail for which purpose."""

from collections.abc import Callable, Mapping

from django.utils.module_loading import import_string

from comitia.config.stations import STATIONS
from comitia.mail.addresses import Purpose
from comitia.mail.obey.bounces import bounces
from comitia.mail.obey.decide import moderate, validate
from comitia.mail.obey.join import confirm, join
from comitia.mail.obey.leave import leave
from comitia.mail.obey.letter import Done, Letter
from comitia.mail.obey.owner import owner
from comitia.mail.obey.request import request

OBEY: Mapping[Purpose, Callable[[Letter], Done]] = {
    Purpose.JOIN: join,
    Purpose.CONFIRM: confirm,
    Purpose.LEAVE: leave,
    Purpose.OWNER: owner,
    Purpose.BOUNCES: bounces,
    Purpose.REQUEST: request,
    Purpose.VALIDATE: validate,
    Purpose.MODERATE: moderate,
}


def station_for(purpose: Purpose) -> Callable[[Letter], Done] | None:
    """What obeys mail for a purpose: one of ours, or of a store above us (config.stations)."""
    if purpose in OBEY:
        return OBEY[purpose]
    path = STATIONS.get(purpose.value)
    if path is None:
        return None
    station: Callable[[Letter], Done] = import_string(path)
    return station
