from django.urls import path

from comitia.web.pages.glossary import views

app_name = "glossary"
urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
    path("glossary/new", views.add, name="add"),
    path("glossary/<slug:key>/", views.concept, name="concept"),
    path("glossary/<slug:key>/edit", views.change, name="change"),
    path("glossary/<slug:key>/retire", views.retire, name="retire"),
]
