"""What a picture's bytes really are, told by their heads: its kind and its size in pixels."""

import struct
from dataclasses import dataclass

MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that may be set."""

    media_type: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        return {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}[self.media_type]


def image_of(data: bytes) -> Image | None:
    """The picture that these bytes begin as; None for what is no PNG, JPEG or GIF, or is huge.

    What a file says of itself is not asked: a picture that lies would be refused by its readers.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) > 33:
        found = Image("image/png", *struct.unpack(">II", data[16:24]))
    elif data[:6] in {b"GIF87a", b"GIF89a"} and len(data) > 13:
        found = Image("image/gif", *struct.unpack("<HH", data[6:10]))
    elif data.startswith(b"\xff\xd8"):
        size = _jpeg_size(data)
        if size is None:
            return None
        found = Image("image/jpeg", *size)
    else:
        return None
    return found if 0 < found.width * found.height <= MOST_PIXELS else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        if marker == 0xFF:
            place += 1
            continue
        place += 2 + int(struct.unpack(">H", data[place + 2 : place + 4])[0])
    return None


def size_mm(
    image: Image, width_mm: float, *, most_width: float, most_height: float
) -> tuple[float, float]:
    """Width and height on paper: as set, or at 96 pixels an inch, but within the given room."""
    width = width_mm or image.width * 25.4 / 96
    width = max(1.0, min(width, most_width))
    height = width * image.height / image.width
    if height > most_height:
        width, height = max(1.0, width * most_height / height), most_height
    return round(width, 2), round(max(height, 0.5), 2)
