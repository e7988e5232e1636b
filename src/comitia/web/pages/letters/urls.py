from django.urls import path

from comitia.web.pages.letters import views

app_name = "letters"
urlpatterns = [path("g/<str:name>/letters", views.letters, name="letters")]
