from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "comitia.documents"
    label = "documents"
