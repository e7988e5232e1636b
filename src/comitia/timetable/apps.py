from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "comitia.timetable"
    label = "timetable"
