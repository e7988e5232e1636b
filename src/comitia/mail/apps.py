from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "comitia.mail"
    label = "mail"
