"""What templates need to show the parts of a message: its HTML, invitations, signatures, files."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from comitia.archive.models import Message
from comitia.archive.rendering import Attachment, Rendered
from comitia.archive.rendering.events import Event
from comitia.archive.rendering.previews import form_of
from comitia.archive.rendering.signatures import Signature
from comitia.web.pages.archive import invitations, signed
from comitia.web.templatetags.comitia import message_link

register = template.Library()


@register.simple_tag(takes_context=True)
def message_html(context: template.Context) -> SafeString:
    """The HTML of the message on the page; its own pictures only where it has a page of its own."""
    rendered: Rendered = context["rendered"]
    message = context.get("message")
    link = message_link(message) if isinstance(message, Message) else ""
    # What rendering gives as html is safe already (archive.rendering).
    return SafeString(rendered.html_at(link) or "")


@register.filter
def invitation(event: Event) -> invitations.Invitation:
    """An event in words."""
    return invitations.in_words(event)


@register.filter
def event_moment(written: str) -> str:
    """A time of an invitation, absolute."""
    return invitations.moment(written)


@register.filter
def signature_tone(signature: Signature) -> str:
    """Whether a signature speaks for the message."""
    return signed.tone(signature)


@register.filter
def signature_sentences(signature: Signature) -> Sequence[str]:
    """What there is to say of a signature."""
    return signed.sentences(signature)


@register.simple_tag(takes_context=True)
def form_of_part(context: template.Context, attachment: Attachment) -> str:
    """How an attachment can be looked at: picture, text, names; not, if it is shown already."""
    rendered: Rendered = context["rendered"]
    if rendered.shows_picture(attachment.path):
        return ""
    return form_of(attachment.kind, attachment.name)
