from django.urls import path

from comitia.web.pages.mandates import views

urlpatterns = [
    path("resolutions/", views.resolutions, name="resolutions"),
    path("resolutions/<slug:slug>/", views.resolution, name="resolution"),
]
