from django.urls import path

from comitia.web.pages.groups import views

urlpatterns = [
    path("g/<slug:name>/", views.group, name="group"),
    path("g/<slug:name>/timetable", views.timetable, name="timetable"),
    path("g/<slug:name>/timetable.ics", views.calendar, name="calendar"),
    path("g/<slug:name>/members", views.members, name="members"),
    path("g/<slug:name>/consultations/", views.consultations, name="consultations"),
]
