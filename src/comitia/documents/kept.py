"""Files made of what never changes: made once, then kept in the data folder, by what is in them.

They can be made again at will: the folder `published` may be deleted.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings


def kept(key: str, form: str, make: Callable[[], bytes]) -> bytes:
    """The file in `form` (docx, pdf …) of what has the hash `key`; made where there is none yet."""
    path = Path(settings.DATA) / "published" / f"{key}.{form}"
    if path.is_file():
        return path.read_bytes()
    data = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whoever reads it at this moment gets the whole of it, or makes it too.
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    fresh.write_bytes(data)
    fresh.replace(path)
    return data
