"""Who asks to join, and for which member."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.groups.models import Terms
from comitia.groups.words import CATEGORIES
from comitia.people.models import Entity
from comitia.people.queries import member_entities
from comitia.web.forms import AddressField, Form, LanguageField, NameField, ReasonField


class EntityField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member, from a list under its categories: those the terms admit first, the others marked.

    The others can be chosen too: the refusal then says by which clause.
    """

    def __init__(self, *, terms: Terms, **kwargs: Any) -> None:
        super().__init__(
            queryset=member_entities().exclude(category=Entity.Category.SECRETARIAT),
            label=_("The member you speak for"),
            help_text=_("Type the first letters of its name to find it in the list."),
            error_messages={
                "required": _("Choose the member you speak for."),
                "invalid_choice": _("Choose a member from the list."),
            },
            **kwargs,
        )
        self.choices = self._by_category(terms)

    def _by_category(self, terms: Terms) -> list[Any]:
        """The list as groups of options: what the terms admit, in their order, then the rest."""
        named: dict[str, list[tuple[int, str]]] = {}
        for entity in self.queryset or ():
            also = f" ({entity.acronym})" if entity.acronym else ""
            named.setdefault(entity.category, []).append((entity.pk, f"{entity.name}{also}"))
        others = [category for category in CATEGORIES if category not in terms.eligibility]
        found: list[Any] = [("", _("Choose …"))]
        for category in [*terms.eligibility, *others]:
            if category not in named:
                continue
            words = CATEGORIES.get(category, category)
            title = (
                words
                if category in terms.eligibility
                else _("%(category)s (not entitled to join this group)") % {"category": words}
            )
            found.append((title, named[category]))
        return found


class JoinForm(Form):
    """A request for a seat."""

    name = NameField()
    address = AddressField(help_text=_("A mail goes there; the group’s mail will, too."))
    language = LanguageField()

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"] = EntityField(terms=terms)
        self.order_fields(["name", "entity", "address", "language"])


class ClaimForm(Form):
    """The member somebody speaks for, named after their address was confirmed."""

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"] = EntityField(terms=terms)


class RefusalForm(Form):
    """Why a focal point says no."""

    reason = ReasonField(help_text=_("The person who asked is told."))
