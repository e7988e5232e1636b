"""What is known of a member, and who its focal point is."""

from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comitia.groups.words import CATEGORY
from comitia.web.context import OWN_NAMES
from comitia.web.forms import AddressField, Form, LanguageField, NameField

# Codes of CLDR that are no country: unions, outlying parts, private and unknown use.
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
REGIONS = ("APT", "ATU", "CEPT", "CITEL", "LAS", "RCC")


def countries() -> list[tuple[str, str]]:
    """Countries by their names in the reader's language."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    named = [
        (code, name)
        for code, name in locale.territories.items()
        if len(code) == 2 and code not in NO_COUNTRIES
    ]
    return sorted(named, key=lambda each: each[1])


class EntityForm(Form):
    """A member, or another body that may take part."""

    name = NameField(
        label=_("Name"), widget=forms.TextInput(attrs={"dir": "auto"}), error_messages={}
    )
    acronym = forms.CharField(
        label=_("Acronym"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "short"}),
    )
    category = forms.ChoiceField(label=_("Category"), choices=list(CATEGORY.items()))
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(
        label=_("Regional organization"),
        required=False,
        choices=[("", "—"), *((each, each) for each in REGIONS)],
    )
    language = forms.ChoiceField(label=_("Language of mail to it"), choices=OWN_NAMES, initial="en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *countries()]
        self.fields["country"].choices = choices  # type: ignore[attr-defined]


class FocalPointForm(Form):
    """Somebody an official letter names."""

    name = NameField(label=_("Name"))
    address = AddressField(label=_("E-mail address"))
    language = LanguageField(label=_("Language of mail to them"))
    letter = forms.CharField(
        label=_("Official letter"),
        max_length=200,
        help_text=_("Its date and who signed it, as: Letter of 1 March 2011, Ministry."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say by which letter they are named.")},
    )
