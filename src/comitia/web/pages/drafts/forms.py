"""A circular's text to be read, and every finding of a draft to be corrected.

Fields are named by their paths in the reading (`convener.name`), as corrections and refusals are.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.base.languages import known_language
from comitia.bodies.models import Body
from comitia.circulars.plan import CATEGORIES as CATEGORY_KEYS
from comitia.groups.words import CATEGORIES, CATEGORY
from comitia.timetable.models import Milestone
from comitia.web.context import OWN_NAMES
from comitia.web.forms import Form
from comitia.web.pages.entities.forms import countries

BODY_KINDS = {
    "conference": _("conference"),
    "assembly": _("assembly"),
    "advisory_group": _("advisory group"),
    "study_group": _("study group"),
    "working_party": _("working party"),
    "regional_meeting": _("regional meeting"),
    "bureau": _("bureau"),
}
ROW_KINDS = {
    "month": _("a month"),
    "range": _("a range"),
    "date": _("a day"),
    "meeting": _("a meeting"),
}
OUTPUTS = {"report": _("report"), "proposal": _("proposal"), "liaison": _("liaison statement")}
PROOFS = {
    "circular_issued": _("the circular issued"),
    "discussion": _("messages on the list"),
    "interim_sent": _("the interim report sent"),
    "revised_sent": _("the revised report sent"),
    "final_sent": _("the final report sent"),
    "consultation_held": _("a consultation held"),
    "other": _("something else"),
}
assert set(BODY_KINDS) == set(Body.Kind.values)
assert set(PROOFS) == set(Milestone.Proof.values)
A_DAY = _("A day as 2011-02-08, or a month as 2011-02.")


class ReadForm(Form):
    """A file, or the text itself."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Text, Word (DOCX) or PDF."),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.docx,.pdf,text/plain"}),
        error_messages={"empty": _("This file is empty.")},
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        given = [name for name in ("file", "text") if cleaned.get(name)]
        if not given:
            self.add_error("file", _("Choose a file, or paste the text of the circular below."))
        if len(given) == 2:
            self.add_error("text", _("Give the file or the text, not both."))
        return cleaned


def _line(label: Any, **more: Any) -> forms.CharField:
    short = more.pop("short", False)
    attrs = {"dir": "auto", **({"class": "short"} if short else {})}
    return forms.CharField(
        label=label,
        required=False,
        max_length=more.pop("max_length", 500),
        widget=forms.TextInput(attrs=attrs),
        **more,
    )


