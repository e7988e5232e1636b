from django.urls import path

from comitia.web.pages.official import drafting, issuing, views, writing

app_name = "official"
urlpatterns = [
    path("official/", views.letters, name="letters"),
    path("official/new", drafting.begin, name="begin"),
    path("official/drafts/<int:draft_id>/", drafting.draft, name="draft"),
    path("official/drafts/<int:draft_id>/about", drafting.about, name="about"),
    path("official/drafts/<int:draft_id>/issue", issuing.issue, name="issue"),
    path("official/drafts/<int:draft_id>/discard", drafting.discard, name="discard"),
    path("official/drafts/<int:draft_id>/<slug:language>", writing.write, name="write"),
    path("official/drafts/<int:draft_id>/<slug:language>/preview", writing.preview, name="preview"),
    path("official/drafts/<int:draft_id>/<slug:language>/drop", drafting.drop, name="drop"),
    path("circulars/<slug:series>-<str:number>/amend", issuing.amend_circular, name="circular"),
    path("official/<slug:slug>/", views.letter, name="letter"),
    path("official/<slug:slug>/letter.<slug:language>.<slug:form>", views.file, name="file"),
    path("official/<slug:slug>/told", views.told, name="told"),
    path("official/<slug:slug>/amend", issuing.amend, name="amend"),
]
