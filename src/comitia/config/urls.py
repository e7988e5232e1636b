"""Every address of the web door and of the API, listed as promises in docs/urls.md."""

from django.urls import include, path

urlpatterns = [path("", include("comitia.web.urls")), path("", include("comitia.api.urls"))]
