"""Only these of allauth's pages are routed; the names are those it asks for."""

from django.urls import path

from comitia.web.pages.sign_in import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/", views.SignIn.as_view(), name="account_request_login_code"),
    path("sign-in/code/", views.EnterCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/inactive/", views.inactive, name="account_inactive"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
]
