"""Why an official letter was refused, one class a reason, each fit for a person to read."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


class OfficialRefusal(Exception):
    """A verb of official letters refused; the text says why."""


class Unready(OfficialRefusal):
    """Fields are missing or unfit. `errors` maps each field's name to what is wrong with it.

    The name of a field that is written for each language has that before it: `fr.subject`.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(f"{field}: {text}" for field, text in self.errors.items()))


class BadTemplate(OfficialRefusal):
    """A file in the house's folder cannot be used as a template."""

    def __init__(self, file: str, fault: str) -> None:
        super().__init__(
            _("The template %(file)s cannot be used: %(fault)s") % {"file": file, "fault": fault}
        )


class AlreadyIssued(OfficialRefusal):
    """What was issued stands: it is mended by a corrigendum, and never edited."""

    def __init__(self, letter: str) -> None:
        super().__init__(
            _(
                "%(letter)s was issued and is never edited. Draft a corrigendum or an addendum to "
                "it instead."
            )
            % {"letter": letter}
        )


class NotIssued(OfficialRefusal):
    """Only what was issued can be corrected or added to."""

    def __init__(self) -> None:
        super().__init__(_("This letter was not issued yet: change the draft itself."))


class LookedOtherwise(OfficialRefusal):
    """The letter, or who gets it, is no longer what was looked at before issuing."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The letter or the list of who gets it changed since you looked. Look again, then "
                "issue it."
            )
        )


class NobodyEntitled(OfficialRefusal):
    """There is no focal point to send it to."""

    def __init__(self) -> None:
        super().__init__(
            _("No entitled entity has a focal point. Name focal points first, then issue it.")
        )
