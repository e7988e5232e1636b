"""`comitia document export` and `read-again`: the files of a register, out and read anew."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from comitia.base import clock
from comitia.cli.show import fail, group_or_fail, rows
from comitia.documents import access, queries, texts
from comitia.documents.models import Document, File, Series
from comitia.documents.symbols import symbol_of_issue
from comitia.documents.zipped import streamed
from comitia.groups.models import Group
from comitia.people.access import Hidden

SERIES = click.Choice(Series.values, case_sensitive=False)
# Why a file has no text, by the codes of papers.refusals, and what can be done.
REFUSED = {
    "cannot_read": "It cannot be read. Its author can submit it in another format.",
    "empty": "There is no text in it, as in a scan. Its author can submit it as text.",
    "too_large": "It is larger than what is read. Its author can submit it in parts.",
    "encrypted": "It is locked by a password. Its author can submit it without.",
    "damaged": "It is damaged, or not what its name says. Its author can submit it anew.",
    "too_much_work": "Reading it took more time or memory than is given, and was stopped.",
    "unknown_kind": "The text of such files is not taken out.",
    texts.LOST: "Its bytes are damaged in the database. Restore them from a backup.",
}


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
@click.argument("symbol", required=False)
@click.option("--now", "is_now", is_flag=True, help="Read here, and name what cannot be read.")
@click.option("--json", "as_json", is_flag=True, help="With --now: one JSON object per such file.")
def read_again(group: str | None, symbol: str | None, is_now: bool, as_json: bool) -> None:
    """Let the text of each file be read anew, of all, of GROUP, or of its document SYMBOL.

    As after an upgrade. `comitia work` does it; the texts there are serve until then, and the
    files stay as they came. With --now, status 1 where one could not be read.
    """
    of = group_or_fail(group) if group else None
    ids = texts.file_ids(group=of, document=document_or_fail(of, symbol) if of and symbol else None)
    if is_now:
        _read_now(ids, as_json=as_json)
        return
    texts.read_again(ids, at=clock.now())
    click.echo(f"Files that wait to be read again: {len(ids)}. comitia work reads them.")


def document_or_fail(group: Group, symbol: str) -> Document:
    """The document of that symbol, or status 1."""
    try:
        return access.document_in(access.whole(group), symbol)
    except Hidden:
        fail(f"{group.name} has no document {symbol}.")


def _read_now(ids: Sequence[int], *, as_json: bool) -> None:
    """Read files and tell of those that have no text, and why; status 1 where there is one."""
    with click.progressbar(length=len(ids), label="Reading", file=sys.stderr) as bar:
        left = []
        for file, code in texts.read_now(ids, at=clock.now()):
            left += [_left(file, code)] if code else []
            bar.update(1)
    if as_json:
        rows(left, as_json=True, empty="")
    else:
        click.echo(f"{len(ids) - len(left)} of {len(ids)} files read.")
        for each in left:
            click.echo(f"{each['document']}  {each['file']}  {each['why']}")
    if left:
        sys.exit(1)


def _left(file: File, code: str) -> dict[str, str]:
    version = file.versions.select_related("issue__document__group__parent").first()
    return {
        "group": version.issue.document.group.name if version else "",
        "document": symbol_of_issue(version.issue) if version else "",
        "file": version.name if version else file.sha256,
        "code": code,
        "why": REFUSED[code],
    }
