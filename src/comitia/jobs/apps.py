from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "comitia.jobs"
    label = "jobs"
