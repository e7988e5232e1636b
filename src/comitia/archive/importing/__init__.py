"""Old mail brought into an archive, many messages at once; again changes nothing."""

from comitia.archive.importing.source import Imported, Step, bring_in

__all__ = ["Imported", "Step", "bring_in"]
