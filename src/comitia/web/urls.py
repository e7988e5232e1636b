"""The addresses of pages (docs/urls.md lists them as promises)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
