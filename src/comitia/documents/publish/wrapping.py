"""Text in lines of at most so many columns, where Chinese signs take two and break anywhere."""

import unicodedata
from collections.abc import Iterator

from comitia.base.text import is_han

_NO_BEGIN = frozenset("，。、；：？！）》」』”’％…,.;:?!)]}»")
_NO_END = frozenset("（《「『“‘([{«")


def width_of(text: str) -> int:
    """How many columns it takes on a screen of fixed width."""
    if text.isascii():
        return len(text)
    wide = 0
    for letter in text:
        if unicodedata.east_asian_width(letter) in "WF":
            wide += 2
        elif not unicodedata.category(letter).startswith("M"):
            wide += 1
    return wide


def wrapped(text: str, width: int, *, first: str = "", later: str = "") -> list[str]:
    """The text in lines. `first` and `later` stand before its first line and the others.

    A word that is longer than a line is cut, since a line must never be longer than is promised.
    """
    lines: list[str] = []
    head = first
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph, max(2, width - max(width_of(first), width_of(later)))):
            if width_of(head) + width_of((line + piece).rstrip()) > width:
                if line.strip():
                    lines.append((head + line).rstrip())
                    head = later
                line, piece = "", piece.lstrip()
            line += piece
        lines.append((head + line).rstrip())
        head = later
    return lines


def _pieces(text: str, most: int) -> Iterator[str]:
    """The least pieces between which a line may end: words with the blank behind them."""
    piece = ""
    for letter in text.replace("\t", " "):
        breaks = piece and (
            (piece[-1] == " " and letter != " ")
            or (
                (is_han(letter) or is_han(piece[-1]))
                and letter != " "
                and letter not in _NO_BEGIN
                and piece[-1] not in _NO_END
            )
            or width_of(piece + letter) > most
        )
        if breaks:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
