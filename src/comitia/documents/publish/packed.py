"""A ZIP whose bytes depend on its contents alone: no clock, no order of chance."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

# The earliest that ZIP can say.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_STORED = (".png", ".jpeg", ".gif")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a ZIP, in the order given."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            # The system that packs is in the head, and must not tell.
            info.create_system = 0
            info.compress_type = (
                zipfile.ZIP_STORED if name.endswith(_STORED) else zipfile.ZIP_DEFLATED
            )
            archive.writestr(info, data, compresslevel=6)
    return written.getvalue()
