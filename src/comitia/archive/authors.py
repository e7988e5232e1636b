"""Who wrote, as a page names them: one key for each shown name, and none for an address."""

from hashlib import sha256

from comitia.archive.rendering.blocks import masked_address


def shown_name(name: str, address: str) -> str:
    """What an author is called: their name, else their address with the name in it hidden."""
    return " ".join(name.split()) or (masked_address(address) if address else "")


def author_key(name: str, address: str) -> int | None:
    """A signed 64-bit hash of an author's shown name in any case; None where there is none."""
    shown = shown_name(name, address).casefold()
    if not shown:
        return None
    return int.from_bytes(sha256(shown.encode()).digest()[:8], "big", signed=True)
