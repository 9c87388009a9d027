from django.apps import AppConfig


class GeographyConfig(AppConfig):
    name = "ancrage.geography"
    label = "geography"
