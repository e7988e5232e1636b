from django.urls import path

from comitia.web.pages.bodies import views

urlpatterns = [
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<slug:slug>/", views.body, name="body"),
    path("decisions/", views.decisions, name="decisions"),
]
