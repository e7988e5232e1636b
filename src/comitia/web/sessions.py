"""Sessions in the database, as Django's own, looked up by a prepared query: each page asks."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from comitia.base.prepared import Prepared

_alive = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at),
    key=str,
    at=datetime,
)


class SessionStore(db.SessionStore):
    """Django's store; only how a session is found is ours."""

    def _get_session_from_db(self) -> Session | None:
        found = _alive(key=self.session_key or "", at=timezone.now())
        # Where there is none, Django says so in its own way.
        return found[0] if found else super()._get_session_from_db()  # type: ignore[misc]
