"""What a group chooses for its letters, as fields of a page."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from comitia.base.languages import LANGUAGES
from comitia.mail.errors import BadChoice
from comitia.mail.models import Distribution
from comitia.web.context import OWN_NAMES
from comitia.web.forms import Form

SENDER = [
    (Distribution.Sender.ASKED, _("the author, or the list where the author’s domain asks for it")),
    (
        Distribution.Sender.WRAP,
        _("the author; where the author’s domain objects, their mail goes whole inside the list’s"),
    ),
    (Distribution.Sender.ALWAYS, _("always the list, under the author’s name")),
    (Distribution.Sender.NEVER, _("always the author, even if some members then get no copy")),
]
REPLY_TO = [
    (Distribution.ReplyTo.AUTHOR, _("the author, or whom the author names")),
    (Distribution.ReplyTo.LIST, _("the list")),
    (Distribution.ReplyTo.ADDRESS, _("another address")),
]
HOURS = [(hour, f"{hour}:00") for hour in range(24)]
# Texts are one field for each place and language, as above_fr.
PLACES = ("above", "below")


class LettersForm(Form):
    """The fields of `Distribution`; texts one field for each language."""

    all_optional = True
    as_it_came = forms.BooleanField(
        required=False,
        label=_("Change nothing in a message"),
        help_text=_(
            "Only fields of the list’s own are put on top, so the author’s signatures hold."
            " Whatever is chosen below, digests apart, then counts for nothing."
        ),
    )
    subject_prefix = forms.BooleanField(
        required=False, label=_("Group and number before the subject, as [t09demo #12]")
    )
    precedence = forms.BooleanField(
        required=False,
        label=_("A Precedence field"),
        help_text=_("Old programs that answer by themselves stay silent when they see it."),
    )
    sender = forms.ChoiceField(label=_("From"), choices=SENDER, widget=forms.RadioSelect)
    reply_to = forms.ChoiceField(
        label=_("Answers go to"), choices=REPLY_TO, widget=forms.RadioSelect
    )
    reply_address = forms.CharField(
        required=False,
        label=_("The other address"),
        widget=forms.EmailInput(attrs={"dir": "ltr"}),
    )
    digest_hour = forms.TypedChoiceField(label=_("Digests go out at"), choices=HOURS, coerce=int)
    digest_day = forms.TypedChoiceField(
        label=_("Weekly ones on"), choices=list(WEEKDAYS.items()), coerce=int
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in OWN_NAMES:
            for place, label in (("above", _("Above the text")), ("below", _("Below the text"))):
                self.fields[f"{place}_{language}"] = forms.CharField(
                    required=False,
                    label=label,
                    widget=forms.Textarea(
                        attrs={"rows": 3, "dir": "auto", "lang": language, "title": name}
                    ),
                )

    @property
    def texts(self) -> Iterator[tuple[str, str, Any, Any, bool]]:
        """For each language: its code, its name, both fields, and whether anything is in them."""
        for language, name in OWN_NAMES:
            above, below = self[f"above_{language}"], self[f"below_{language}"]
            is_open = bool(above.value() or below.value() or above.errors or below.errors)
            yield language, name, above, below, is_open

    def choices(self) -> dict[str, Any]:
        """What was chosen, by the names of `Distribution`; call it where the form is valid."""
        said = self.cleaned_data
        texts = {
            place: {language: said[f"{place}_{language}"] for language in LANGUAGES}
            for place in PLACES
        }
        plain = {name: said[name] for name in said if not name.startswith(PLACES)}
        return {**plain, **texts}

    def refuse_choice(self, refusal: BadChoice) -> None:
        """Show a refusal beside its field; one about a text beside the longest."""
        field = refusal.field
        if field in PLACES:
            texts = {
                name: str(self[name].value()) for name in self.fields if name.startswith(field)
            }
            field = max(texts, key=lambda name: len(texts[name]))
        self.refuse(refusal, field)


def chosen(row: Distribution) -> dict[str, Any]:
    """What stands in the fields now."""
    names = ("as_it_came", "subject_prefix", "precedence", "sender", "reply_to", "reply_address")
    values = {name: getattr(row, name) for name in (*names, "digest_hour", "digest_day")}
    for place in PLACES:
        texts = getattr(row, place)
        values |= {f"{place}_{language}": text for language, text in texts.items()}
    return values
