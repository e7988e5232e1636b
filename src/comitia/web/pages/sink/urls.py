from django.urls import path

from comitia.web.pages.sink import views

app_name = "sink"
urlpatterns = [
    path("sink/", views.mails, name="mails"),
    path("sink/<int:mail_id>", views.mail, name="mail"),
    path("sink/<int:mail_id>/raw", views.raw, name="raw"),
]
