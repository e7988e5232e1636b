"""Large attachments go out as links into the archive; the text around them keeps its shape."""

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.archive.rendering.attachments import safe_name
from comitia.archive.rendering.parts import Part, parse
from comitia.mail.enclosures import linkable


def with_links(
    data: bytes, *, above_bytes: int, address_of: Callable[[Part], str], language: str
) -> bytes:
    """The message with a few lines and a link in the place of each attachment above that size.

    Everything else stays as it is, byte for byte; so does a message without such an attachment, or
    one that is signed or encrypted. `address_of` gives where a part can be read.
    """
    if not above_bytes or len(data) <= above_bytes:
        return data
    root, _notes = parse(data)
    pieces: list[bytes] = []
    place = 0
    for part in linkable(root, above_bytes):
        pieces += [data[place : part.start], _in_its_place(part, address_of(part), language)]
        place = part.end
    return b"".join([*pieces, data[place:]])


def _in_its_place(part: Part, address: str, language: str) -> bytes:
    with override(language):
        text = _("%(name)s (%(size)s) is in the archive:\n\n%(address)s\n") % {
            "name": safe_name(part.filename, part.path, part.kind),
            "size": filesizeformat(part.size_bytes()),
            "address": address,
        }
    note = EmailMessage(policy=SMTP)
    note.set_content(text)
    del note["MIME-Version"]
    note["Content-Language"] = language
    note["Content-Disposition"] = "inline"
    return note.as_bytes().rstrip(b"\r\n")
