from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "comitia.bodies"
    label = "bodies"
