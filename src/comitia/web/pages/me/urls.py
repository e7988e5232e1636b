from django.urls import path

from comitia.web.pages.me import tokens, views

app_name = "me"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/about", views.describe, name="describe"),
    path("me/seats/<int:seat_id>", views.deliver, name="deliver"),
    path("me/tokens", tokens.tokens, name="tokens"),
    path("me/tokens/<int:token_id>/revoke", tokens.revoke, name="revoke"),
    path("me/validations", views.validations, name="validations"),
]
