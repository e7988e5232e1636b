"""Files of text: their bytes as letters, and the papers that they are."""

from charset_normalizer import from_bytes

from comitia.base.text import decoded, storable
from comitia.papers.blocks import Paper
from comitia.papers.markdown import markdown_paper
from comitia.papers.plain import plain_paper
from comitia.papers.refusals import Empty, Encrypted, TooLarge, UnknownKind

MOST_BYTES = 8_000_000
_GUESSED_BY_BYTES = 100_000


def text_file(data: bytes) -> Paper:
    """The paper in a file of plain text. Raises Empty, TooLarge, UnknownKind."""
    return plain_paper(letters(data))


def markdown_file(data: bytes) -> Paper:
    """The paper in a file of Markdown. Raises Empty, TooLarge, UnknownKind."""
    return markdown_paper(letters(data))


def locked_file(data: bytes) -> Paper:
    """Nothing, since it is closed by a password or a right. Raises Encrypted."""
    raise Encrypted


def letters(data: bytes) -> str:
    """The text of bytes in UTF-8, UTF-16, or what they most look like. Raises CannotRead."""
    if len(data) > MOST_BYTES:
        raise TooLarge(found=f"{len(data):,} bytes", limit=f"{MOST_BYTES:,}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = storable(data.decode("utf-16", "replace"))
    elif data[:4_000].count(0):
        raise UnknownKind(kind="binary")
    else:
        text = _eight_bits(data)
    if not text.strip():
        raise Empty
    return text


def _eight_bits(data: bytes) -> str:
    try:
        return storable(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        best = from_bytes(data[:_GUESSED_BY_BYTES]).best()
        return decoded(data, best.encoding if best else None)
