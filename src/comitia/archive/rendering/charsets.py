"""Bytes into text, whatever they were said to be. Never raises; says what it had to assume."""

import re

from charset_normalizer import from_bytes

from comitia.base.text import codec_of

_SAMPLE_BYTES = 8_000
_EIGHT_BITS = re.compile(rb"([\x80-\xff]+)")
_SEVEN_BIT = {"us-ascii", "ascii", "ansi_x3.4-1968"}


def decode(data: bytes, declared: str | None) -> tuple[str, str | None]:
    """The text of `data`, and the name of the encoding assumed where it is not the declared one."""
    name = (declared or "").strip().strip("\"'\\").lower()
    codec = codec_of("utf-8" if name.startswith("utf-8") else name)
    if codec is None:
        return _guess(data)
    if data.isascii() and codec.name in {"utf-8", "cp1252", "gb18030"}:
        return data.decode("ascii"), None
    # One-byte sets accept any bytes, and other text than UTF-8 is hardly ever valid UTF-8.
    tries = ["utf-8", codec.name] if _one_byte(codec.name) else [codec.name, "utf-8"]
    for each in tries if name not in _SEVEN_BIT else ["utf-8"]:
        try:
            return data.decode(each), None if each == codec.name or data.isascii() else each
        except (UnicodeError, ValueError):
            continue
    if name in _SEVEN_BIT:
        return _guess(data)
    if codec.name == "utf-7":
        return _of_seven_bits(data), None
    try:
        text = data.decode(codec.name, "replace")
    except (UnicodeError, ValueError):
        return _guess(data)
    if codec.name == "utf-8" and text.replace("\ufffd", "").isascii():
        return _guess(data)  # Nothing but its name speaks for it.
    # A few bad bytes do not make the name a lie; many do.
    if text.count("\ufffd") * 20 <= len(text):
        return text, None
    return _guess(data)


def _one_byte(codec: str) -> bool:
    return codec.startswith(("cp125", "iso8859", "koi8", "mac", "cp437", "cp85", "cp86", "cp874"))


def _of_seven_bits(data: bytes) -> str:
    """UTF-7 into which a program on the way set bytes of its own, as those that find viruses do."""
    return "".join(
        piece.decode("utf-7", "replace") if piece.isascii() else piece.decode("cp1252", "replace")
        for piece in _EIGHT_BITS.split(data)
    )


def _guess(data: bytes) -> tuple[str, str | None]:
    """The text of bytes of which nothing is known."""
    if data.isascii():
        return data.decode("ascii"), None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    # Only lines that are not plain ASCII tell anything.
    telling = b"\n".join([line for line in data.split(b"\n") if not line.isascii()])
    best = from_bytes(telling[:_SAMPLE_BYTES]).best()
    codec = best.encoding if best is not None else "cp1252"
    if codec in {"ascii", "utf_8"}:
        codec = "cp1252"
    return data.decode(codec, "replace"), codec
