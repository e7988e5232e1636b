"""What is asked of those who take a step with a document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.web.forms import Form, ReasonField


class SureForm(Form):
    """Nothing but the button."""


class ReturnForm(Form):
    """What is to be corrected."""

    reason = ReasonField(
        label=_("What is to be corrected"),
        error_messages={"required": _("Say what is to be corrected.")},
    )


class RemarkForm(Form):
    """A remark for the log, if there is one to make."""

    reason = ReasonField(label=_("Remark for the log"), required=False)


class LateForm(Form):
    """Why a late contribution should be, or is, admitted."""

    reason = ReasonField(
        label=_("Why it is of extreme importance"),
        help_text=_("A late contribution may be admitted only if it is (A.1, 3.2.5)."),
    )


class DecisionForm(Form):
    """What the meeting decided on a contribution that was admitted late."""

    decision = forms.ChoiceField(
        label=_("The meeting"),
        choices=[
            ("accepts", _("takes it up")),
            ("declines", _("declines it; it goes to the next meeting")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the meeting decided.")},
    )
    reason = ReasonField(label=_("Remark for the log"), required=False)


class WhereForm(Form):
    """In which version and section of the report a document is reflected."""

    where = forms.CharField(
        label=_("Version and section of the report"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Such as: interim report, section 4.2."),
        error_messages={"required": _("Say in which version and section of the report.")},
    )


class AgendaForm(Form):
    """An item of the agenda."""

    item = forms.CharField(
        label=_("Item of the agenda"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "class": "short"}),
        help_text=_("Such as 7.2. Leave it empty to take the document off."),
    )


class WithdrawForm(Form):
    """Why a document is withdrawn."""

    reason = ReasonField(
        help_text=_("It stands on the document’s page in place of the text."),
        error_messages={"required": _("Say why, in a sentence.")},
    )
