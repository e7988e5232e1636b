from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "comitia.outbox"
    label = "outbox"
