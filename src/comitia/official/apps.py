from django.apps import AppConfig


class OfficialConfig(AppConfig):
    name = "comitia.official"
    label = "official"
