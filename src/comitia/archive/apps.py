from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "comitia.archive"
    label = "archive"
