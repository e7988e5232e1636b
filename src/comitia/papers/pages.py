"""The pages of a PDF as pictures, drawn by a limited process."""

from comitia.papers.limited import CPU_SECONDS, asked


def page_count(data: bytes, *, seconds: int = CPU_SECONDS) -> int:
    """How many pages a PDF has. Raises CannotRead."""
    return int(asked("pages", "count", data, seconds=seconds))


def picture_of_page(
    data: bytes, page: int, *, width: int = 800, seconds: int = CPU_SECONDS
) -> bytes:
    """A page of a PDF, counted from 1, as a PNG so many pixels wide. Raises CannotRead.

    No wider than `rendering.MOST_WIDTH`; a page that is not there is `Damaged`.
    """
    return bytes(asked("pages", "picture", data, page, max(1, width), seconds=seconds))
