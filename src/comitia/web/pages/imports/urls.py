from django.urls import path

from comitia.web.pages.imports import views

app_name = "imports"
urlpatterns = [
    path("g/<slug:name>/imports/", views.imports, name="imports"),
    path("g/<slug:name>/imports/<int:import_id>/", views.one, name="import"),
]
