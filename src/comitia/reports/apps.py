from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "comitia.reports"
    label = "reports"
