"""Files with a language each, as forms ask for them: a row for each language version."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.documents.filing import Given
from comitia.documents.kinds import TAKEN
from comitia.documents.rules import MOST_FILES
from comitia.web.context import OWN_NAMES
from comitia.web.forms import Form

AS_READ = [("", _("as its text tells")), *OWN_NAMES]


class FilesForm(Form):
    """Up to six files, one for each language; the first is asked for, the others may come too."""

    most_files = MOST_FILES
    needs_file = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.most_files + 1):
            self.fields[f"file{number}"] = forms.FileField(
                label=_("File") if number == 1 else _("Another file"),
                required=self.needs_file and number == 1,
                allow_empty_file=True,
                error_messages={"required": _("Choose a file.")},
                help_text=_("One of these: %(kinds)s.") % {"kinds": TAKEN} if number == 1 else "",
            )
            self.fields[f"language{number}"] = forms.ChoiceField(
                label=_("Its language"), required=False, choices=AS_READ
            )

    def given(self) -> list[Given]:
        """The files with the languages that were said; call it where the form is valid."""
        found = []
        for number in self._numbers():
            file = self.cleaned_data.get(f"file{number}")
            if file:
                language = self.cleaned_data.get(f"language{number}") or ""
                found.append(Given(file.name, file.read(), language))
        return found

    @property
    def first(self) -> tuple[forms.BoundField, forms.BoundField]:
        """The fields of the first file."""
        return self["file1"], self["language1"]

    @property
    def others(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of the other files."""
        return [(self[f"file{n}"], self[f"language{n}"]) for n in self._numbers() if n > 1]

    @property
    def others_wrong(self) -> bool:
        """Whether an error stands beside one of the other files."""
        return any(file.errors or language.errors for file, language in self.others)

    def _numbers(self) -> Iterator[int]:
        yield from range(1, self.most_files + 1)
