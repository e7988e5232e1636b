from django.urls import path

from comitia.web.pages.joining import views

app_name = "joining"
urlpatterns = [
    path("g/<str:name>/join", views.join, name="join"),
    path("g/<str:name>/join/asked", views.asked, name="asked"),
    path("confirm/<str:token>", views.confirm, name="confirm"),
    path("v/<str:token>", views.validate, name="validate"),
    path("leave/<str:token>/", views.leave, name="leave"),
]
