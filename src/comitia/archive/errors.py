"""Why a verb of the archive refuses, fit for a person to read."""


class ArchiveRefusal(Exception):
    """A verb of the archive refused; the text says why, in the language that is active."""
