"""What is asked of who submits: which series and meeting, the files, and what the cover says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.bodies.models import Meeting
from comitia.documents.cover import Cover
from comitia.documents.coverlines import split_names
from comitia.documents.deadlines import EXEMPTIONS
from comitia.documents.intake import recognised
from comitia.documents.models import Document, Liaison, Series
from comitia.documents.symbols import symbol_of
from comitia.documents.words import DIRECTION, EXEMPTION, LIAISON_ASKS, SERIES
from comitia.web.context import OWN_NAMES
from comitia.web.forms import Form
from comitia.web.pages.desk.forms import DayField
from comitia.web.pages.documents.file_fields import FilesForm
from comitia.web.templatetags.documents import meeting_words


def line(label: Any, most: int = 500, **more: Any) -> forms.CharField:
    """A field of one line in any script."""
    more.setdefault("required", False)
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs={"dir": "auto"}), **more
    )


def text(label: Any, most: int, **more: Any) -> forms.CharField:
    """A field of several lines in any script."""
    more.setdefault("required", False)
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


class MeetingField(forms.ChoiceField):
    """For which meeting of the parent body, or for none."""

    def __init__(self, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        self._by_key = {str(each.pk): each for each in meetings}
        choices = [("", gettext("no meeting: for the group’s own discussion"))]
        choices += [(key, meeting_words(each)) for key, each in self._by_key.items()]
        super().__init__(choices=choices, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        return self._by_key.get(super().clean(value))


class UploadForm(FilesForm):
    """The first step: the series, the meeting, and the files."""

    def __init__(
        self, *args: Any, series: Sequence[Series], meetings: Sequence[Meeting], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        files = dict(self.fields)
        self.fields.clear()
        self.fields["series"] = forms.ChoiceField(
            label=_("What it is"),
            choices=[(each.value, f"{each.value} – {SERIES[each]}") for each in series],
            widget=forms.RadioSelect,
            initial=series[0].value if series else None,
            error_messages={"required": _("Say what it is.")},
        )
        self.fields.update(files)
        self.fields["meeting"] = MeetingField(meetings, label=_("For which meeting"))
        self.fields["confidential"] = forms.BooleanField(
            label=_("It is confidential"),
            required=False,
            help_text=_(
                "Observers do not see it, and to whom its files are given is written down."
            ),
        )
        if Series.TEMPORARY in series:
            self.fields["exemption"] = forms.ChoiceField(
                label=_("Why a temporary document may come late"),
                required=False,
                choices=[
                    ("", gettext("it comes in time")),
                    *((e, EXEMPTION[e]) for e in EXEMPTIONS),
                ],
                help_text=_("Only for temporary documents (A.1, 3.3.3)."),
            )
            self.fields["event_on"] = DayField(
                label=_("Day of the event, if it reports on one"), required=False
            )


class CoverForm(Form):
    """What the cover says. Sources are written as names; those of members are recognised."""

    title = line(
        _("Title"),
        required=True,
        error_messages={"required": _("Say what the document is called.")},
    )
    source = line(
        _("Source"),
        1000,
        help_text=_(
            "The members from which it comes, each by its name or acronym; commas between."
        ),
    )
    abstract = text(_("Abstract"), 10_000)
    question = line(_("Question or section of the report"), 60)
    purpose = line(_("Purpose"), 120, help_text=_("Such as proposal, discussion, information."))
    keywords = line(_("Keywords"), 1000, help_text=_("Commas between."))
    contact_name = line(_("Contact: name"), 200)
    contact_organization = line(_("Contact: organisation"), 200)
    contact_country = line(_("Contact: country"), 200)
    contact_email = line(_("Contact: e-mail"), 200)
    contact_phone = line(_("Contact: telephone"), 200)

    MAIN = ("title", "source", "abstract", "question")
    MORE = ("purpose", "keywords")

    def cover(self, language: str) -> Cover:
        """The cover as it was said; call it where the form is valid."""
        said = self.cleaned_data
        sources, others = recognised(said["source"])
        return Cover(
            title=said["title"],
            sources=sources,
            source_text=", ".join(others),
            abstract=said["abstract"],
            purpose=said["purpose"],
            question=said["question"],
            keywords=split_names(said["keywords"]),
            contact={
                key: said[f"contact_{key}"]
                for key in ("name", "organization", "country", "email", "phone")
                if said[f"contact_{key}"]
            },
            language=language,
        )

    @staticmethod
    def said_by(cover: Cover) -> dict[str, str]:
        """A cover as the fields of this form have it."""
        names = [each.name for each in cover.sources]
        if cover.source_text:
            names.append(cover.source_text)
        return {
            "title": cover.title,
            "source": "; ".join(names),
            "abstract": cover.abstract,
            "question": cover.question,
            "purpose": cover.purpose,
            "keywords": ", ".join(cover.keywords),
            **{f"contact_{key}": value for key, value in cover.contact.items()},
        }

    @property
    def main(self) -> list[forms.BoundField]:
        """What nearly every cover has."""
        return [self[name] for name in self.MAIN]

    @property
    def more(self) -> list[forms.BoundField]:
        """What some have."""
        contact = [name for name in self.fields if name.startswith("contact_")]
        return [self[name] for name in (*self.MORE, *contact)]


class LiaisonForm(CoverForm, FilesForm):
    """A liaison statement with its files, in one step."""

    def __init__(self, *args: Any, answerable: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answerable = {str(each.pk): each for each in answerable}
        self.fields["direction"] = forms.ChoiceField(
            label=_("It is"),
            choices=[(each.value, DIRECTION[each]) for each in Liaison.Direction],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say whether it came in or goes out.")},
        )
        self.fields["sender"] = line(
            _("From which body"),
            200,
            required=True,
            error_messages={"required": _("Say from which body the statement comes.")},
        )
        self.fields["recipients"] = line(
            _("To which bodies"),
            1000,
            required=True,
            help_text=_("Commas between."),
            error_messages={"required": _("Say to which bodies the statement goes.")},
        )
        self.fields["asks"] = forms.ChoiceField(
            label=_("It is sent"), choices=[(e.value, LIAISON_ASKS[e]) for e in Liaison.Asks]
        )
        self.fields["deadline"] = DayField(label=_("Reply by"), required=False)
        self.fields["approval"] = line(_("Approved by"), 200)
        self.fields["reply_to"] = forms.ChoiceField(
            label=_("It answers"),
            required=False,
            choices=[
                ("", gettext("no other statement")),
                *((key, symbol_of(each)) for key, each in self._answerable.items()),
            ],
        )

    @property
    def facts(self) -> Mapping[str, Any]:
        """What `issue_liaison` is told besides; call it where the form is valid."""
        said = self.cleaned_data
        deadline: date | None = said["deadline"]
        return {
            "direction": said["direction"],
            "sender": said["sender"],
            "recipients": split_names(said["recipients"]),
            "asks": said["asks"],
            "deadline": deadline,
            "approval": said["approval"],
            "reply_to": self._answerable.get(said["reply_to"]),
        }

    @property
    def of_liaison(self) -> list[forms.BoundField]:
        """The fields that only such a statement has, but for its direction."""
        names = ("sender", "recipients", "asks", "deadline", "approval", "reply_to")
        return [self[name] for name in names]


class VersionsForm(Form):
    """The language of each file of a draft, and which of them is the original."""

    def __init__(self, *args: Any, versions: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._versions = list(versions)
        for each in self._versions:
            known = "" if each.language.startswith("?") else each.language
            self.fields[f"language_{each.pk}"] = forms.ChoiceField(
                label=_("Language of %(name)s") % {"name": each.name},
                choices=[("", "–"), *OWN_NAMES],
                initial=known,
                error_messages={"required": _("Say in which language the file is.")},
            )
        if len(self._versions) > 1:
            original = next((str(e.pk) for e in self._versions if e.is_original), None)
            self.fields["original"] = forms.ChoiceField(
                label=_("The original is"),
                choices=[(str(each.pk), each.name) for each in self._versions],
                widget=forms.RadioSelect,
                initial=original,
                error_messages={"required": _("Say which of the files is the original.")},
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        seen: set[str] = set()
        for each in self._versions:
            code = said.get(f"language_{each.pk}")
            if code and code in seen:
                self.add_error(
                    f"language_{each.pk}",
                    gettext("Two files cannot be in one language. Say of each which it is."),
                )
            seen.add(code or "")
        return said

    def languages(self) -> dict[int, str]:
        """The language of each version, by its key."""
        return {each.pk: self.cleaned_data[f"language_{each.pk}"] for each in self._versions}

    def original(self) -> str:
        """The language of the original."""
        key = self.cleaned_data.get("original") or (self._versions and str(self._versions[0].pk))
        return str(self.cleaned_data.get(f"language_{key}", ""))
