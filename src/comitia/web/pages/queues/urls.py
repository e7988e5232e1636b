from django.urls import path

from comitia.web.pages.queues import views

app_name = "queues"
urlpatterns = [
    path("parked/", views.parked, name="parked"),
    path("outbox/", views.outgoing, name="outbox"),
]
