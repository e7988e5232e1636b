"""What `comitia work` does for the outbox besides sending."""

import logging

from django.conf import settings

from comitia.base.dns import system_dns
from comitia.outbox import keyring

log = logging.getLogger(__name__)


def use_published_keys() -> None:
    """Sign with fresh keys once DNS shows all of them; retire those before."""
    folder, dns = settings.DATA / "dkim", system_dns()
    everything = keyring.all_keys(folder, settings.MAIL_DOMAIN)
    fresh = [each for each in everything if each.state is keyring.State.FRESH]
    if not fresh or any(
        keyring.published(each.key, dns) is not keyring.Published.YES for each in fresh
    ):
        return
    old = keyring.use(folder, fresh, everything=everything)
    log.info(
        "mail is signed with %s now, and no more with %s",
        ", ".join(each.key.selector for each in fresh),
        ", ".join(key.selector for key in old) or "none before",
    )
