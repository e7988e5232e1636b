"""Many files as one ZIP, written as it is sent: memory holds one file at a time."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from comitia.base.packing import Damaged
from comitia.documents.filing import content_of
from comitia.documents.models import File
from comitia.documents.queries import Member

# What is packed already; packing it again takes time and saves nothing.
_PACKED = frozenset({"docx", "odt", "pdf"})


class _Outlet(io.RawIOBase):
    """Where the ZIP is written to: what was not yet taken waits here."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._waiting += part
        return len(part)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def streamed(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of the ZIP in order. A file whose row is damaged is left out; the same members
    give the same bytes."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        for member in members:
            file = File.objects.get(pk=member.version.file_id)
            try:
                data = content_of(file)
            except Damaged:
                continue
            info = zipfile.ZipInfo(member.name, member.version.added_at.timetuple()[:6])
            packed = file.kind in _PACKED
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
            yield outlet.take()
    yield outlet.take()
