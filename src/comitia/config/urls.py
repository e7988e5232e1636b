"""Every address of the web door, listed as promises in docs/urls.md."""

from django.urls import include, path

urlpatterns = [path("", include("comitia.web.urls"))]
