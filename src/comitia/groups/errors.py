"""Why a verb of groups refused, one class a reason, each fit for a person to read."""

from django.utils.translation import gettext as _


class GroupsRefusal(Exception):
    """A verb of groups refused; the text says why and what to do next."""


class NotEligible(GroupsRefusal):
    """The terms of the group do not admit this kind of entity."""

    def __init__(self, entity: str, category: str, barred_by: str) -> None:
        self.barred_by = barred_by
        super().__init__(
            _(
                "%(entity)s (%(category)s) cannot join: %(source)s opens the group to others. "
                "Ask the convener whether you may be invited as an expert."
            )
            % {"entity": entity, "category": category, "source": barred_by}
        )


class NotAMember(NotEligible):
    """The entity's own membership has not begun, or is over."""

    def __init__(self, entity: str, barred_by: str) -> None:
        self.barred_by = barred_by
        GroupsRefusal.__init__(
            self,
            _("%(entity)s cannot join: it is not a member on this day (%(source)s).")
            % {"entity": entity, "source": barred_by},
        )


class WrongState(GroupsRefusal):
    """The seat or the group is not in a state from which this step is possible."""


class ReflectorClosed(GroupsRefusal):
    """The group takes no registrations: its reflector is not open, or its work is over."""


class ForbiddenOutput(GroupsRefusal):
    """Such a group shall not adopt Questions or Recommendations (CV 191B)."""


class NameUnfit(GroupsRefusal):
    """The name is taken, or cannot be that of a list."""


class NotReady(GroupsRefusal):
    """Something is lacking that must be there before: the text says what."""


class NotAllowed(GroupsRefusal):
    """The roles matrix does not let this person do this."""
