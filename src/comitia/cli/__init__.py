"""The command-line door: each command calls one verb or query and prints what it gives."""

import os

import click


@click.group()
def main() -> None:
    """Run correspondence groups end to end, e-mail first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comitia.config.settings")
