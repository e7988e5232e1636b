"""What a group chooses for mail to its list, as fields of a page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.groups.models import Group
from comitia.mail.flow import FLOW, Action
from comitia.mail.models import Moderation
from comitia.mail.moderate.judge import what_follows
from comitia.web.forms import Form

FOLLOWS = {
    Action.HOLD: _("waits for a moderator"),
    Action.REJECT: _("goes back, with the reason"),
    Action.DISCARD: _("is discarded; nobody is told"),
    Action.NOTE: _("goes out, with a note"),
    Action.IGNORE: _("goes out"),
}
KILO = 1000


class ChoicesForm(Form):
    """What follows from each rule, and how much is too much."""

    all_optional = True
    hold_everything = forms.BooleanField(
        required=False,
        label=_("Hold everything for now"),
        help_text=_("In an emergency: every post waits for a moderator until you end it."),
    )
    most_kilobytes = forms.IntegerField(
        label=_("Largest post, in kilobytes"),
        min_value=0,
        help_text=_(
            "A larger one waits. Attachments that go out as links do not count. 0: the house’s own"
            " limit."
        ),
    )
    most_recipients = forms.IntegerField(label=_("Most recipients in To and Cc"), min_value=1)
    link_above_kilobytes = forms.IntegerField(
        label=_("Largest attachment, in kilobytes"),
        min_value=0,
        help_text=_(
            "A larger one goes out as a link into the archive, unless the message is signed or"
            " encrypted. 0: all go out as they are."
        ),
    )
    refused_endings = forms.CharField(
        required=False,
        label=_("Attachments that could do harm, by the ending of their name"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "class": "code"}),
        help_text=_("Files within a ZIP are looked at too."),
    )

    def __init__(self, *args: Any, moderation: Moderation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in FLOW:
            if step.instead:
                self.fields[f"rule_{step.rule.name}"] = forms.ChoiceField(
                    label=gettext(step.rule.description),
                    choices=[(action.value, FOLLOWS[action]) for action in step.choices],
                )
        for name in ("most_kilobytes", "most_recipients", "link_above_kilobytes"):
            self.fields[name].widget.attrs["class"] = "short"

    @property
    def rules(self) -> list[tuple[str, Any, Any]]:
        """Each rule: what it finds, the field that chooses what follows, or what always does."""
        return [
            (
                gettext(step.rule.description),
                self[f"rule_{step.rule.name}"] if step.instead else None,
                FOLLOWS[step.action],
            )
            for step in FLOW
        ]

    def choices(self) -> dict[str, Any]:
        """What is to be chosen, as `moderate.choices.choose` takes it."""
        given = self.cleaned_data
        return {
            "actions": {
                name.removeprefix("rule_"): value
                for name, value in given.items()
                if name.startswith("rule_")
            },
            "most_bytes": given["most_kilobytes"] * KILO,
            "most_recipients": given["most_recipients"],
            "link_above_bytes": given["link_above_kilobytes"] * KILO,
            "refused_endings": given["refused_endings"].replace(",", " ").split(),
        }


def chosen(moderation: Moderation, group: Group) -> Mapping[str, Any]:
    """What the form shows at first."""
    return {
        "hold_everything": group.emergency_hold,
        "most_kilobytes": (moderation.most_bytes or 0) // KILO,
        "most_recipients": moderation.most_recipients,
        "link_above_kilobytes": moderation.link_above_bytes // KILO,
        "refused_endings": " ".join(moderation.refused_endings),
        **{f"rule_{step.rule.name}": what_follows(step, moderation.actions).value for step in FLOW},
    }


# The field of the form that shows what is wrong with a field of Moderation.
FIELDS = {
    "most_bytes": "most_kilobytes",
    "link_above_bytes": "link_above_kilobytes",
    "most_recipients": "most_recipients",
    "refused_endings": "refused_endings",
}


class BanForm(Form):
    """Whose mail is not wanted."""

    pattern = forms.CharField(
        label=_("Address, or domain with its @"),
        max_length=320,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        error_messages={"required": _("Enter an address, or a domain such as @example.org.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class PatternForm(Form):
    """What a wanted message does not hold."""

    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=200,
        strip=True,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_(
            "Looked for in the subject, in From and in the text, small and capital letters alike. A"
            " plain word does; regular expressions are understood: \\b is the edge of a word."
        ),
        error_messages={"required": _("Enter a word or a pattern.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class AddressForm(Form):
    """Somebody, by their address."""

    address = forms.EmailField(
        label=_("Address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("Enter an e-mail address such as name@example.org."),
        },
    )
