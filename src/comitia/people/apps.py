from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "comitia.people"
    label = "people"
