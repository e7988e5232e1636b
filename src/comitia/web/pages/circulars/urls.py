from django.urls import path

from comitia.web.pages.circulars import views

urlpatterns = [
    path("circulars/", views.circulars, name="circulars"),
    path("circulars/<slug:series>-<str:number>/", views.circular, name="circular"),
]
