from django.apps import AppConfig


class TimebankConfig(AppConfig):
    name = "softplace.timebank"
