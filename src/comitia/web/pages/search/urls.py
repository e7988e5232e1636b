from django.urls import path

from comitia.web.pages.search import views

urlpatterns = [path("search", views.search, name="search")]
