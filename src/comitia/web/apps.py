from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "comitia.web"
    label = "web"
