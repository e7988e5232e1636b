"""Old mail brought into an archive, many messages at once; again changes nothing."""

from comitia.archive.importing.bring_in import Imported, bring_in

__all__ = ["Imported", "bring_in"]
