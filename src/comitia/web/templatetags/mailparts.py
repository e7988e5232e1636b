"""What templates need to show the parts of a message: its HTML, invitations, signatures, files."""

from django import template

from comitia.archive.rendering import Attachment, Rendered
from comitia.archive.rendering.events import Event
from comitia.archive.rendering.previews import form_of
from comitia.web.pages.archive import invitations

register = template.Library()


@register.filter
def invitation(event: Event) -> invitations.Invitation:
    """An event in words."""
    return invitations.in_words(event)


@register.filter
def event_moment(written: str) -> str:
    """A time of an invitation, absolute."""
    return invitations.moment(written)


@register.simple_tag(takes_context=True)
def form_of_part(context: template.Context, attachment: Attachment) -> str:
    """How an attachment can be looked at: picture, text, names; not, if it is shown already."""
    rendered: Rendered = context["rendered"]
    if rendered.shows_picture(attachment.path):
        return ""
    return form_of(attachment.kind, attachment.name)
