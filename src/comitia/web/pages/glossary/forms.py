"""What a concept is called, one line for each language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.base.languages import RIGHT_TO_LEFT
from comitia.glossary.errors import BadConcept
from comitia.glossary.models import Subject
from comitia.glossary.rules import read_terms
from comitia.web.context import OWN_NAMES
from comitia.web.forms import Form

MOST_LINE_LETTERS = 2_500


class ConceptForm(Form):
    """Subject, note and terms; the fields of terms are named by their language."""

    subject = forms.ChoiceField(label=_("Subject"), choices=Subject.choices)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    review = forms.MultipleChoiceField(
        label=_("To be reviewed by a native reader"),
        required=False,
        choices=OWN_NAMES,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("subject", *(code for code, _name in OWN_NAMES), "note", "review")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in OWN_NAMES:
            direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
            self.fields[language] = forms.CharField(
                label=name,
                required=False,
                max_length=MOST_LINE_LETTERS,
                widget=forms.TextInput(attrs={"lang": language, "dir": direction}),
            )
        self.order_fields(list(self.field_order))

    def wanted(self) -> dict[str, Any]:
        """What the verbs take."""
        given = self.cleaned_data
        terms = {language: read_terms(given[language]) for language, _name in OWN_NAMES}
        return {
            "subject": given["subject"],
            "note": given["note"],
            "review": given["review"],
            "terms": terms,
        }

    def refuse_all(self, refusal: BadConcept) -> None:
        """Show each sentence beside its field, or over the form."""
        for field, sentence in refusal.errors.items():
            self.add_error(field if field in self.fields else None, sentence)
