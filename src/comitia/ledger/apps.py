from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "comitia.ledger"
    label = "ledger"
