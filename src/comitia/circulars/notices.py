"""What focal points are told when a circular is issued."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from comitia.base.languages import known_language
from comitia.circulars.models import Circular
from comitia.groups.models import Group
from comitia.groups.notices import address, link
from comitia.outbox.compose import Notice


def announcement(circular: Circular, group: Group, language: str) -> Notice:
    """The circular itself, and in the reader's language what a focal point may do now.

    One notice for all who read that language: it names no entity.
    """
    language = known_language(language)
    with override(language):
        values = {
            "circular": str(circular),
            "subject": " ".join(circular.subject.split()),
            "group": group.name,
            "join": address(group.name, "join"),
            "page": link(f"/g/{group.name}/"),
            "link": link(f"/circulars/{circular.reference}/"),
        }
        text = _(
            "%(circular)s convenes the correspondence group %(group)s. You get it as the focal\n"
            "point of a member that may take part.\n"
            "\n"
            "Whoever is to speak for the member writes an empty mail to %(join)s\n"
            "or registers at %(page)s\n"
            "You are then asked to confirm that they do.\n"
            "\n"
            "The circular with all its language versions: %(link)s\n"
            "Its text follows."
        )
        return Notice(
            subject=_("%(circular)s: %(subject)s") % values,
            text=f"{text % values}\n\n{'-' * 68}\n\n{circular.text.strip()}",
            language=language,
            kind="circular",
            group=group.name,
            reply_to=address(group.name, "owner"),
        )
