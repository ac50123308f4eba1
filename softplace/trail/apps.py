from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "softplace.trail"
