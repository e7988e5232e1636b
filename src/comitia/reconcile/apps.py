from django.apps import AppConfig


class ReconcileConfig(AppConfig):
    name = "comitia.reconcile"
    label = "reconcile"
