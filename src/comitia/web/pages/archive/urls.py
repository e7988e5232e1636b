from django.urls import path, register_converter

from comitia.web.pages.archive import acts, exports, feeds, lists, parts, views
from comitia.web.pages.archive.converters import AuthorKey, MailForm, MessageId, Month

register_converter(MessageId, "message_id")
register_converter(Month, "month")
register_converter(MailForm, "mail_form")
register_converter(AuthorKey, "author_key")

urlpatterns = [
    path("g/<slug:name>/mail/", lists.threads, name="mail"),
    path("g/<slug:name>/mail/<int:number>/", views.thread, name="thread"),
    path("g/<slug:name>/mail/<int:number>/place", acts.place, name="place"),
    path("g/<slug:name>/mail/<int:number>/redact", acts.redact, name="redact"),
    path("g/<slug:name>/mail/<int:number>/send", acts.send, name="send"),
    path("g/<slug:name>/mail/n/<int:number>/", views.numbered, name="numbered"),
    path("g/<slug:name>/mail/<int:year>/<int:month>/", lists.month, name="mail_month"),
    path("g/<slug:name>/mail/year/<int:year>/", lists.year, name="mail_year"),
    path("g/<slug:name>/mail/authors/", lists.authors, name="authors"),
    path("g/<slug:name>/mail/authors/<author_key:key>/", lists.author, name="author"),
    path("m/<message_id:message_id>/raw", views.raw, name="raw"),
    path("m/<message_id:message_id>/part/<str:part>/image", parts.image, name="part-image"),
    path("m/<message_id:message_id>/part/<str:part>/text", parts.text, name="part-text"),
    path("m/<message_id:message_id>/part/<str:part>", views.attachment, name="attachment"),
    path("m/<message_id:message_id>/", views.message, name="message"),
    path("g/<slug:name>/mail/export.<mail_form:form>", exports.archive, name="export"),
    path("g/<slug:name>/mail/<month:month>.<mail_form:form>", exports.month, name="export_month"),
    path(
        "g/<slug:name>/mail/<int:number>/thread.<mail_form:form>",
        exports.thread,
        name="export_thread",
    ),
    path("search.<mail_form:form>", exports.search, name="export_search"),
    path("g/<slug:name>/mail/feed.atom", feeds.archive, name="feed"),
    path("g/<slug:name>/mail/<int:number>/feed.atom", feeds.thread, name="feed_thread"),
    path("search.atom", feeds.search, name="feed_search"),
]
