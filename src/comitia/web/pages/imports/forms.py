"""A file with old mail: given by the browser, or laid on the server by the administrator."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.web.forms import Form


class ImportForm(Form):
    """Exactly one file. `laid` names those that lie on the server."""

    all_optional = True

    file = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_(
            "An mbox, a LISTSERV log, one message, or a tar or ZIP of a Maildir or of such files; "
            "compressed or not."
        ),
    )
    laid = forms.ChoiceField(
        label=_("Or one that lies on the server"),
        required=False,
        help_text=_("For what is too large for a browser: the administrator lays it there."),
    )

    def __init__(self, *args: Any, laid: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["laid"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("none")), *((each, each) for each in laid)]
        if not laid:
            del self.fields["laid"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("file")) == bool(given.get("laid")) and not self.errors:
            self.add_error("file", _("Give one file."))
        return given
