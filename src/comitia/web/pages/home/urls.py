from django.urls import path

from comitia.web.pages.home import views

urlpatterns = [path("", views.home, name="home")]
