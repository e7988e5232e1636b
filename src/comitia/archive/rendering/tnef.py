"""What Outlook packs into winmail.dat ([MS-OXTNEF]): attachments and the text. Never raises.

Only what a reader needs is taken; sizes are believed only where the bytes are there.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_ATTRIBUTES = 5_000
MOST_PROPERTIES = 5_000
MOST_ATTACHMENTS = 100
MOST_DEPTH = 3

_SIGNATURE = b"\x78\x9f\x3e\x22"
# Attributes (2.1.3.3); the type in their upper half is not needed.
_BODY, _RENDERING, _TITLE, _DATA = 0x800C, 0x9002, 0x8010, 0x800F
_ATTACHMENT, _PROPERTIES, _CODEPAGE = 0x9005, 0x9003, 0x9007
# Properties ([MS-OXPROPS]).
_P_BODY, _P_RTF, _P_HTML = 0x1000, 0x1009, 0x1013
_P_DATA, _P_SHORT_NAME, _P_LONG_NAME, _P_DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x3001
_P_KIND, _P_CONTENT_ID = 0x370E, 0x3712
# Sizes of a value by its type; of the others, the size stands before the value ([MS-OXCDATA] 2.11).
_FIXED = {
    **dict.fromkeys((0x02, 0x03, 0x04, 0x0A, 0x0B), 4),
    **dict.fromkeys((0x05, 0x06, 0x07, 0x14, 0x40), 8),
    0x48: 16,
}
_NULLS, _STRING8, _UNICODE, _OBJECT, _BINARY = {0x00, 0x01}, 0x1E, 0x1F, 0x0D, 0x102
_MANY = 0x1000
_FIRST_NAMED = 0x8000


@dataclass
class Item:
    """An attachment: its name, what it says it is, and its bytes."""

    name: str = ""
    kind: str = ""
    content_id: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass
class Opened:
    """What is in a winmail.dat: the text in up to three forms, and the attachments."""

    text: str = ""
    html: bytes = field(default=b"", repr=False)
    rtf: bytes = field(default=b"", repr=False)
    items: list[Item] = field(default_factory=list)


def is_tnef(kind: str, filename: str) -> bool:
    """Whether a part says that it is such a packet."""
    return kind in {"application/ms-tnef", "application/vnd.ms-tnef"} or (
        kind == "application/octet-stream" and filename.lower() == "winmail.dat"
    )


def opened(data: bytes, *, depth: int = 0) -> Opened | None:
    """What the packet holds, as far as it can be read; None where it is no such packet."""
    if not data.startswith(_SIGNATURE):
        return None
    found = Opened()
    codec = "cp1252"
    item: Item | None = None
    for is_attached, name, value in _attributes(data):
        if name == _CODEPAGE and len(value) >= 4:
            codec = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _RENDERING:
            if len(found.items) >= MOST_ATTACHMENTS:
                break
            item = Item()
            found.items.append(item)
        elif name == _BODY and not found.text:
            found.text = _text(value, codec)
        elif name == _PROPERTIES and not is_attached:
            _read_message(found, value, codec)
        elif item is not None:
            _read_attached(item, name, value, codec, depth)
    return found


def _attributes(data: bytes) -> Iterator[tuple[bool, int, bytes]]:
    """Of each attribute (2.1.3): whether it is of an attachment, its name and its value."""
    place = 6  # Past the signature and the legacy key.
    for _ in range(MOST_ATTRIBUTES):
        if place + 9 > len(data):
            return
        level, name, size = struct.unpack_from("<BII", data, place)
        if level not in {1, 2}:
            return
        place += 9
        yield level == 2, name & 0xFFFF, data[place : place + size]
        place += size + 2  # The checksum tells nothing that the store does not.


def _read_message(found: Opened, value: bytes, codec: str) -> None:
    for name, kind, content in _properties(value):
        if name == _P_BODY and not found.text:
            found.text = _string(content, kind, codec)
        elif name == _P_HTML:
            found.html = content
        elif name == _P_RTF:
            found.rtf = content


def _read_attached(item: Item, name: int, value: bytes, codec: str, depth: int) -> None:
    if name == _TITLE:
        item.name = item.name or _text(value, codec)
    elif name == _DATA:
        item.data = value
    elif name == _ATTACHMENT:
        names: dict[int, str] = {}
        for key, kind, content in _properties(value):
            if key in {_P_LONG_NAME, _P_DISPLAY_NAME, _P_SHORT_NAME}:
                names[key] = _string(content, kind, codec)
            elif key == _P_KIND:
                item.kind = _string(content, kind, codec).lower()
            elif key == _P_CONTENT_ID:
                item.content_id = _string(content, kind, codec).strip("<> ")
            elif key == _P_DATA and not item.data:
                item.data = _object(content, kind, item, depth)
        # The title is often the short name of old systems, REPORT~1.DOC.
        item.name = (
            names.get(_P_LONG_NAME)
            or item.name
            or names.get(_P_SHORT_NAME)
            or names.get(_P_DISPLAY_NAME, "")
        )


def _object(content: bytes, kind: int, item: Item, depth: int) -> bytes:
    """The bytes of an attachment that is kept as an object: behind an id is a packet of its own."""
    if kind == _OBJECT and content[16:20] == _SIGNATURE and depth < MOST_DEPTH:
        item.kind = item.kind or "application/ms-tnef"
        return content[16:]
    return content


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Of each property (2.1.3.4): its name, its type and its first value."""
    if len(value) < 4:
        return
    (count,) = struct.unpack_from("<I", value)
    place = 4
    for _ in range(min(count, MOST_PROPERTIES)):
        if place + 4 > len(value):
            return
        kind, name = struct.unpack_from("<HH", value, place)
        place += 4
        if name >= _FIRST_NAMED:
            place = _after_name(value, place)
        read = _values(value, place, kind)
        if read is None:
            return
        first, place = read
        yield name, kind & ~_MANY, first


def _after_name(value: bytes, place: int) -> int:
    """Past the name of a property that has one: an id, or letters."""
    place += 16
    if place + 8 > len(value):
        return len(value)
    by_letters, size = struct.unpack_from("<II", value, place)
    return place + 8 + (_padded(size) if by_letters else 0)


def _values(value: bytes, place: int, kind: int) -> tuple[bytes, int] | None:
    """The first value of a property and the place after the last; None where it is cut off."""
    plain = kind & ~_MANY
    size = _FIXED.get(plain)
    count = 1
    if kind & _MANY or (size is None and plain not in _NULLS):
        if place + 4 > len(value):
            return None
        (count,) = struct.unpack_from("<I", value, place)
        place += 4
    first = b""
    for number in range(min(count, MOST_PROPERTIES)):
        if plain in _NULLS:
            break
        if size is not None:
            content, place = value[place : place + size], place + size
        elif plain in {_STRING8, _UNICODE, _OBJECT, _BINARY} and place + 4 <= len(value):
            (stated,) = struct.unpack_from("<I", value, place)
            content = value[place + 4 : place + 4 + stated]
            place += 4 + _padded(stated)
        else:
            return None
        if number == 0:
            first = content
    return first, place


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def _string(content: bytes, kind: int, codec: str) -> str:
    if kind == _UNICODE:
        return content.decode("utf-16-le", "replace").rstrip("\0")
    return _text(content, codec)


def _text(content: bytes, codec: str) -> str:
    content = content.rstrip(b"\0")
    try:
        return content.decode(codec)
    except (LookupError, UnicodeError, ValueError):
        return content.decode("cp1252", "replace")
