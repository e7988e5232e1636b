"""What `comitia doctor` looks at: one small check each, with advice a person can follow."""

import os
import shutil
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from comitia.base import clock
from comitia.base.dns import Dns, Unanswered, system_dns
from comitia.documents.publish.fonts import missing_packages
from comitia.outbox import keyring
from comitia.outbox.deliver.access import access, try_out
from comitia.reconcile.models import Finding as Disagreement

OLDEST_KEY = timedelta(days=366)
LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `serious` ones make the command fail; others are worth knowing."""

    what: str
    good: bool
    advice: str = ""
    serious: bool = True

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def examine() -> list[Finding]:
    """Look at everything; never raises."""
    return [finding for check in CHECKS for finding in check()]


def data_folder() -> Iterator[Finding]:
    folder: Path = settings.DATA
    if not folder.is_dir():
        yield Finding(f"There is no data folder {folder}.", False, "Run: comitia setup")
        return
    writable = os.access(folder, os.W_OK)
    yield Finding(
        f"The data folder is {folder}.",
        writable,
        "" if writable else "This account may not write there; give it the folder (chown).",
    )
    free = shutil.disk_usage(folder).free
    enough = free >= LEAST_FREE_BYTES
    yield Finding(
        f"{free // 1_000_000} MB are free on its disk.",
        enough,
        "" if enough else "New mail will soon be put off with 4xx; make room.",
    )
    key = folder / "secret-key"
    if key.exists():
        private = key.stat().st_mode & 0o077 == 0
        yield Finding(
            "Only this account can read the secret key."
            if private
            else "Others can read the secret key.",
            private,
            "" if private else f"Run: chmod 600 {key}",
        )


def database() -> Iterator[Finding]:
    engine = connection.vendor
    try:
        waiting = MigrationExecutor(connection).migration_plan(
            MigrationExecutor(connection).loader.graph.leaf_nodes()
        )
    except DatabaseError as error:
        yield Finding(
            f"The {engine} database cannot be reached: {error}",
            False,
            "Check COMITIA_DATABASE and that its server runs.",
        )
        return
    yield Finding(
        f"The {engine} database is up to date."
        if not waiting
        else f"{len(waiting)} migrations wait for the {engine} database.",
        not waiting,
        "Run: comitia setup" if waiting else "",
    )


def relay() -> Iterator[Finding]:
    if settings.SINK:
        yield Finding(
            "Outgoing mail is kept in the sink and reaches nobody.",
            settings.DEMO,
            "" if settings.DEMO else "Unset COMITIA_SINK when you go into service.",
            serious=False,
        )
        return
    reached = access()
    try:
        greeting = try_out(reached, settings.MAIL_DOMAIN)
    except smtplib.SMTPAuthenticationError as error:
        said = error.smtp_error
        yield Finding(
            f"The relay {settings.RELAY} does not let {reached.user} in: {error.smtp_code}"
            f" {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}",
            False,
            "Mail waits in the outbox. Check COMITIA_RELAY_USER and COMITIA_RELAY_PASSWORD.",
        )
    except ssl.SSLError as error:
        yield Finding(
            f"TLS with the relay {settings.RELAY} fails: {error}.",
            False,
            "Name the relay as its certificate does, name its authority in SSL_CERT_FILE,"
            " or choose another COMITIA_RELAY_TLS.",
        )
    except OSError as error:
        yield Finding(
            f"The relay {settings.RELAY} cannot be used: {error}.",
            False,
            "Mail waits in the outbox until it can. Start it, or check COMITIA_RELAY.",
        )
    else:
        yield Finding(f"The relay {settings.RELAY} answers: {greeting.partition(chr(10))[0]}", True)


def combinations() -> Iterator[Finding]:
    """Settings that are each fine and together are not."""
    base = urlsplit(settings.BASE_URL)
    if base.scheme not in {"http", "https"} or not base.hostname:
        yield Finding(
            f"COMITIA_BASE_URL is {settings.BASE_URL!r}.", False, "Use https://HOST, no path."
        )
    elif base.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield Finding(
            f"Links lead to {base.hostname}, which COMITIA_HOSTS does not list.",
            False,
            f"Add {base.hostname} to COMITIA_HOSTS; until then each link ends in error 400.",
        )
    public = base.hostname not in {"127.0.0.1", "localhost", "::1"}
    if public and base.scheme == "http":
        yield Finding(
            "Pages are public without TLS.",
            False,
            "Put a proxy with a certificate in front and set COMITIA_BASE_URL=https://…",
        )
    if settings.DEBUG and public:
        yield Finding("Debug pages show secrets to the public.", False, "Unset COMITIA_DEBUG.")
    if settings.DEMO and public:
        yield Finding(
            "The example lets anybody read codes to sign in.", False, "Unset COMITIA_DEMO."
        )
    doors = [str(settings.HTTP), str(settings.LMTP), str(settings.SMTP)]
    if len(set(doors)) < len(doors):
        yield Finding(
            f"Two doors share one address: {', '.join(doors)}.",
            False,
            "Give COMITIA_HTTP, COMITIA_LMTP and COMITIA_SMTP a port each.",
        )
    if not settings.SINK and str(settings.RELAY) in {str(settings.LMTP), str(settings.SMTP)}:
        yield Finding(
            "The relay is our own mail door: mail would go round in circles.",
            False,
            "Set COMITIA_RELAY to the mail server that sends out.",
        )
    if bool(settings.RELAY_USER) != bool(settings.RELAY_PASSWORD):
        yield Finding(
            "To sign in at the relay takes a user and a password; only one is set.",
            False,
            "Set both COMITIA_RELAY_USER and COMITIA_RELAY_PASSWORD, or neither.",
        )
    if 0 < settings.PEER_RECIPIENTS < settings.PEER_MESSAGES:
        yield Finding(
            "One address may bring more messages a minute than recipients; each has one at least.",
            False,
            "Set COMITIA_PEER_RECIPIENTS to COMITIA_PEER_MESSAGES or more, or either to 0.",
        )
    if settings.MAIL_DOMAIN.endswith(".example") and public:
        yield Finding(
            f"The mail domain is still {settings.MAIL_DOMAIN}.",
            False,
            "Set COMITIA_MAIL_DOMAIN to the domain of your groups' addresses.",
        )
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        yield Finding(
            f"There is no time zone {settings.TIME_ZONE!r}.",
            False,
            "Set COMITIA_TIME_ZONE to a name such as Europe/Zurich.",
        )


def catalogues() -> Iterator[Finding]:
    stale = [
        po
        for po in (settings.PACKAGE / "locale").glob("*/LC_MESSAGES/*.po")
        if not po.with_suffix(".mo").exists()
    ]
    yield Finding(
        "All languages are compiled."
        if not stale
        else f"Not compiled: {', '.join(po.parents[1].name for po in stale)}.",
        not stale,
        "Run: comitia setup" if stale else "",
    )


def fonts() -> Iterator[Finding]:
    packages = missing_packages()
    yield Finding(
        f"Fonts for PDF are missing: {', '.join(packages)}."
        if packages
        else "The fonts for PDF are there.",
        not packages,
        f"Run: apt-get install {' '.join(packages)}; or name their folders in COMITIA_FONTS."
        if packages
        else "",
        serious=False,
    )


def tls() -> Iterator[Finding]:
    certificate, key = settings.TLS_CERTIFICATE, settings.TLS_KEY
    if not certificate and not key:
        return
    if not (certificate and key):
        missing = "COMITIA_TLS_KEY" if certificate else "COMITIA_TLS_CERTIFICATE"
        yield Finding("The mail doors offer no STARTTLS.", False, f"Set {missing} too.")
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        yield Finding(
            f"The TLS certificate {certificate} and its key {key} cannot be used: {error}.",
            False,
            "Name a certificate and the key it was made for, both PEM files that Comitia may read.",
        )
    else:
        yield Finding(f"The mail doors offer STARTTLS with {certificate}.", True)


def signing() -> Iterator[Finding]:
    """Whether readers' systems can know our mail for ours."""
    if settings.SINK:
        return
    domain = settings.MAIL_DOMAIN
    try:
        everything = keyring.all_keys(settings.DATA / "dkim", domain)
    except (OSError, ValueError) as error:
        yield Finding(f"The signing keys cannot be read: {error}.", False, "Move that file away.")
        return
    in_use = [each for each in everything if each.state is keyring.State.IN_USE]
    if not in_use:
        yield Finding(
            "Mail leaves unsigned; large providers refuse it.", False, "Run: comitia dkim new",
            serious=False,
        )  # fmt: skip
    # Names that exist nowhere (RFC 2606) are not asked for.
    dns = (
        None
        if domain.rpartition(".")[2] in {"example", "invalid", "test", "localhost"}
        else (system_dns())
    )
    for each in in_use:
        yield from _signing_key(each, keyring.published(each.key, dns))
    if dns is not None:
        yield from _policies(domain, dns)


