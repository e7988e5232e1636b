from django.urls import path

from comitia.web.pages.entities import views

app_name = "entities"
urlpatterns = [
    path("entities/", views.entities, name="entities"),
    path("entities/new", views.enter, name="enter"),
    path("entities/<slug:slug>/", views.entity, name="entity"),
    path("entities/<slug:slug>/edit", views.amend, name="amend"),
    path("entities/<slug:slug>/focal-points", views.name_focal_point, name="focal_points"),
    path("people/", views.people, name="people"),
]
