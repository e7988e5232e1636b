from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "comitia.groups"
    label = "groups"
