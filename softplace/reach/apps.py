from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "softplace.reach"
