from django.urls import path

from comitia.web.pages.drafts import views

app_name = "drafts"
urlpatterns = [
    path("circulars/read", views.read, name="read"),
    path("circulars/drafts/<int:draft_id>/", views.draft, name="draft"),
    path("circulars/drafts/<int:draft_id>/discard", views.discard, name="discard"),
    path("circulars/<slug:series>-<str:number>/issue", views.issue, name="issue"),
]
