from django.apps import AppConfig


class CircularsConfig(AppConfig):
    name = "comitia.circulars"
    label = "circulars"
