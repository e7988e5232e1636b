"""What is asked of those who move or redact a message."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.archive import tending
from comitia.web.forms import Form, ReasonField

SPLIT, UNDER, BACK = "split", "under", "back"
PLACES = [
    (SPLIT, _("It begins a thread of its own")),
    (UNDER, _("It answers another message")),
    (BACK, _("It stands where its own mail puts it")),
]


class PlaceForm(Form):
    """Where a message belongs."""

    place = forms.ChoiceField(
        label=_("Where it belongs"),
        choices=PLACES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it belongs.")},
    )
    under = forms.CharField(
        label=_("Number of the message it answers"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "dir": "ltr"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=tending.MOST_REASON,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("It shows on the message, with your name and the day."),
    )

    def __init__(self, *args: Any, is_placed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [each for each in PLACES if is_placed or each[0] != BACK]
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("place") == UNDER:
            number = str(said.get("under") or "").strip("# ")
            if not (number.isascii() and number.isdecimal() and len(number) < 10):
                self.add_error("under", gettext("Enter the number of a message, such as 12."))
            else:
                said["under"] = int(number)
        return said


class RedactForm(Form):
    """Why a message is redacted, and what is hidden besides its text."""

    reason = ReasonField(help_text=_("Everybody who meets the message reads it, for ever."))
    ground = forms.CharField(
        label=_("Legal ground"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A rule or a decision; it is added to the reason."),
    )
    hide_subject = forms.BooleanField(required=False, label=_("Hide its subject, too"))
    hide_author = forms.BooleanField(
        required=False,
        label=_("Hide its author, too"),
        help_text=_("Name, address, and for whom they spoke."),
    )

    @property
    def whole_reason(self) -> str:
        """The reason, with its ground; call it where the form is valid."""
        said = self.cleaned_data
        ground = said["ground"].strip()
        return f"{said['reason'].strip()} ({ground})" if ground else str(said["reason"])

    @property
    def hides(self) -> list[str]:
        """What is hidden besides, by the names of archive.actions.HIDEABLE."""
        return [name for name in ("subject", "author") if self.cleaned_data[f"hide_{name}"]]
