"""Who asks: by a personal token, by the session of a browser, or nobody; and how often they may."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from comitia.api.problems import BadToken, NoFormSecret, SignInNeeded, TooOften
from comitia.base import clock
from comitia.base.rate import Rate
from comitia.people.models import Person
from comitia.people.tokens import bearer_of

_rates: dict[int, Rate] = {}


class Asker(HttpBearer):
    """Tells who asks; the public, where no token and no session says otherwise.

    A token that is none is an error and not the public, so that a program notices. With a session
    a request that changes something needs the form's own secret, as any form of ours does.
    """

    def __call__(self, request: HttpRequest) -> Any:
        if request.headers.get(self.header):
            who: Any = super().__call__(request)
            if not isinstance(who, Person):
                raise BadToken
        else:
            who = request.user if isinstance(request.user, Person) else None
            if who is not None and request.method not in {"GET", "HEAD"} and check_csrf(request):
                raise NoFormSecret
        _count(request, who)
        request.user = who or request.user
        # Ninja takes what is false for a refusal.
        return who or "public"

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person whose token this is."""
        return bearer_of(token.strip(), at=clock.now())


def asker(request: HttpRequest) -> Person | None:
    """The person who asks, or None for the public."""
    return request.user if isinstance(request.user, Person) else None


def known_asker(request: HttpRequest) -> Person:
    """The person who asks. Raises SignInNeeded for the public."""
    person = asker(request)
    if person is None:
        raise SignInNeeded
    return person


def _count(request: HttpRequest, who: Person | None) -> None:
    """Take one of those that this person, or this address, may ask in a minute."""
    per_minute = settings.API_REQUESTS
    rate = _rates.setdefault(per_minute, Rate(per_minute))
    name = f"person:{who.pk}" if who else str(request.META.get("REMOTE_ADDR", ""))
    if not rate.take(name, now=time.monotonic()):
        raise TooOften
