"""`comitia document export` and `read-again`: the files of a register, out and read anew."""

from pathlib import Path

import click

from comitia.base import clock
from comitia.cli.show import fail, group_or_fail
from comitia.documents import access, queries, texts
from comitia.documents.models import Series
from comitia.documents.zipped import streamed

SERIES = click.Choice(Series.values, case_sensitive=False)


@click.command()
@click.argument("group")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The ZIP to write.")
@click.option("--series", type=SERIES, default=None)
def export(group: str, output: Path, series: str | None) -> None:
    """The files of GROUP's documents as one ZIP, named by their symbols."""
    sight = access.whole(group_or_fail(group))
    members = list(queries.zip_members(sight, queries.Filter(series=(series or "").upper())))
    try:
        with output.open("wb") as file:
            for part in streamed(members):
                file.write(part)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")
    click.echo(f"{len(members)} files.", err=True)


@click.command("read-again")
@click.argument("group", required=False)
def read_again(group: str | None) -> None:
    """Let the text of each file be read anew, of GROUP or of all: as after an upgrade.

    `comitia work` does it; the texts there are serve until then. The files stay as they came.
    """
    number = texts.read_all_again(group=group_or_fail(group) if group else None, at=clock.now())
    click.echo(f"Files that wait to be read again: {number}. comitia work reads them.")
