"""What convener and secretariat are told before a row is due."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from comitia.groups.models import Group
from comitia.outbox.compose import Notice
from comitia.people.models import Person
from comitia.timetable.queries import Row


def row_due(group: Group, row: Row, days: int, to: Person) -> Notice:
    """A row must be met in so many days."""
    with override(to.language):
        when = date_format(row.span.ends, "DATE_FORMAT")
        left = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        subject = _("%(group)s: due %(when)s (%(left)s)") % {
            "group": group.name,
            "when": when,
            "left": left,
        }
        text = _(
            "The timetable of %(group)s says:\n"
            "\n"
            "    %(wording)s: %(action)s\n"
            "\n"
            "Last day: %(when)s (%(left)s).\n"
            "\n"
            "It is met by the evidence itself, nobody has to tick it.\n"
            "The timetable: %(link)s"
        ) % {
            "group": group.name,
            "wording": row.milestone.wording,
            "action": row.milestone.action,
            "when": when,
            "left": left,
            "link": f"{settings.BASE_URL}/g/{group.name}/timetable",
        }
        return Notice(subject, text, to.language, kind="reminder", group=group.name)
