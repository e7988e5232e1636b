"""An officer's address, and the days of a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.web.forms import AddressField, Form

A_DAY = _("Write the day as 2012-07-02.")


class OfficerForm(Form):
    """The address of somebody whom a circular only names."""

    address = AddressField(label=_("E-mail address"))


class DayField(forms.DateField):
    """A day; browsers that can offer a calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
        )
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        kwargs.setdefault("error_messages", {"required": A_DAY, "invalid": A_DAY})
        super().__init__(**kwargs)


class MeetingForm(Form):
    """When a meeting is held, and where that is announced."""

    opens = DayField(label=_("Opens"))
    closes = DayField(label=_("Closes"))
    source = forms.CharField(
        label=_("Where it is announced"),
        max_length=200,
        help_text=_("The collective letter, circular or decision."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Name the letter, circular or decision.")},
    )
