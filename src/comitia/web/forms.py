"""What all our forms share; components/errors.html leads from the summary to each field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.web.context import OWN_NAMES


class Form(forms.Form):
    """A form without the browser's own messages: ours are in the reader's language, and kept.

    `required_attribute` stays off since a browser that stops a form says so in its own words,
    and one without script would send it anyway.
    """

    use_required_attribute = False

    def refuse(self, error: Exception, field: str | None = None) -> None:
        """Show a verb's refusal beside `field`, or over the form."""
        self.add_error(field, str(error))


class NameField(forms.CharField):
    """A person's name, as they write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
        kwargs.setdefault("error_messages", {"required": _("Enter your name.")})
        super().__init__(**kwargs)


class AddressField(forms.EmailField):
    """An e-mail address, always written from left to right."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your e-mail address"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}))
        kwargs.setdefault(
            "error_messages",
            {
                "required": _("Enter an e-mail address."),
                "invalid": _("Enter an e-mail address such as name@example.org."),
            },
        )
        super().__init__(**kwargs)


class LanguageField(forms.ChoiceField):
    """One of the six, each under its own name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Language of mail to you"))
        kwargs.setdefault("choices", OWN_NAMES)
        super().__init__(**kwargs)


class ReasonField(forms.CharField):
    """Why something is refused: required, and sent to the person concerned."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Reason"))
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "dir": "auto"}))
        kwargs.setdefault("error_messages", {"required": _("Say why, in a sentence.")})
        super().__init__(**kwargs)
