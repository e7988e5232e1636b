"""Read a mail to -contribution@: its files with their text, and the facts that lines state."""

from dataclasses import dataclass

from comitia.archive.envelope import Envelope, read
from comitia.archive.packing import unpacked
from comitia.archive.rendering.parts import Part, parse
from comitia.documents import coverlines, covers, texts
from comitia.documents.coverlines import Said
from comitia.documents.filing import Given
from comitia.documents.kinds import kind_of
from comitia.documents.rules import MOST_FILES
from comitia.groups.models import Group
from comitia.groups.queries import group_named
from comitia.mail.addresses import understand
from comitia.mail.enclosures import enclosures
from comitia.mail.models import Arrival
from comitia.mail.opening import opening
from comitia.people.access import Hidden

# Parts that programs add and nobody means to submit.
_ASIDE = ("application/pgp", "application/pkcs7", "application/x-pkcs7", "text/calendar", "image/")


@dataclass(frozen=True)
class Mailed:
    """A mail as it was read: its files with what each says, and the facts that its lines state."""

    arrival: Arrival
    group: Group
    envelope: Envelope
    files: tuple[Given, ...]
    said: Said
    text: str


def look(arrival: Arrival) -> Mailed:
    """Read a mail and its files. Slow; no transaction may be open."""
    data = unpacked(arrival.raw.packed)
    envelope = read(data)
    root, _oddities = parse(data)
    address = understand(arrival.rcpt_to.rpartition("@")[0])
    group = group_named(address.group) if address else None
    if group is None:
        raise Hidden(arrival.rcpt_to)
    text = opening(root)
    said = coverlines.read_reply(text)
    files = _files(root)
    token = address.token if address else ""
    if not files and not token:
        words = coverlines.without_lines(text)
        files = [Given("message.txt", words.encode())] if words else []
    read_files = []
    for given in files[: MOST_FILES + 1]:
        kind = kind_of(given.data, given.name).name
        found = texts.read(given.data, kind) if kind else texts.Read()
        cover = covers.read_sheet(found.paper) if found.paper else Said()
        language = covers.language_of(found.paper, found.plain) if found.paper else ""
        if len(files) == 1:
            language = said.language or cover.language or language
        read_files.append(Given(given.name, given.data, language, found))
        said = said.over(cover)
    return Mailed(arrival, group, envelope, tuple(read_files), said, text)


def _files(root: Part) -> list[Given]:
    """What the mail encloses, but for what programs add. Unfit files are among it: the verb that
    refuses them says why."""
    return [
        Given(part.filename or "attachment.txt", part.content())
        for part in enclosures(root)
        if not part.kind.startswith(_ASIDE)
    ]
