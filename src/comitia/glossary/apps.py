from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    name = "comitia.glossary"
    label = "glossary"
