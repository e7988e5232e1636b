from django.urls import path

from comitia.web.pages.desk import views

app_name = "desk"
urlpatterns = [
    path("g/<str:name>/desk", views.desk, name="desk"),
    path("g/<str:name>/desk/list", views.open_or_close, name="list"),
    path("g/<str:name>/desk/officers/<int:role_id>", views.officer, name="officer"),
    path("g/<str:name>/desk/meetings/<int:meeting_id>", views.meeting, name="meeting"),
]
