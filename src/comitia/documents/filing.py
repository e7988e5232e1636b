"""Keep files as they came, once for each content, and let their text be taken out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from comitia.base.languages import LANGUAGES
from comitia.base.packing import pack, unpack
from comitia.base.text import storable
from comitia.documents.errors import TooManyFiles, UnfitFile
from comitia.documents.kinds import MEDIA_TYPES, TAKEN, Kind, kind_of
from comitia.documents.models import File, Issue, LanguageVersion
from comitia.documents.rules import MOST_FILES
from comitia.jobs.actions import enqueue
from comitia.people.models import Person

if TYPE_CHECKING:
    from comitia.documents.texts import Read

MOST_NAME_LETTERS = 200


@dataclass(frozen=True)
class Given:
    """A file as somebody gave it; `language` is one of the six, or empty where that is not said.

    `read` is what it says, where a door has read it already.
    """

    name: str
    data: bytes = field(repr=False)
    language: str = ""
    read: "Read | None" = field(default=None, repr=False, compare=False)


def check(files: Sequence[Given]) -> list[Kind]:
    """The kinds of these files. Raises UnfitFile, TooManyFiles."""
    if len(files) > MOST_FILES:
        raise TooManyFiles(MOST_FILES)
    return [_fit(each) for each in files]


def keep(given: Given, *, at: datetime) -> File:
    """Keep the bytes, unless they are kept already. Raises UnfitFile.

    A job reads them, unless a door could: what that read is for `texts.keep_given`.
    """
    kind = _fit(given)
    file, fresh = File.objects.get_or_create(
        sha256=sha256(given.data).hexdigest(),
        defaults={
            "size_bytes": len(given.data),
            "media_type": MEDIA_TYPES[kind.name],
            "kind": kind.name,
            "packed": pack(given.data),
            "kept_at": at,
        },
    )
    is_read = given.read is not None and given.read.paper is not None
    if fresh and not is_read:
        enqueue("documents.convert", {"file_id": file.pk}, once=f"convert:{file.pk}", at=at)
    return file


def content_of(file: File) -> bytes:
    """The bytes as they came. Raises base.packing.Damaged."""
    return unpack(file.packed)


def attach(
    issue: Issue, files: Sequence[Given], *, original: str, person: Person | None, at: datetime
) -> list[LanguageVersion]:
    """Make language versions of these files, whose languages are known. Raises UnfitFile."""
    return [
        LanguageVersion.objects.create(
            issue=issue,
            language=each.language,
            is_original=each.language == original,
            file=keep(replace(each, read=None), at=at),
            name=tidy_name(each.name),
            added_at=at,
            added_by=person,
        )
        for each in files
    ]


def tidy_name(name: str) -> str:
    """A file's name without folders, controls and signs that turn the reading direction."""
    bare = storable(name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in bare if letter.isprintable() or letter == " ")
    return kept.strip()[-MOST_NAME_LETTERS:]


def _fit(given: Given) -> Kind:
    if len(given.data) > settings.UPLOAD_BYTES:
        raise UnfitFile(
            _("%(name)s is too large: at most %(most)s bytes are taken. Send it without pictures.")
            % {"name": tidy_name(given.name), "most": settings.UPLOAD_BYTES}
        )
    if given.language and given.language not in LANGUAGES:
        raise UnfitFile(_("%(code)s is none of the six languages.") % {"code": given.language[:20]})
    kind = kind_of(given.data, given.name)
    if kind.name:
        return kind
    said = {
        "broken": _("%(name)s is cut off or damaged. Send it again."),
        "empty": _("%(name)s is empty. Save it once more and send it again."),
        "macros": _("%(name)s has macros. Save it without them, as DOCX, and send it again."),
        "locked": _("%(name)s is locked by a password. Save it without one and send it again."),
        "other": _("%(name)s is of a kind that is not taken. These are: %(kinds)s."),
    }[kind.fault]
    raise UnfitFile(said % {"name": tidy_name(given.name), "kinds": TAKEN})
