"""What stands on a page about the grounds of a paragraph or section: sources, open points."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.bodies.queries import decisions_of
from comitia.documents.access import sight_of
from comitia.documents.models import Document
from comitia.documents.symbols import path_of, symbol_of
from comitia.reports import grounds, queries
from comitia.reports.content import Cited
from comitia.reports.models import OpenPoint, Paragraph, Section, Source
from comitia.reports.rules import shortened
from comitia.web.forms import Form
from comitia.web.pages.report.door import Visit
from comitia.web.pages.report.shown import Ground, ground_of

MOST_DOCUMENTS = 500
MOST_DECISIONS = 200


class CitedForm(Form):
    """Something to cite, and what of it."""

    reference = forms.CharField(max_length=998)
    note = forms.CharField(
        label=gettext_lazy("What of it"),
        required=False,
        max_length=grounds.MOST_NOTE_LETTERS,
        help_text=gettext_lazy("As § 4, or the second table."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


class PointForm(Form):
    """Something that is not settled."""

    text = forms.CharField(
        label=gettext_lazy("What is open"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say what is open, in a sentence.")},
    )


class CloseForm(Form):
    """How an open point was settled."""

    how = forms.CharField(
        label=gettext_lazy("How it was settled"),
        max_length=2_000,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say how, in a sentence.")},
    )


@dataclass
class GroundForms:
    """What stands on a paragraph's or section's page about its grounds; `wrong` came back."""

    visit: Visit
    rests: Paragraph | Section
    wrong: dict[str, Form] = field(default_factory=dict)

    @property
    def sources(self) -> list[tuple[Source, Ground]]:
        """What is cited here."""
        rows = list(self.rests.sources.all())
        if isinstance(self.rests, Section):
            rows = [row for row in rows if row.paragraph_id is None]
        labels = queries.labels_of(self.visit.report, rows)
        return [
            (
                row,
                ground_of(
                    Cited(
                        row.kind,
                        row.reference,
                        labels.get((row.kind, row.reference), row.reference),
                        row.note,
                    ),
                    self.visit.group.name,
                ),
            )
            for row in rows
        ]

    @property
    def points(self) -> list[tuple[OpenPoint, Form]]:
        """What is open, each with its form to close it."""
        rows = self.rests.open_points.filter(closed_at=None)
        if isinstance(self.rests, Section):
            rows = rows.filter(paragraph=None)
        return [
            (row, self._form(f"close{row.pk}", CloseForm, auto_id=f"c{row.pk}_%s")) for row in rows
        ]

    @property
    def document(self) -> Form:
        """To cite a document, picked from the register."""
        form = self._form("document", CitedForm, auto_id="document_%s")
        form.fields["reference"] = forms.ChoiceField(
            label=_("Document"), choices=_documents(self.visit)
        )
        return form

    @property
    def message(self) -> Form:
        """To cite a message."""
        form = self._form("message", CitedForm, auto_id="message_%s")
        form.fields["reference"].label = _("Message")
        form.fields["reference"].help_text = _("Its number in the archive, or its Message-ID.")
        form.fields["reference"].widget.attrs["dir"] = "ltr"
        return form

    @property
    def decision(self) -> Form:
        """To cite a decision of the parent body."""
        form = self._form("decision", CitedForm, auto_id="decision_%s")
        form.fields["reference"] = forms.ChoiceField(
            label=_("Decision"), choices=_decisions(self.visit)
        )
        return form

    @property
    def point(self) -> Form:
        """To raise an open point."""
        return self._form("point", PointForm, auto_id="point_%s")

    def _form(self, act: str, kind: type[Form], *, auto_id: str) -> Form:
        came_back = self.wrong.get(act)
        return came_back if came_back is not None else kind(auto_id=auto_id)


def _documents(visit: Visit) -> list[tuple[str, str]]:
    """The register as the editor sees it, the newest first."""
    sight = sight_of(visit.visitor, visit.group, at=visit.at)
    # A report does not rest on its own versions.
    rows = Document.objects.filter(sight.documents(), number__isnull=False, version__isnull=True)
    rows = rows.select_related("group__parent").order_by("-received_at", "-id")[:MOST_DOCUMENTS]
    return [(path_of(row), f"{symbol_of(row)} {shortened(row.title, 70)}") for row in rows]


def _decisions(visit: Visit) -> list[tuple[str, str]]:
    rows = decisions_of(visit.group.parent)[:MOST_DECISIONS]
    return [
        (str(row.pk), f"{visit.group.parent.acronym} {row.decided_from}: {shortened(row.text, 70)}")
        for row in rows
    ]