class _Lines(forms.CharField):
    """Several lines, with one kind of line end: browsers send another than they were given."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def _lines(label: Any, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return _Lines(label=label, required=False, max_length=5000, widget=widget, **more)


def _choice(label: Any, choices: Iterable[Any], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices], **more)


def _several(label: Any, choices: Iterable[Any], **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=list(choices),
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


def sections(with_resolution: bool) -> list[tuple[str, Any, dict[str, forms.Field]]]:
    """The parts of the page: key, title, and fields by their paths."""
    found: list[tuple[str, Any, dict[str, forms.Field]]] = [
        (
            "circular",
            _("The circular"),
            {
                "series": _line(_("Series"), short=True, max_length=20),
                "number": _line(_("Number"), short=True, max_length=20),
                "language": _choice(_("Language of this text"), OWN_NAMES),
                "is_original": forms.BooleanField(
                    label=_("This is the original; other languages are translated from it"),
                    required=False,
                ),
                "subject": _lines(_("Subject")),
                "date": _line(
                    _("Date of issue"),
                    short=True,
                    help_text=_("Left empty, the month of the first row of the timetable."),
                ),
                "signatory.name": _line(_("Signed by"), max_length=200),
            },
        ),
        (
            "decision",
            _("Who decided it"),
            {
                "parent.body": _line(_("Parent body, by its acronym"), short=True),
                "parent.name": _line(_("Its name")),
                "parent.kind": _choice(_("What kind of body it is"), BODY_KINDS.items()),
                "parent.meeting.start": _line(
                    _("First day of the meeting that decided"), short=True, help_text=A_DAY
                ),
                "parent.meeting.end": _line(_("Its last day"), short=True),
                "parent.decision": _lines(_("What it decided")),
            },
        ),
        (
            "group",
            _("The group"),
            {
                "reflector": _line(
                    _("Name of its list"),
                    short=True,
                    help_text=_("It is the group’s mail address and the address of its page."),
                ),
                "title": _lines(_("Title"), help_text=_("Left empty, the subject.")),
                "purpose": _lines(_("Purpose")),
                "eligibility": _several(
                    _("Open to"), ((key, CATEGORIES[key]) for key in CATEGORY_KEYS)
                ),
                "eligibility_source": _line(
                    _("By which clause"),
                    max_length=200,
                    help_text=_("Left empty, the paragraph of the circular that says so."),
                ),
                "outputs": _several(_("It may produce"), OUTPUTS.items()),
            },
        ),
        (
            "convener",
            _("The convener"),
            {
                "convener.name": _line(_("Name"), max_length=200),
                "convener.organisation": _line(_("Organisation"), max_length=200),
                "convener.country_code": _choice(_("Country"), countries()),
                "convener.category": _choice(
                    _("Category of the organisation"),
                    CATEGORY.items(),
                    help_text=_("Needed where the organisation is not entered as a member yet."),
                ),
                "convener.address": forms.EmailField(
                    label=_("E-mail address"),
                    required=False,
                    help_text=_("Without it the convener can neither write nor moderate yet."),
                    widget=forms.EmailInput(attrs={"dir": "ltr"}),
                    error_messages={"invalid": _("Enter an address such as name@example.org.")},
                ),
            },
        ),
    ]
    if with_resolution:
        fields: dict[str, forms.Field] = {
            "resolution.number": _line(_("Number"), short=True, max_length=20),
            "resolution.place": _line(_("Adopted at"), max_length=120),
            "resolution.year": _line(_("Year"), short=True, max_length=4),
            "resolution.title": _lines(_("Title")),
        }
        found.append(("resolution", _("The resolution"), fields))
    return found


class DraftForm(Form):
    """The findings but for the timetable, each under its path."""

    # What is required is said once it is missing; a word beside each field would be noise.
    all_optional = True

    def __init__(self, *args: Any, found: Mapping[str, Any], **kwargs: Any) -> None:
        self.parts = sections(bool(found.get("resolution")))
        paths = [path for _key, _title, fields in self.parts for path in fields]
        initial = {path: shown(at_path(found, path)) for path in paths}
        initial["language"] = known_language(initial["language"], default="")
        # Where the text says nothing of outputs, the plan takes a report (DOMAIN C-20).
        initial["outputs"] = initial["outputs"] or ["report"]
        super().__init__(*args, **{**kwargs, "initial": initial})
        for _key, _title, fields in self.parts:
            self.fields.update(fields)

    def corrections(self) -> dict[str, Any]:
        """What differs from what was shown, by path."""
        return {path: self.cleaned_data[path] for path in self.changed_data}


class RowForm(Form):
    """A row of the timetable. `origin` is its place in the list that was shown."""

    all_optional = True

    origin = forms.IntegerField(required=False, widget=forms.HiddenInput)
    when = _line(_("When, as the text says"), max_length=200)
    kind = _choice(_("Which is"), ROW_KINDS.items())
    start = _line(_("From"), short=True, max_length=10)
    end = _line(_("Until"), short=True, max_length=10)
    body = _line(_("Body that meets"), short=True, max_length=40)
    action = _lines(_("What is done"))
    actor = _line(_("By whom"), max_length=120)
    recipient = _line(_("For whom"), max_length=120)
    proof = _choice(_("Shown to be done by"), PROOFS.items())
    drop = forms.BooleanField(label=_("Leave this row out"), required=False)

    # Each field with its path in the row of a reading.
    FIELDS = {
        "when": "when",
        "kind": "kind",
        "start": "start",
        "end": "end",
        "body": "meeting.body",
        "action": "action",
        "actor": "actor",
        "recipient": "recipient",
        "proof": "proof",
    }


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """All rows, and one empty one for a row that was overlooked."""

    def kept(self) -> list[RowForm]:
        """The rows that are to be, in order."""
        return [
            form
            for form in self.forms
            if not form.cleaned_data.get("drop")
            and any(form.cleaned_data.get(field) for field in RowForm.FIELDS)
        ]

    def corrected(self, shown_rows: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """The whole timetable as it is to be; None where it is as it was shown."""
        rows = []
        for form in self.kept():
            origin = form.cleaned_data.get("origin")
            known = isinstance(origin, int) and 0 <= origin < len(shown_rows)
            row = dict(shown_rows[int(origin or 0)]) if known else {}
            for field, path in RowForm.FIELDS.items():
                if shown(at_path(row, path)) != form.cleaned_data[field]:
                    put(row, path, form.cleaned_data[field])
            rows.append(row)
        return None if rows == shown_rows else rows


ROWS = cast(
    type[Rows],
    forms.formset_factory(
        RowForm, formset=Rows, extra=1, max_num=200, absolute_max=200, validate_max=True
    ),
)


def rows_of(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The timetable of a reading, as a list of rows."""
    rows = found.get("timetable")
    return [dict(row) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def row_initial(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the row forms show."""
    return [
        {
            "origin": place,
            **{field: shown(at_path(row, path)) for field, path in RowForm.FIELDS.items()},
        }
        for place, row in enumerate(rows)
    ]


def at_path(found: Mapping[str, Any], path: str) -> Any:
    """The value at a path; None where there is none."""
    value: Any = found
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def put(row: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a path of a row, whose parts are made anew where they are changed."""
    first, _dot, rest = path.partition(".")
    if rest:
        part = row.get(first)
        row[first] = dict(part) if isinstance(part, Mapping) else {}
        put(row[first], rest, value)
    else:
        row[first] = value


def shown(value: Any) -> Any:
    """A value of a reading as a form shows it."""
    if value is None:
        return ""
    if isinstance(value, bool | list):
        return value
    return str(value)
