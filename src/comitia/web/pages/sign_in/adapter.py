"""How allauth speaks and sends: in our words, by our outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from comitia.base import clock
from comitia.base.ids import fresh_token
from comitia.base.languages import known_language
from comitia.outbox import actions as outbox
from comitia.outbox.compose import Notice
from comitia.people.models import Person

WAIT = _("Too many attempts. Wait a few minutes, then ask for a new code.")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks of us. Nothing it shows tells whether an address is known."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code in our newest mail."),
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people become known by joining a group, or are named by a member."""
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail, in the person's own language."""
        person = Person.objects.filter(email=email.lower()).first()
        language = known_language(person.language if person else get_language())
        with override(language):
            subject = render_to_string(f"{template_prefix}_subject.txt", context)
            text = render_to_string(f"{template_prefix}_message.txt", context)
        outbox.queue(
            notice=Notice(subject, text, language, kind="sign-in"),
            to=outbox.Recipient(email),
            once=f"sign-in:{fresh_token()}",
            at=clock.now(),
        )
