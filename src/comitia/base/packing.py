"""Bytes packed for keeping (zstd), and bytes again. Safe from any thread.

A dictionary, trained on bytes of the same sort, makes small things half as large; what was packed
with one names it by number and cannot be unpacked without it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import zstandard

LEVEL = 3
LEVEL_WITH_DICTIONARY = 6
DICTIONARY_BYTES = 400_000
# How long the pieces are that a dictionary is made of, and what they are compared by, in bytes.
# Said rather than found by trying many: that takes thrice as long for a third of a per cent.
PIECE_BYTES = 1_500
COMPARED_BYTES = 8
# Numbers below are kept for others, as are those from 2**31 (RFC 8878 5).
FIRST_NUMBER = 32_768
# A frame states its size; one that states more than this is not of our making.
MOST_BYTES = 2_000_000_000


class Damaged(Exception):
    """What was kept cannot be unpacked: the storage altered it."""


@dataclass(frozen=True)
class Dictionary:
    """What many things of one sort have in common, under the number that packed bytes name."""

    number: int
    content: bytes = field(repr=False)


class _Tools(threading.local):
    # zstandard's objects kill the process when two threads use one, so each thread has its own.
    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()
        self.made: dict[
            Dictionary, tuple[zstandard.ZstdCompressor, zstandard.ZstdDecompressor]
        ] = {}

    def of(
        self, dictionary: Dictionary
    ) -> tuple[zstandard.ZstdCompressor, zstandard.ZstdDecompressor]:
        made = self.made.get(dictionary)
        if made is None:
            data = zstandard.ZstdCompressionDict(dictionary.content)
            made = self.made[dictionary] = (
                zstandard.ZstdCompressor(level=LEVEL_WITH_DICTIONARY, dict_data=data),
                zstandard.ZstdDecompressor(dict_data=data),
            )
        return made


_tools = _Tools()


def train(samples: Sequence[bytes], number: int) -> Dictionary | None:
    """A dictionary of things like `samples`; None where they are too few or too unlike."""
    try:
        made = zstandard.train_dictionary(
            DICTIONARY_BYTES, list(samples), k=PIECE_BYTES, d=COMPARED_BYTES, dict_id=number
        )
    except zstandard.ZstdError:
        return None
    return Dictionary(number, made.as_bytes())


def pack(data: bytes, dictionary: Dictionary | None = None) -> bytes:
    """`data`, packed."""
    return (_tools.of(dictionary)[0] if dictionary else _tools.compressor).compress(data)


def unpack(
    packed: bytes | memoryview,
    dictionary_of: Callable[[int], Dictionary | None] | None = None,
    *,
    most_bytes: int | None = None,
) -> bytes:
    """What `pack` was given, or its beginning; `dictionary_of` finds a dictionary by its number.

    Raises Damaged where the bytes are not as `pack` made them, or the dictionary is not there.
    """
    try:
        frame = zstandard.get_frame_parameters(packed)
        if not 0 <= frame.content_size <= MOST_BYTES:
            raise Damaged(f"a packed message states a size of {frame.content_size} bytes")
        if not frame.dict_id:
            return _unpacked(_tools.decompressor, packed, most_bytes)
        dictionary = dictionary_of(frame.dict_id) if dictionary_of else None
        if dictionary is None:
            raise Damaged(f"dictionary {frame.dict_id}, by which a message is packed, is not there")
        return _unpacked(_tools.of(dictionary)[1], packed, most_bytes)
    except zstandard.ZstdError as error:
        raise Damaged(f"a packed message cannot be unpacked: {error}") from error


def _unpacked(
    tool: zstandard.ZstdDecompressor, packed: bytes | memoryview, most_bytes: int | None
) -> bytes:
    if most_bytes is None:
        return tool.decompress(packed)
    with tool.stream_reader(packed) as reader:
        return reader.read(most_bytes)
