from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "comitia.mandates"
    label = "mandates"