def _signing_key(kept: keyring.KeptKey, seen: keyring.Published) -> Iterator[Finding]:
    selector = kept.key.selector
    missing = seen in {keyring.Published.NO, keyring.Published.OTHER}
    yield Finding(
        f"Mail is signed with {selector} ({kept.key.algorithm}); its record: {seen}.",
        not missing,
        "Publish what this prints: comitia dkim dns" if missing else "",
    )
    if clock.now() - kept.since > OLDEST_KEY:
        yield Finding(
            f"{selector} has signed for over a year.", False, "Run: comitia dkim rotate",
            serious=False,
        )  # fmt: skip


def _policies(domain: str, dns: Dns) -> Iterator[Finding]:
    """SPF and DMARC of the mail domain, without which large providers trust nobody."""
    for name, mark, advice in (
        (domain, "v=spf1", f'Publish for {domain}: "v=spf1 mx -all", with the relay that sends.'),
        (f"_dmarc.{domain}", "v=DMARC1", f'Publish for _dmarc.{domain}: "v=DMARC1; p=none".'),
    ):
        try:
            texts = dns.look_up(name, "TXT", keyring.LOOKUP_SECONDS)
        except Unanswered:
            continue
        there = any(text.startswith(mark) for text in texts)
        yield Finding(
            f"{name} {'has' if there else 'lacks'} a record that begins {mark}.",
            there,
            "" if there else advice,
            serious=False,
        )


def agreement() -> Iterator[Finding]:
    """What the standing check found (docs/reconciliation.md); it is not looked at anew here."""
    try:
        number = Disagreement.objects.filter(confirmed_at__isnull=False).count()
    except DatabaseError:
        return  # What is wrong with the database is said above.
    yield Finding(
        f"{number} things do not agree between mail, archive, ledger, index and outbox."
        if number
        else "Mail, archive, ledger, index and outbox were found to agree.",
        number == 0,
        "Run: comitia doctor --reconcile" if number else "",
    )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    data_folder,
    database,
    relay,
    combinations,
    tls,
    signing,
    agreement,
    catalogues,
    fonts,
)
