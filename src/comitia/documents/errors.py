"""Why a verb of the register refused, one class a reason, each fit for a person to read."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.documents.words import STATE


class RegisterRefusal(Exception):
    """A verb of the register refused; the text says why and what to do next."""


class WrongState(RegisterRefusal):
    """The document is not in a state from which this step is possible."""

    def __init__(self, symbol: str, state: str) -> None:
        super().__init__(
            _("That cannot be done now: %(document)s is “%(state)s”. Its page says what can.")
            % {"document": symbol, "state": STATE[state]}
        )


class WrongSeries(RegisterRefusal):
    """This person may not submit in that series."""


class NotAsked(RegisterRefusal):
    """An observer submits only what the convener asked them for."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Observers submit an information paper when the convener asks them for one. Write"
                " to the convener, who can ask on the page of documents."
            )
        )


class NoObserver(RegisterRefusal):
    """Only an observer is asked for an information paper; members submit by themselves."""


class AskedAlready(RegisterRefusal):
    """This observer is asked for a paper that has not come yet."""


class NotOfYours(RegisterRefusal):
    """The document comes from another member."""


class NoNextMeeting(RegisterRefusal):
    """There is no later meeting to which the document could go."""

    def __init__(self) -> None:
        super().__init__(
            _("There is no later meeting of this body yet. Enter it first, then try again.")
        )


class WrongMeeting(RegisterRefusal):
    """The meeting is not one of the body to which the group reports, or the document has none."""


class UnfitFile(RegisterRefusal):
    """A file is of a kind that is not taken, empty, or too large; the text says which are."""


class TooManyFiles(RegisterRefusal):
    """More files than there can be language versions."""

    def __init__(self, most: int) -> None:
        super().__init__(
            ngettext(
                "At most %(most)s file can be sent with a document, one for each language.",
                "At most %(most)s files can be sent with a document, one for each language.",
                most,
            )
            % {"most": most}
        )


class LanguageTaken(RegisterRefusal):
    """The document is there in that language already."""


class Lacking(RegisterRefusal):
    """Something that must be said was not; the text says what. `errors` maps a field to it."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))


class AlreadySubmitted(RegisterRefusal):
    """The same files came from the same member a moment ago."""
