from django.apps import AppConfig


class AdaptationConfig(AppConfig):
    name = "ancrage.adaptation"
    label = "adaptation"
