"""`comitia setup`: bring the data folder up to date; what each start does before it serves."""

import click
from django.conf import settings
from django.core.management import call_command

from comitia.base import clock
from comitia.config.catalogues import compile_catalogues
from comitia.glossary.actions import load_shipped


def prepare(*, quiet: bool = False) -> None:
    """Make the data folder, migrate the database, compile catalogues, gather static files, and
    load the terms of the glossary that are new.

    Safe to repeat; a second run takes well under a second.
    """
    settings.DATA.mkdir(parents=True, exist_ok=True)
    verbosity = 0 if quiet else 1
    compile_catalogues(settings.PACKAGE / "locale")
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=0)
    load_shipped(at=clock.now())
    call_command("collectstatic", interactive=False, verbosity=0)


@click.command()
def setup() -> None:
    """Make or upgrade the data folder: database, catalogues, static files."""
    prepare()
    click.echo(f"Ready: {settings.DATA}")
