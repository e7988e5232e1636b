"""`comitia dkim`: the keys that sign our mail: made, published, used, retired."""

from collections.abc import Sequence
from pathlib import Path

import click
from django.conf import settings

from comitia.base import clock
from comitia.base.dns import system_dns
from comitia.cli.show import fail, rows
from comitia.outbox import keyring
from comitia.outbox.dkim import Key
from comitia.outbox.keyring import KeptKey, KeyRefusal, Published, State

KINDS = {"rsa": ("rsa",), "ed25519": ("ed25519",), "both": ("rsa", "ed25519")}


@click.group()
def dkim() -> None:
    """Sign mail, so that its readers' systems know it for ours."""


def _folder() -> Path:
    return Path(settings.DATA) / "dkim"


def _everything() -> list[KeptKey]:
    try:
        return keyring.all_keys(_folder(), settings.MAIL_DOMAIN)
    except ValueError as error:
        fail(f"{error}. Move that file away.")


@dkim.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_keys(as_json: bool) -> None:
    """The keys, whether each signs, and what DNS shows of it."""
    dns = system_dns()
    found = [
        {
            "selector": each.key.selector,
            "algorithm": each.key.algorithm,
            "state": each.state.value,
            "since": f"{each.since:%Y-%m-%d}",
            "dns": keyring.published(each.key, dns).value,
            "record_may_go": f"{each.record_may_go:%Y-%m-%d}" if each.record_may_go else None,
        }
        for each in _everything()
    ]
    rows(
        found, as_json=as_json, empty="There is no key; mail leaves unsigned. Run: comitia dkim new"
    )


@dkim.command()
@click.option("--kind", type=click.Choice(list(KINDS)), default="both", show_default=True)
@click.option("--now", is_flag=True, help="Sign with them at once, published or not.")
def new(kind: str, now: bool) -> None:
    """Make keys and print the DNS records to publish. They sign once DNS shows them."""
    before = _everything()
    made = keyring.make(_folder(), settings.MAIL_DOMAIN, KINDS[kind], at=clock.now())
    _print_records(made)
    if now:
        selectors = {key.selector for key in made}
        fresh = [each for each in _everything() if each.key.selector in selectors]
        _use(fresh, before)
    else:
        click.echo("\nThey sign within an hour of being seen in DNS; or run: comitia dkim rotate")


@dkim.command()
def dns() -> None:
    """Print the DNS records of all keys that sign or will."""
    kept = [each.key for each in _everything() if each.state is not State.RETIRED]
    if not kept:
        fail("There is no key. Run: comitia dkim new")
    _print_records(kept)


def _print_records(keys: Sequence[Key]) -> None:
    click.echo(f"Publish in the zone of {settings.MAIL_DOMAIN}:\n")
    for key in keys:
        click.echo(keyring.zone_line(key))


@dkim.command()
@click.option("--now", is_flag=True, help="Without looking whether DNS shows them.")
def rotate(now: bool) -> None:
    """Sign with the fresh keys and retire those before; make fresh ones where there are none."""
    everything = _everything()
    fresh = [each for each in everything if each.state is State.FRESH]
    if not fresh:
        kinds = sorted({"rsa" if "rsa" in each.key.algorithm else "ed25519" for each in everything})
        made = keyring.make(_folder(), settings.MAIL_DOMAIN, kinds or KINDS["both"], at=clock.now())
        _print_records(made)
        click.echo("\nPublish these, then run this again.")
        return
    if not now:
        resolver = system_dns()
        for each in fresh:
            seen = keyring.published(each.key, resolver)
            if seen is not Published.YES:
                fail(
                    f"{keyring.name_of(each.key)}: {seen}. Publish it (comitia dkim dns), wait"
                    " until DNS shows it, or use --now."
                )
    _use(fresh, everything)


def _use(fresh: Sequence[KeptKey], everything: Sequence[KeptKey]) -> None:
    old = keyring.use(_folder(), fresh, everything=everything)
    click.echo(f"Signing: {', '.join(each.key.selector for each in fresh)}.")
    if old:
        day = clock.now() + keyring.RECORD_STAYS
        names = ", ".join(key.selector for key in old)
        click.echo(f"Retired: {names}. Keep their records until {day:%Y-%m-%d}.")


@dkim.command()
@click.argument("selector")
@click.option("--forget", is_flag=True, help="Throw a retired key away; its record may go too.")
def retire(selector: str, forget: bool) -> None:
    """Sign with SELECTOR no more."""
    everything = _everything()
    kept = next((each for each in everything if each.key.selector == selector), None)
    if kept is None:
        known = ", ".join(each.key.selector for each in everything) or "none"
        fail(f"There is no key {selector}. There are: {known}.")
    try:
        if forget:
            keyring.forget(_folder(), kept, at=clock.now())
            click.echo(f"{selector} is gone. Remove {keyring.name_of(kept.key)} from DNS.")
            return
        keyring.retire(_folder(), kept)
    except KeyRefusal as why:
        fail(str(why))
    signing = [each for each in everything if each.state is State.IN_USE and each is not kept]
    click.echo(f"{selector} signs no more.")
    if not signing:
        click.echo("No key is left: mail leaves unsigned. Run: comitia dkim new --now")
