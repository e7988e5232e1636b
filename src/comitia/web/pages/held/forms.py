"""What a moderator decides on one message, or on several at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.web.forms import Form, ReasonField

ACCEPT, TRUST, REJECT, DISCARD = "accept", "trust", "reject", "discard"
DECISIONS = [
    (ACCEPT, _("Accept: send it to all members")),
    (TRUST, _("Accept, and let this sender’s posts through from now on")),
    (REJECT, _("Reject: send it back with the reason")),
    (DISCARD, _("Discard: nobody is told")),
]


class DecisionForm(Form):
    """A decision; only a rejection needs its reason, since the sender is told."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens to it.")},
    )
    reason = ReasonField(
        required=False,
        label=_("Reason for a rejection"),
        help_text=_("The sender is told it, word for word."),
    )

    def __init__(self, *args: Any, may_trust: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [each for each in DECISIONS if may_trust or each[0] != TRUST]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == REJECT and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why, in a sentence: the sender is told."))
        return cleaned


class BulkForm(DecisionForm):
    """The same decision on the messages that are ticked."""

    def __init__(self, *args: Any, waiting: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held"] = forms.TypedMultipleChoiceField(
            label=_("Messages"),
            choices=[(pk, str(pk)) for pk in waiting],
            coerce=int,
            error_messages={
                "required": _("Tick the messages it is about."),
                "invalid_choice": _("One of them has been decided on meanwhile. Look again."),
            },
        )
        self.order_fields(["held", "decision", "reason"])
