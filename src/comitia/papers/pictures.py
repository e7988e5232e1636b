"""The pictures of a paper: kept as they are where a page can show them, told of where not."""

from dataclasses import dataclass

MOST_PICTURE_BYTES = 8_000_000
MOST_ALL_BYTES = 20_000_000
MOST_PICTURES = 500

_SHOWN = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_OTHERS = {
    "emf": "image/emf",
    "wmf": "image/wmf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}


def shown_type(data: bytes) -> str:
    """The media type of a picture that every page can show, by its first bytes; else nothing."""
    return next((kind for mark, kind in _SHOWN if data.startswith(mark)), "")


def told_type(name: str) -> str:
    """The media type of a picture that is only told of, by the ending of its name."""
    return _OTHERS.get(name.rpartition(".")[2].lower(), "application/octet-stream")


@dataclass
class Allowance:
    """What a paper may still keep of pictures."""

    bytes_left: int = MOST_ALL_BYTES
    pictures_left: int = MOST_PICTURES

    def take(self, data: bytes) -> bytes:
        """The picture, or nothing where it would be too much."""
        if self.pictures_left < 1 or len(data) > min(self.bytes_left, MOST_PICTURE_BYTES):
            return b""
        self.pictures_left -= 1
        self.bytes_left -= len(data)
        return data
