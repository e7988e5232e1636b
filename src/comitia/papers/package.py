"""The ZIP packages of XML that office programs write: opened and parsed within bounds."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from comitia.papers.refusals import Damaged, Encrypted, TooLarge

_MOST_MEMBERS = 5_000
_MOST_MEMBER_BYTES = 40_000_000
_MOST_DEPTH = 400
_ENCRYPTED_FLAG = 0x1
_BLOCK = 65_536


def opened_zip(data: bytes, kind: str) -> zipfile.ZipFile:
    """The ZIP of a file that people call `kind`, however many it holds. Raises Damaged."""
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise Damaged(kind=kind, detail="it cannot be opened as one") from error


def package(data: bytes, kind: str) -> zipfile.ZipFile:
    """The package of a file that people call `kind`. Raises Damaged, TooLarge."""
    archive = opened_zip(data, kind)
    count = len(archive.namelist())
    if count > _MOST_MEMBERS:
        archive.close()
        raise TooLarge(found=f"{count:,} parts", limit=f"{_MOST_MEMBERS:,}")
    return archive


def member(archive: zipfile.ZipFile, name: str, kind: str) -> Iterator[bytes]:
    """A member block by block, whatever size it claims, up to a limit."""
    info = archive.getinfo(name)
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise Encrypted
    total = 0
    try:
        with archive.open(info) as opened:
            while block := opened.read(_BLOCK):
                total += len(block)
                if total > _MOST_MEMBER_BYTES:
                    raise TooLarge(
                        found=f"more than {_MOST_MEMBER_BYTES:,} bytes once unpacked",
                        limit=f"{_MOST_MEMBER_BYTES:,}",
                    )
                yield block
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Damaged(kind=kind, detail="a part of it is cut off or spoilt") from error
    except Exception as error:
        if type(error).__module__ in {"zlib", "_lzma", "lzma"} or type(error).__name__ == "error":
            raise Damaged(kind=kind, detail="a part of it is cut off or spoilt") from error
        raise


class Reader:
    """Handles the elements of one part, by their names without namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def letters(self, text: str) -> None: ...


def parse(blocks: Iterator[bytes], reader: Reader, kind: str) -> None:
    """Parse XML by expat, refusing what office programs never write: a DOCTYPE, so every entity."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def local(name: str) -> str:
        return name.rsplit("}", 1)[-1]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise Damaged(kind=kind, detail="its parts are nested too deep")
        reader.start(local(name), {local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(local(name))

    def doctype(*_: object) -> None:
        raise Damaged(kind=kind, detail="it declares a document type, which such files never do")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.letters
    parser.StartDoctypeDeclHandler = doctype
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Damaged(kind=kind, detail="its XML is broken") from error
