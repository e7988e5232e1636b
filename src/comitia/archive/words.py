"""What the archive's states are called, for people."""

from django.utils.translation import gettext_lazy as _

from comitia.archive.models import Import

IMPORT = {
    "waiting": _("waits for its turn"),
    "running": _("is being brought in"),
    "done": _("done"),
    "failed": _("failed"),
}
assert set(IMPORT) == set(Import.State.values)
