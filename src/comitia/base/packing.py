"""Bytes packed for keeping (zstd), and bytes again. Safe from any thread."""

import threading

import zstandard

LEVEL = 3
# A frame states its size; one that states more than this is not of our making.
MOST_BYTES = 2_000_000_000


class Damaged(Exception):
    """What was kept cannot be unpacked: the storage altered it."""


class _Tools(threading.local):
    # zstandard's objects kill the process when two threads use one, so each thread has its own.
    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=LEVEL)
        self.decompressor = zstandard.ZstdDecompressor()


_tools = _Tools()


def pack(data: bytes) -> bytes:
    """`data`, packed."""
    return _tools.compressor.compress(data)


def unpack(packed: bytes | memoryview) -> bytes:
    """What `pack` was given. Raises Damaged where the bytes are not as `pack` made them."""
    try:
        size = zstandard.frame_content_size(packed)
        if not 0 <= size <= MOST_BYTES:
            raise Damaged(f"a packed message states a size of {size} bytes")
        return _tools.decompressor.decompress(packed)
    except zstandard.ZstdError as error:
        raise Damaged(f"a packed message cannot be unpacked: {error}") from error
