"""`comitia official`: letters of the secretariat, drafted as files, looked at, issued, shown."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

import click

from comitia.base import clock
from comitia.base.languages import LANGUAGES
from comitia.cli.show import administrator, fail, refusals_told, rows
from comitia.official import actions, queries
from comitia.official.amended import letter_amended
from comitia.official.files import FORMS, file_of
from comitia.official.filing import keep_filed, read_filed
from comitia.official.kinds import kinds
from comitia.official.models import OfficialLetter
from comitia.official.notices import plain_text
from comitia.official.superseding import superseded

KINDS = click.Choice(sorted(kinds()))
CODES = click.Choice(LANGUAGES)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


@click.group()
def official() -> None:
    """Draft, look at, issue and show official letters: circulars, invitations, reports …"""


@official.command("list")
@click.option("--kind", type=KINDS, help="Only of this kind.")
@click.option("--drafts", is_flag=True, help="Those not issued yet, instead.")
@AS_JSON
def list_letters(kind: str | None, drafts: bool, as_json: bool) -> None:
    """The letters that were issued, the newest first."""
    found = queries.drafts() if drafts else queries.issued_letters()
    rows(
        [_row(each) for each in (found.filter(kind=kind) if kind else found)],
        as_json=as_json,
        empty="No draft waits." if drafts else "No letter was issued yet.",
    )


def _row(letter: OfficialLetter) -> dict[str, Any]:
    return {
        "letter": letter.slug or letter.pk,
        "kind": letter.kind,
        "reference": queries.reference_of(letter) if letter.issued_at else None,
        "languages": [version.language for version in letter.versions.all()],
        "issued": letter.issued_at.isoformat(timespec="seconds") if letter.issued_at else None,
        "subject": queries.subject_of(letter),
    }


@official.command()
@click.argument("file", type=click.File("rb"))
@click.option("--into", type=int, metavar="DRAFT", help="Write it into this draft.")
@AS_JSON
def draft(file: BinaryIO, into: int | None, as_json: bool) -> None:
    """Keep the letter that FILE (TOML, docs/official-letters.md) is, as a draft; - is the input."""
    known = _letter(str(into)) if into else None
    with refusals_told():
        made = keep_filed(
            filed=read_filed(file.read()), into=known, by=administrator(), at=clock.now()
        )
    if as_json:
        click.echo(json.dumps(_row(made), ensure_ascii=False))
    else:
        click.echo(f"Kept as draft {made.pk}: comitia official look {made.pk}")


@official.command()
@click.argument("draft", type=int)
@click.option("--language", type=CODES, help="Of this language only.")
def preview(draft: int, language: str | None) -> None:
    """How DRAFT reads in each of its languages, as plain text."""
    letter = _letter(str(draft))
    versions = letter.versions.filter(language=language) if language else letter.versions.all()
    for place, version in enumerate(versions):
        with refusals_told():
            shown = actions.preview(version, at=clock.now())
        click.echo(("\f" if place else "") + plain_text(shown))


@official.command()
@click.argument("draft", type=int)
@AS_JSON
def look(draft: int, as_json: bool) -> None:
    """Who would get DRAFT, in which language, and what is late; with a seal to issue just that."""
    with refusals_told():
        seen = actions.look(_letter(str(draft)), at=clock.now())
    languages = {version.language for version, _ in seen.versions}
    readers = [
        {
            "person": person.name,
            "address": person.email,
            "language": person.language if person.language in languages else "original",
            "for": [entity.name for entity in entities],
        }
        for person, entities in seen.entitled.by_person.items()
    ]
    without = [entity.name for entity in seen.entitled.without]
    late = [
        {"code": each.code, "due": each.due.isoformat(), "text": each.text} for each in seen.late
    ]
    if as_json:
        told = {"seal": seen.seal, "readers": readers, "without": without, "late": late}
        told["doubts"] = list(seen.doubts)
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    rows(readers, as_json=False, empty="Nobody gets it.")
    for name in without:
        click.echo(f"comitia: {name} has no focal point.", err=True)
    for each in seen.late:
        click.echo(f"comitia: {each.text}", err=True)
    for sentence in seen.doubts:
        click.echo(f"comitia: {sentence}", err=True)
    click.echo(f"To issue just this: comitia official issue {draft} --seal {seen.seal}")


@official.command()
@click.argument("draft", type=int)
@click.option("--seal", default="", help="Only if it is still what `look` showed.")
@AS_JSON
def issue(draft: int, seal: str, as_json: bool) -> None:
    """Number DRAFT, freeze it, and send it to the focal point of each entitled entity."""
    with refusals_told():
        done = actions.issue(
            letter=_letter(str(draft)), by=administrator(), at=clock.now(), seal=seal
        )
    row = {
        **_row(done.letter),
        "sent": done.sent,
        "without": [entity.name for entity in done.without_focal_point],
        "late": [each.code for each in done.late],
    }
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(f"{row['reference']}: sent to {done.sent} focal points, as {done.letter.slug}.")
    for entity in done.without_focal_point:
        click.echo(f"comitia: {entity.name} has no focal point.", err=True)
    for each in done.late:
        click.echo(f"comitia: {each.text}", err=True)


@official.command()
@click.argument("letter")
@click.option("--language", type=CODES, help="In this language where there is one.")
@click.option("--told", is_flag=True, help="Instead: who was sent it, and what became of it.")
@AS_JSON
def show(letter: str, language: str | None, told: bool, as_json: bool) -> None:
    """The issued LETTER (tsb-circular-175) as plain text, and what corrigenda say of it."""
    found = _letter(letter)
    version = queries.version_in(found, language or "")
    if version is None:
        fail(f"{letter} is a draft: comitia official preview {letter}")
    if told:
        rows(
            [
                {
                    "person": each.dispatch.person.name,
                    "address": each.dispatch.address,
                    "language": each.dispatch.language,
                    "for": [entity.name for entity in each.dispatch.entities.all()],
                    "sent": each.dispatch.sent_at.isoformat(timespec="seconds"),
                    "state": each.state,
                    "reply": each.reply,
                }
                for each in queries.told(found)
            ],
            as_json=as_json,
            empty="Nobody was sent it.",
        )
        return
    changed = [
        {"field": each.field, "issued": each.issued, "read": each.read, "by": each.by.slug}
        for each in superseded(letter_amended(found), version.language)
    ]
    shown = queries.letter_of(version)
    if as_json:
        row = {**_row(found), "sha256": version.sha256, "superseded": changed}
        row |= {"language": version.language, "text": plain_text(shown)}
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(plain_text(shown))
    for each in changed:
        click.echo(f"\n{each['by']}: {each['field']}: read {each['read']!r}")


@official.command()
@click.argument("letter")
@click.option("--language", type=CODES, help="In this language where there is one.")
@click.option("--form", type=click.Choice(sorted(FORMS)), default="pdf", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), required=True)
def file(letter: str, language: str | None, form: str, output: Path) -> None:
    """The issued LETTER as a file."""
    version = queries.version_in(_letter(letter), language or "")
    if version is None:
        fail(f"{letter} is a draft: comitia official preview {letter}")
    with refusals_told():
        data = file_of(version, form)
    try:
        output.write_bytes(data)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")


@official.command()
@click.argument("draft", type=int)
def discard(draft: int) -> None:
    """Forget DRAFT."""
    with refusals_told():
        actions.discard_letter(letter=_letter(str(draft)), by=administrator(), at=clock.now())
    click.echo("It is forgotten.")


@official.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def templates(folder: Path) -> None:
    """Write our templates into FOLDER, to change and keep as COMITIA_DATA/official."""

    folder.mkdir(parents=True, exist_ok=True)
    for part in ("layouts", "words"):
        for entry in (files("comitia.official") / part).iterdir():
            target = folder / entry.name
            if target.exists():
                fail(f"{target} is there already.")
            target.write_bytes(entry.read_bytes())
            click.echo(str(target))


def _letter(name: str) -> OfficialLetter:
    """A letter by its name, or a draft by its number."""
    found = OfficialLetter.objects.filter(slug=name.lower()).exclude(slug="").first()
    if found is None and name.isascii() and name.isdecimal() and len(name) < 10:
        found = OfficialLetter.objects.filter(pk=int(name)).first()
    if found is None:
        fail(f"There is no letter {name}.")
    return found
