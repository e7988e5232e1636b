from django.urls import path

from comitia.web.pages.held import rules, views

app_name = "held"
urlpatterns = [
    path("g/<str:name>/held/", views.waiting, name="waiting"),
    path("g/<str:name>/held/rules", rules.rules, name="rules"),
    path("g/<str:name>/held/<int:held_id>", views.message, name="message"),
    path("g/<str:name>/held/<int:held_id>/raw", views.raw, name="raw"),
    path("g/<str:name>/held/<int:held_id>/part/<str:part>", views.part, name="part"),
]
