"""A person's own settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.groups.models import Membership
from comitia.mail.delivery import Wishes
from comitia.web.forms import Form, LanguageField, NameField

DELIVERY = [
    (Membership.Delivery.EACH, _("each message, as it comes")),
    (Membership.Delivery.DAILY, _("the messages of a day in one mail")),
    (Membership.Delivery.WEEKLY, _("the messages of a week in one mail")),
    (Membership.Delivery.NONE, _("no mail; I read the archive")),
]
DIGEST_FORM = [
    (Membership.DigestForm.MIME, _("whole messages, to open and to answer")),
    (Membership.DigestForm.PLAIN, _("one plain text")),
]


class SelfForm(Form):
    """Name and language."""

    name = NameField()
    language = LanguageField(
        help_text=_("Notices come in it, and pages show it unless you choose another below.")
    )


class WishesForm(Form):
    """How mail of one group comes; the fields are those of `Wishes`."""

    all_optional = True
    delivery = forms.ChoiceField(
        label=_("Mail of this group"), choices=DELIVERY, widget=forms.RadioSelect
    )
    digest_form = forms.ChoiceField(
        label=_("Several in one mail come as"), choices=DIGEST_FORM, widget=forms.RadioSelect
    )
    own_posts = forms.BooleanField(required=False, label=_("Send me a copy of what I write myself"))
    duplicates = forms.BooleanField(
        required=False, label=_("Send me the group’s copy also where I am in To or Cc")
    )
    paused_until = forms.DateField(
        required=False,
        label=_("No mail before"),
        help_text=_("While you are away. Your seat stays, and the archive is open to you."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a day such as 2026-12-31.")},
    )

    def wishes(self) -> Wishes:
        """What was chosen; call it where the form is valid."""
        chosen: dict[str, Any] = self.cleaned_data
        return Wishes(**chosen)
