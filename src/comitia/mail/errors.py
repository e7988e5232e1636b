"""Why a verb of the mail road refuses, fit for a person to read."""


class MailRefusal(Exception):
    """A verb refused; the text says why, in the language that is active."""


class BadChoice(MailRefusal):
    """A choice that cannot be made; `field` is the one of the choices that it is about."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
