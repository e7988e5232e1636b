from django.urls import path

from comitia.web.pages.me import views

app_name = "me"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/about", views.describe, name="describe"),
    path("me/seats/<int:seat_id>", views.deliver, name="deliver"),
    path("me/validations", views.validations, name="validations"),
]
