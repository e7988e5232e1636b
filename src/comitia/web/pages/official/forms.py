"""What a letter is about, and what is written in its fields; labels are the letters' own words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comitia.base.languages import RIGHT_TO_LEFT, known_language
from comitia.bodies.models import Body, Meeting
from comitia.groups.models import Group
from comitia.groups.words import CATEGORIES
from comitia.official.errors import Unready
from comitia.official.kinds import AMENDING, Field, all_fields, kind_called, kinds
from comitia.official.models import OfficialLetter
from comitia.official.rendering import label_of
from comitia.official.shapes import MOST_LINE_LETTERS, MOST_TEXT_LETTERS
from comitia.official.wording import wording_in
from comitia.web.context import OWN_NAMES
from comitia.web.forms import Form

HELP = {
    "date": _("Write the day as 2012-07-02."),
    "text": _("Paragraphs with an empty line between; Markdown for lists, tables and emphasis."),
    "agenda": _(
        "One item to a line, its documents after a bar: Opening | TD 1. A line that begins with - "
        "stands below the one above."
    ),
    "references": _(
        "One to a line, what it is about after a bar: C 12 | Example Telecom: on numbering"
    ),
    "people": _("One to a line: name | member they speak for | role"),
    "annexes": _("Begin each with a line that has its title: # Terms of reference"),
}
ROWS = {"text": 10, "agenda": 6, "references": 4, "people": 6, "annexes": 6}
CORRECTION = "read-"
USUALLY_FILLED = frozenset({"salutation", "closing", "signatory_title"})


def kind_names() -> dict[str, str]:
    """What each kind of letter is called, in the reader's language."""
    wording = wording_in(known_language(get_language()))
    return {name: wording.word(name, "name") for name in kinds()}


class AboutForm(Form):
    """What a letter is about and whom it is for."""

    kind = forms.ChoiceField(label=_("Kind of letter"))
    original = forms.ChoiceField(label=_("Language of the original"), choices=OWN_NAMES)
    series = forms.CharField(
        label=_("Bureau that issues it"),
        max_length=20,
        initial="TSB",
        widget=forms.TextInput(attrs={"dir": "auto", "class": "short"}),
    )
    meeting = forms.ModelChoiceField(
        label=_("Meeting"), queryset=Meeting.objects.none(), required=False
    )
    unscheduled = forms.BooleanField(
        label=_("This meeting was not in the timetable of meetings"), required=False
    )
    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none(), required=False)
    opens = forms.DateField(label=_("Opens"), required=False)
    closes = forms.DateField(label=_("Closes"), required=False)
    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    group = forms.ModelChoiceField(
        label=_("Group"),
        queryset=Group.objects.none(),
        required=False,
        help_text=_("Where one is chosen, the letter goes to whom its terms of reference admit."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Else to"),
        required=False,
        choices=list(CATEGORIES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    OTHER_MEETING = ("body", "opens", "closes", "place")

    def __init__(self, *args: Any, amending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = kind_names().items()
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (name, word) for name, word in named if (name in AMENDING) == amending
        ]
        meetings = Meeting.objects.select_related("body").order_by("-planned_month")[:200]
        self._choose("meeting", Meeting.objects.filter(pk__in=[each.pk for each in meetings]))
        self._choose("body", Body.objects.order_by("acronym"))
        self._choose("group", Group.objects.exclude(state=Group.State.PROPOSED).order_by("name"))
        self.fields["meeting"].label_from_instance = _meeting_name  # type: ignore[attr-defined]
        self.fields["group"].label_from_instance = lambda group: group.name  # type: ignore[attr-defined]
        for name in ("opens", "closes"):
            self.fields[name].widget = forms.DateInput(
                attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"
            )
            self.fields[name].error_messages["invalid"] = HELP["date"]

    def _choose(self, name: str, found: Any) -> None:
        self.fields[name].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if cleaned.get("meeting") is None and (opens or closes):
            if cleaned.get("body") is None:
                self.add_error("body", _("Say which body meets."))
            if not opens or not closes:
                self.add_error(
                    "opens" if not opens else "closes",
                    _("Say on which days the meeting opens and closes."),
                )
        return cleaned


def _meeting_name(meeting: Meeting) -> str:
    days = f", {meeting.opens} – {meeting.closes}" if meeting.opens else ""
    return f"{meeting.body.acronym} {meeting.planned_month:%Y-%m}{days}"


class FieldsForm(Form):
    """The fields that somebody writes; in a corrigendum also what replaces those of the letter.

    A draft may lack what the letter needs: only their labels tell which fields these are.
    """

    all_optional = True

    def __init__(
        self,
        *args: Any,
        fields: Iterable[Field],
        kind: str,
        language: str = "",
        now: Mapping[str, str] | None = None,
        corrects: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = dict(now or {})
        wording = wording_in(known_language(get_language()))
        needed = set(kind_called(kind).required) - USUALLY_FILLED
        for field in fields:
            label = label_of(field.name, wording, kind)
            if field.name not in needed:
                label = "{} {}".format(label, _("(optional)"))
            self.fields[field.name] = _field(field, label, language)
        known = all_fields()
        for name in self.now:
            made = _field(known[name], label_of(name, wording, corrects), language)
            made.initial = self.now[name]
            self.fields[CORRECTION + name] = made

    @property
    def own(self) -> list[Any]:
        """The letter's own fields."""
        return [field for field in self if not field.name.startswith(CORRECTION)]

    @property
    def corrected(self) -> list[Any]:
        """The fields of the letter that is corrected."""
        return [field for field in self if field.name.startswith(CORRECTION)]

    def written(self) -> dict[str, str]:
        """What is written in the letter's own fields."""
        return {
            name: text
            for name, text in self.cleaned_data.items()
            if not name.startswith(CORRECTION)
        }

    def corrections(self) -> dict[str, str]:
        """The fields that are to be read otherwise than now."""
        found = {}
        for name, text in self.cleaned_data.items():
            field = name.removeprefix(CORRECTION)
            if field != name and _same_lines(text) != _same_lines(self.now[field]):
                found[field] = text
        return found

    def refuse_all(self, refusal: Unready) -> None:
        """Show each sentence beside its field, or over the form."""
        for name, sentence in refusal.errors.items():
            beside = next((one for one in (name, CORRECTION + name) if one in self.fields), None)
            self.add_error(beside, sentence)


def _same_lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _field(field: Field, label: str, language: str) -> forms.CharField:
    """A field by its shape; in the direction of the language it is written in."""
    direction = "auto"
    if language:
        direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    attrs: dict[str, Any] = {"dir": direction}
    if language:
        attrs["lang"] = language
    if field.shape in ROWS:
        widget: forms.Widget = forms.Textarea(attrs={**attrs, "rows": ROWS[field.shape]})
    elif field.shape == "date":
        widget = forms.TextInput(attrs={"dir": "ltr", "class": "short", "inputmode": "numeric"})
    else:
        widget = forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label,
        required=False,
        max_length=MOST_TEXT_LETTERS if field.shape in ROWS else MOST_LINE_LETTERS,
        help_text=HELP.get(field.shape, ""),
        widget=widget,
    )


def about_initial(letter: OfficialLetter) -> dict[str, Any]:
    """What the form about a draft begins with."""
    return {
        "kind": letter.kind,
        "original": letter.original,
        "series": letter.series,
        "meeting": letter.meeting_id,
        "unscheduled": letter.unscheduled,
        "body": letter.body_id,
        "group": letter.group_id,
        "categories": letter.categories,
    }
