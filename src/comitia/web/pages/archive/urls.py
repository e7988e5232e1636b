from django.urls import path, register_converter

from comitia.web.pages.archive import acts, parts, views
from comitia.web.pages.archive.converters import MessageId

register_converter(MessageId, "message_id")

urlpatterns = [
    path("g/<slug:name>/mail/", views.threads, name="mail"),
    path("g/<slug:name>/mail/<int:number>/", views.thread, name="thread"),
    path("g/<slug:name>/mail/<int:number>/place", acts.place, name="place"),
    path("g/<slug:name>/mail/<int:number>/redact", acts.redact, name="redact"),
    path("g/<slug:name>/mail/<int:number>/send", acts.send, name="send"),
    path("m/<message_id:message_id>/raw", views.raw, name="raw"),
    path("m/<message_id:message_id>/part/<str:part>/image", parts.image, name="part-image"),
    path("m/<message_id:message_id>/part/<str:part>/text", parts.text, name="part-text"),
    path("m/<message_id:message_id>/part/<str:part>", views.attachment, name="attachment"),
    path("m/<message_id:message_id>/", views.message, name="message"),
]
