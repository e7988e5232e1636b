"""What is asked of who writes: texts, headings, reasons, places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.reports import rules
from comitia.reports.words import SECTION
from comitia.web.forms import Form, LanguageField, ReasonField


class TextField(forms.CharField):
    """A paragraph's Markdown, in the direction of what is written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Text"))
        kwargs.setdefault("error_messages", {"required": _("Write a text.")})
        # The verb says what else is wrong with a text; its blanks are kept until then.
        kwargs.setdefault("strip", False)
        kwargs.setdefault(
            "widget",
            forms.Textarea(
                attrs={"rows": 12, "dir": "auto", "spellcheck": "true", "class": "text"}
            ),
        )
        super().__init__(**kwargs)


class WhyField(forms.CharField):
    """Why a text is changed: a line in its history."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Why"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", rules.MOST_REASON_LETTERS)
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
        super().__init__(**kwargs)


class HeadingField(forms.CharField):
    """The heading of a section."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Heading"))
        kwargs.setdefault("max_length", rules.MOST_HEADING_LETTERS)
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
        kwargs.setdefault("error_messages", {"required": _("Write a heading.")})
        super().__init__(**kwargs)


class StartForm(Form):
    """Begin the report."""

    title = HeadingField(
        label=_("Title"), required=False, help_text=_("Left empty, it is called after the group.")
    )
    language = LanguageField(
        label=_("Language of the original"),
        help_text=_("It is drafted in this one, and translated into the others."),
    )


class WritingForm(Form):
    """A paragraph's text, and why it is written so. `on` is the revision the writer had."""

    text = TextField()
    reason = WhyField()
    on = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, must_say_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if must_say_why:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = str(_("Say why, in a sentence."))


class WhyForm(Form):
    """Only why something is done."""

    reason = ReasonField(label=_("Why"), help_text=_("Kept in the history, with your name."))


class PlaceForm(Form):
    """Where something goes; what places there are, is told to it."""

    place = forms.ChoiceField(label=_("Put it"))

    def __init__(self, *args: Any, places: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class MoveForm(PlaceForm):
    """Where a paragraph goes, and why."""

    reason = WhyField()


class SectionForm(PlaceForm):
    """A new section."""

    heading = HeadingField()
    field_order = ("heading", "place")


class HeadForm(Form):
    """A section's heading, its state, and what of the mandate it answers."""

    heading = HeadingField()
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label=_("How far it is"),
        choices=[(key, SECTION[key]) for key in ("drafting", "review", "agreed")],
        widget=forms.RadioSelect,
    )
    clauses = forms.TypedMultipleChoiceField(
        label=_("It answers"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, clauses: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clauses"].choices = clauses  # type: ignore[attr-defined]
