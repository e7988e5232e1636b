"""A person's own settings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.groups.models import Membership
from comitia.web.forms import Form, LanguageField, NameField

DELIVERY = [
    (Membership.Delivery.EACH, _("each message, as it comes")),
    (Membership.Delivery.NONE, _("no mail; I read the archive")),
]


class SelfForm(Form):
    """Name and language."""

    name = NameField()
    language = LanguageField(
        help_text=_("Notices come in it, and pages show it unless you choose another below.")
    )


class DeliveryForm(Form):
    """How mail of one group comes."""

    delivery = forms.ChoiceField(
        label=_("Mail of this group"), choices=DELIVERY, widget=forms.RadioSelect
    )
